//! The renderers: each draws any [`crate::figure::Figure`].

pub mod terminal;
