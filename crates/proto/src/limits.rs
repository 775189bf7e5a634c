//! How much a message may hold. Both ends go by these: what a coordinator would refuse, a worker does
//! not send, since it would hold up everything behind it.

use dwell_domain::{Step, spec};

use crate::{Malformed, v1};

/// The largest message, in bytes. What is larger comes as a stream of messages.
pub const MESSAGE_BYTES: usize = 4 << 20;

/// The longest name of a host, a device, a version or the like, in bytes.
pub const WORD_BYTES: usize = 255;

/// The longest text by which a person or a program names something that is there, in bytes.
pub const SELECTOR_BYTES: usize = 255;

/// The longest key of a pack, in bytes.
pub const PACK_KEY_BYTES: usize = 4 << 10;

/// The longest reason of a cancellation or of a trial given back, in bytes.
pub const REASON_BYTES: usize = 1 << 10;

/// The longest message of a failure, in bytes; what is longer is cut off by the worker.
pub const FAILURE_BYTES: usize = 16 << 10;

/// The most slots of a worker.
pub const SLOTS: usize = 1_024;

/// The most lanes of a slot, and the most trials that it asks for at once.
pub const LANES: u32 = 4_096;

/// The most attempts that one call tells of as held, or as having got on.
pub const HELD: usize = 65_536;

/// The most facts of a report.
pub const FACTS: usize = 16_384;

/// The most bars of a histogram of N: as many as an input step can have updates.
pub const HISTOGRAM: usize = 1_000;

/// The furthest step of a trial: as many updates as a sweep file can ask for.
pub const STEP: u64 = spec::MOST_UPDATES;

/// The most input steps that an evaluation counts, and the most of their updates: more are not counted
/// exactly by the numbers that means are made of.
pub const COUNT: u64 = 1 << 53;

/// A text that is not too long.
pub fn text(text: &str, field: &'static str, most: usize) -> Result<(), Malformed> {
    within(text.len(), field, most, "bytes")
}

/// A list that is not too long.
pub fn list<T>(list: &[T], field: &'static str, most: usize) -> Result<(), Malformed> {
    within(list.len(), field, most, "entries")
}

/// A number of lanes that is not too large.
pub fn lanes(lanes: u32, field: &'static str) -> Result<(), Malformed> {
    within(lanes as usize, field, LANES as usize, "lanes")
}

/// A step that a trial can reach.
pub fn step(step: u64, field: &'static str) -> Result<Step, Malformed> {
    within(step as usize, field, STEP as usize, "updates")?;
    Ok(Step(step))
}

/// What an evaluation counts, if it is not too much.
pub fn count(count: u64, field: &'static str) -> Result<(), Malformed> {
    within(count as usize, field, COUNT as usize, "input steps")
}

/// A histogram of N with neither too many bars nor too many updates.
pub fn histogram(histogram: &[u64], field: &'static str) -> Result<(), Malformed> {
    list(histogram, field, HISTOGRAM)?;
    let mut bars = histogram.iter().zip(1_u64..);
    let updates = bars.try_fold(0_u64, |sum, (count, n)| {
        sum.checked_add(count.checked_mul(n)?)
    });
    within(
        updates.map_or(usize::MAX, |sum| sum as usize),
        field,
        COUNT as usize,
        "updates",
    )
}

fn within(
    size: usize,
    field: &'static str,
    most: usize,
    unit: &'static str,
) -> Result<(), Malformed> {
    if size <= most {
        Ok(())
    } else {
        Err(Malformed::TooMuch { field, most, unit })
    }
}

impl v1::Failure {
    /// The same with as much of its message as may be sent.
    #[must_use]
    pub fn cut(mut self) -> Self {
        let end = self.message.floor_char_boundary(FAILURE_BYTES);
        self.message.truncate(end);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_over_is_too_much() {
        assert!(text("abc", "host", 3).is_ok());
        let refused = text("abcd", "host", 3).unwrap_err();
        assert_eq!(refused.to_string(), "`host` has more than 3 bytes");
        assert!(list(&[1, 2], "slots", 2).is_ok());
        let refused = list(&[1, 2, 3], "slots", 2).unwrap_err();
        assert_eq!(refused.to_string(), "`slots` has more than 2 entries");
        assert!(lanes(LANES, "lanes").is_ok());
        assert!(lanes(LANES + 1, "lanes").is_err());
    }

    #[test]
    fn what_a_histogram_counts_has_an_end() {
        let half = COUNT / 2;
        assert!(histogram(&[half, half / 2], "histogram").is_ok());
        for too_much in [[COUNT + 1, 0], [half, half], [u64::MAX; 2], [0, u64::MAX]] {
            let refused = histogram(&too_much, "histogram").unwrap_err();
            let message = "`histogram` has more than 9007199254740992 updates";
            assert_eq!(refused.to_string(), message);
        }
    }

    #[test]
    fn no_trial_gets_further_than_a_sweep_file_can_ask_for() {
        assert_eq!(step(STEP, "step").unwrap(), Step(STEP));
        assert!(step(STEP + 1, "step").is_err());
    }

    #[test]
    fn a_long_message_is_cut_between_letters() {
        let message = format!("{}éé", "a".repeat(FAILURE_BYTES - 1));
        let cut = v1::Failure { kind: 1, message }.cut();
        assert_eq!(cut.message, "a".repeat(FAILURE_BYTES - 1));
    }
}
