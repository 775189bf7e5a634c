//! The parts that the scripted trainer plays, by the seed of the trial.

/// Two evaluations and the end.
pub(crate) const FINISHES: u64 = 1;
/// Dies at its first attempt, with a word on stderr and a half-written file; finishes at the next.
pub(crate) const DIES_ONCE: u64 = 2;
/// Is never heard of again at its first attempt; finishes at the next.
pub(crate) const HANGS_ONCE: u64 = 3;
/// Makes a step every 20 ms until it is dropped.
pub(crate) const GOES_ON: u64 = 4;
/// Says something that is no frame at its first attempt; finishes at the next.
pub(crate) const BABBLES_ONCE: u64 = 5;
/// Tells an error that is not finite at its first attempt; finishes at the next.
pub(crate) const LIES_ONCE: u64 = 6;
/// Finishes, with [`WEIGHTS`] in a file and [`BEST_WEIGHTS`] in another.
pub(crate) const KEEPS_WEIGHTS: u64 = 7;
/// Says that its pack should have six lanes, then goes on like [`GOES_ON`].
pub(crate) const GROWS: u64 = 8;
/// What the final weights are, for bytes.
pub(crate) const WEIGHTS: &[u8] = b"final weights";

/// Those of the best evaluation.
pub(crate) const BEST_WEIGHTS: &[u8] = b"best weights";
