//! Tokens: what is kept of them, and how they end.

use std::time::Duration;

use dwell_domain::{Scope, Token, TokenId};
use uuid::Uuid;

use super::story::Story;
use crate::{
    Store, StoreError,
    rows::{NewToken, TokenRow, TokenStanding},
};

/// A token with this byte throughout; the same byte begins its id.
fn token(story: &Story<'_>, byte: u8, scope: Scope) -> NewToken {
    NewToken {
        id: TokenId::from_uuid(Uuid::from_u128(u128::from(byte) << 120)),
        hash: Token::from_random([byte; 32]).hash(),
        scope,
        name: format!("for {scope}").parse().unwrap(),
        now: story.now,
        expires_at: None,
    }
}

async fn found(store: &dyn Store, byte: u8) -> Option<TokenRow> {
    let hash = Token::from_random([byte; 32]).hash();
    store.token_with(&hash).await.unwrap()
}

pub(crate) async fn a_token_is_found_by_its_hash_alone(store: &dyn Store) {
    let story = Story::on(store);
    for (byte, scope) in [1, 2, 3].into_iter().zip(Scope::ALL) {
        store
            .create_token(token(&story, byte, scope))
            .await
            .unwrap();
    }
    let second = found(store, 2).await.unwrap();
    let expected = TokenRow {
        id: TokenId::from_uuid(Uuid::from_u128(2 << 120)),
        hash: Token::from_random([2; 32]).hash(),
        scope: Scope::Submit,
        name: "for submit".to_owned(),
        created_at: story.now,
        expires_at: None,
        revoked_at: None,
    };
    assert_eq!(second, expected);
    assert_eq!(found(store, 4).await, None);
}

pub(crate) async fn tokens_are_listed_from_the_newest(store: &dyn Store) {
    let story = Story::on(store);
    assert_eq!(store.tokens().await.unwrap(), []);
    for byte in [1, 2, 3] {
        let made = store.create_token(token(&story, byte, Scope::Read));
        made.await.unwrap();
    }
    let listed = store.tokens().await.unwrap();
    let ids = listed.iter().map(|row| row.id.as_uuid().as_u128() >> 120);
    let ids: Vec<_> = ids.collect();
    assert_eq!(ids, [3, 2, 1]);
}

pub(crate) async fn a_token_is_revoked_once_by_the_start_of_its_id(store: &dyn Store) {
    let mut story = Story::on(store);
    for byte in [0x11, 0x12] {
        let made = store.create_token(token(&story, byte, Scope::Worker));
        made.await.unwrap();
    }
    let ambiguous = store.revoke_token("1", story.now).await.unwrap_err();
    insta::assert_snapshot!(ambiguous, @"`1` names more than one token");
    for nothing in ["13", "for worker", ""] {
        let missing = store.revoke_token(nothing, story.now).await.unwrap_err();
        assert!(
            matches!(missing, StoreError::NotFound { .. }),
            "{nothing}: {missing}"
        );
    }
    let revoked_at = story.now;
    for _ in 0..2 {
        let revoked = store.revoke_token("12", story.now).await.unwrap();
        assert_eq!(revoked.revoked_at, Some(revoked_at));
        assert_eq!(found(store, 0x12).await, Some(revoked));
        story.passes(Duration::from_mins(1));
    }
    assert_eq!(found(store, 0x11).await.unwrap().revoked_at, None);
}

pub(crate) async fn a_token_is_good_until_it_expires_or_is_revoked(store: &dyn Store) {
    let mut story = Story::on(store);
    let day = Duration::from_hours(24);
    let limited = NewToken {
        expires_at: Some(story.now.after(day)),
        ..token(&story, 1, Scope::Read)
    };
    store.create_token(limited).await.unwrap();
    let row = found(store, 1).await.unwrap();
    assert_eq!(row.standing(story.now), TokenStanding::Valid);
    story.passes(day);
    assert_eq!(row.standing(story.now), TokenStanding::Expired);
    let revoked = store.revoke_token("01", story.now).await.unwrap();
    assert_eq!(revoked.standing(story.now), TokenStanding::Revoked);
}
