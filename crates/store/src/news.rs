//! What the coordinators on one database tell each other: where to look again.
//!
//! News carry nothing else, and some may get lost: the tables are the truth, and whoever waits also
//! looks by itself.

/// Where there may be something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// There may be something to hand out.
    Work,
    /// There may be something to see.
    Progress,
}

impl News {
    /// How the database passes it on.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Progress => "progress",
        }
    }

    /// From what the database passed on; `None` for what this version does not know.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Work, Self::Progress]
            .into_iter()
            .find(|news| news.as_str() == word)
    }
}
