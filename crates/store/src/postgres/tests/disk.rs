//! What is answered is on the disk, as far as that is known.

use super::{Opened, open};
use crate::{Store, StoreError, suite::story::Story};

/// Ends every connection that has flushed, as a server that crashes does.
async fn loses_the_line(opened: &Opened) {
    sqlx::query(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND query LIKE '%pg_logical_emit_message%'",
    )
    .execute(&opened.store.readers)
    .await
    .unwrap();
}

#[tokio::test]
async fn a_flush_counts_only_on_a_connection_that_was_there_before() {
    let opened = open().await;
    let disk = &opened.store.disk;
    let before = disk.line().await.unwrap();
    before.flush().await.unwrap();
    loses_the_line(&opened).await;
    for _ in 0..2 {
        let uncertain = before.flush().await.unwrap_err();
        assert!(
            matches!(uncertain, StoreError::Uncertain { .. }),
            "{uncertain}"
        );
    }
    disk.line().await.unwrap().flush().await.unwrap();
}

#[tokio::test]
async fn changes_go_on_after_the_connection_that_flushes_is_lost() {
    let opened = open().await;
    let story = Story::on(&opened.store);
    story.worker().await;
    loses_the_line(&opened).await;
    // The loss may be noticed by a change that has been made already, which is then not certain.
    let lost = opened.store.disk.line().await.unwrap().flush().await;
    assert!(matches!(lost, Ok(()) | Err(StoreError::Uncertain { .. })));
    story.worker().await;
    assert_eq!(opened.store.workers().await.unwrap().len(), 2);
}
