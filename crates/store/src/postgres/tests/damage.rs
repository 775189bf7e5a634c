//! What a check finds.

use sqlx::{Connection, Executor, PgConnection};

use super::{Opened, open};
use crate::{
    Database,
    postgres::flow::check,
    suite::damage::{DAMAGES, healthy, is_found, is_healthy},
};

/// Takes away what would refuse the damage: checks, foreign keys and triggers.
const TRUST: &str = "
    DO $$
    DECLARE checked RECORD;
    BEGIN
        FOR checked IN SELECT conrelid::REGCLASS AS place, conname FROM pg_constraint
                       WHERE contype = 'c' AND connamespace = current_schema()::REGNAMESPACE
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', checked.place, checked.conname);
        END LOOP;
    END $$;
    SET session_replication_role = replica";

async fn a_healthy_database() -> (Opened, Database) {
    let opened = open().await;
    healthy(&opened.store).await;
    let database = Database::Postgres(opened.database.url());
    (opened, database)
}

#[tokio::test]
async fn nothing_is_wrong_while_a_store_is_open_on_it() {
    let (_opened, database) = a_healthy_database().await;
    is_healthy(&database.inspect().await.unwrap());
}

#[tokio::test]
async fn every_damage_is_found() {
    let (opened, _) = a_healthy_database().await;
    let mut connection = PgConnection::connect(&opened.database.url()).await.unwrap();
    connection.execute(TRUST).await.unwrap();
    for damage in DAMAGES {
        let mut tx = connection.begin().await.unwrap();
        tx.execute(damage.sql).await.unwrap();
        let inspection = check::inspect(&mut tx).await.unwrap();
        is_found(&damage, &inspection);
        tx.rollback().await.unwrap();
    }
}
