//! The figures of Dwell: each turns results into a [`crate::figure::Figure`].

pub mod tradeoff;
