//! What coordinators on one database tell each other.

use futures::StreamExt;

use super::open;
use crate::{News, Store, postgres::PostgresStore};

#[tokio::test]
async fn a_coordinator_hears_the_others_and_not_itself() {
    let opened = open().await;
    let other = PostgresStore::open(&opened.database.url()).await.unwrap();
    let mut heard = other.hear().await.unwrap();
    other.tell(News::Work).await.unwrap();
    opened.store.tell(News::Progress).await.unwrap();
    opened.store.tell(News::Work).await.unwrap();

    let heard = [heard.next().await, heard.next().await];
    assert_eq!(heard, [Some(News::Progress), Some(News::Work)]);
}

#[tokio::test]
async fn hearing_ends_with_its_connection() {
    let opened = open().await;
    let mut heard = opened.store.hear().await.unwrap();
    let end = "
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    sqlx::query(end)
        .execute(&opened.store.writers)
        .await
        .unwrap();
    assert_eq!(heard.next().await, None);
}
