//! Pages of the reference that are made from what the program itself goes by.

mod security;
mod views;

pub(crate) use self::{security::security, views::views};

/// A page, by the name of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Page {
    /// Who may do what, and how to set it up
    Security,
    /// The views for people who write SQL
    Views,
}
