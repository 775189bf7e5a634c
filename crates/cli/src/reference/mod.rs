//! Pages of the reference that are made from what the program itself goes by.

mod views;

pub(crate) use self::views::views;

/// A page, by the name of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Page {
    /// The views for people who write SQL
    Views,
}
