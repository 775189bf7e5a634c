//! Another process that writes to the file beside a coordinator, as `dwell token` does.

use dwell_domain::{Scope, Token, TokenId};
use uuid::Uuid;

use super::open;
use crate::{Store, rows::NewToken, sqlite::SqliteStore, suite::story::Story};

#[tokio::test(flavor = "multi_thread")]
async fn two_that_write_to_one_file_wait_for_each_other_and_lose_nothing() {
    const EACH: u8 = 50;
    let opened = open().await;
    let file = opened.folder.path().join("dwell.db");
    let beside = SqliteStore::open(&file);
    let beside = beside.await.unwrap();
    let story = Story::on(&opened.store);
    let registers = async {
        for _ in 0..EACH {
            story.worker().await;
        }
    };
    let makes_tokens = async {
        for byte in 0..EACH {
            let token = NewToken {
                id: TokenId::from_uuid(Uuid::now_v7()),
                hash: Token::from_random([byte; 32]).hash(),
                scope: Scope::Worker,
                name: "".parse().unwrap(),
                now: story.now,
                expires_at: None,
            };
            beside.create_token(token).await.unwrap();
            let hash = Token::from_random([byte; 32]).hash();
            let seen = opened.store.token_with(&hash).await.unwrap();
            assert!(seen.is_some(), "what one has committed, the other sees");
        }
    };
    tokio::join!(registers, makes_tokens);
    beside.close().await;
    let workers = opened.store.workers().await.unwrap().len();
    let tokens = opened.store.tokens().await.unwrap().len();
    assert_eq!((workers, tokens), (EACH.into(), EACH.into()));
}
