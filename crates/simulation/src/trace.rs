//! What happened, in order: the two tellings of a story must agree on every line of it.
//!
//! Ids are made anew each time, so things are named by their places.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// What happened. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    /// Adds a line.
    pub(crate) fn note(&self, at: Duration, who: &str, what: impl fmt::Display) {
        let line = format!("{:>9.3} {who}: {what}", at.as_secs_f64());
        self.lines_mut().push(line);
    }

    /// Every line.
    pub fn lines(&self) -> Vec<String> {
        self.lines_mut().clone()
    }

    /// The last lines, one below the other.
    pub fn tail(&self, lines: usize) -> String {
        let all = self.lines_mut();
        all[all.len().saturating_sub(lines)..].join("\n")
    }

    /// Where two traces part: the line of each, with its number.
    pub fn parts_from(&self, other: &Self) -> Option<String> {
        let (ours, theirs) = (self.lines(), other.lines());
        let nothing = "(nothing more)".to_owned();
        let longest = ours.len().max(theirs.len());
        let place = (0..longest).find(|place| ours.get(*place) != theirs.get(*place))?;
        let at = |lines: &[String]| lines.get(place).unwrap_or(&nothing).clone();
        let before = &ours[place.saturating_sub(12)..place];
        Some(format!(
            "{}\nline {}:\n  first  {}\n  second {}",
            before.join("\n"),
            place + 1,
            at(&ours),
            at(&theirs)
        ))
    }

    fn lines_mut(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
