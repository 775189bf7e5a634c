//! News for other coordinators, by LISTEN and NOTIFY.
//!
//! They are sent beside the changes that they are about, after these are committed: a NOTIFY in a
//! transaction would have all commits wait for each other.

use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use sqlx::postgres::PgListener;

use super::{PostgresStore, connection};
use crate::{StoreError, news::News, statement::statements};

/// Where the database passes news on.
const CHANNEL: &str = "dwell";

statements! {
    /// Passes a text on to all who listen.
    TELL = "SELECT pg_notify($1, $2)";
}

/// Tells the others.
pub(super) async fn tell(store: &PostgresStore, news: News) -> Result<(), StoreError> {
    let text = format!("{} {}", store.teller, news.as_str());
    sqlx::query(TELL)
        .bind(CHANNEL)
        .bind(text)
        .execute(&store.writers)
        .await?;
    Ok(())
}

/// What the others tell from now on, on a connection of its own; it ends when that is lost.
pub(super) async fn hear(store: &PostgresStore) -> Result<BoxStream<'static, News>, StoreError> {
    let mut listener = PgListener::connect_with(&connection::listener(&store.options)).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    let own = store.teller.to_string();
    let heard = stream::unfold(listener, |mut listener| async move {
        let heard = listener.try_recv().await.ok()??;
        Some((heard, listener))
    });
    let news = heard.filter_map(move |heard| {
        let news = match heard.payload().split_once(' ') {
            Some((teller, word)) if teller != own => News::from_word(word),
            _ => None,
        };
        std::future::ready(news)
    });
    Ok(news.boxed())
}
