//! How much a caller may bring and ask for: what is more is refused, or, where it is asked for, cut to
//! this. The limits of a sweep file are in `dwell_domain::spec`, those of messages in
//! `dwell_proto::limits`; both are named here too.

use std::time::Duration;

use dwell_domain::access::TokenName;
pub use dwell_domain::spec::{MOST_BYTES as SPEC_BYTES, MOST_TRIALS as TRIALS};
pub use dwell_proto::limits::{
    COUNT, FACTS, FAILURE_BYTES, HELD, HISTOGRAM, LANES, MESSAGE_BYTES, PACK_KEY_BYTES,
    REASON_BYTES, SELECTOR_BYTES, SLOTS, STEP, WORD_BYTES,
};
use dwell_store::rows::QueryLimits;

/// The most sweeps of one trade-off.
pub const SWEEPS_AT_ONCE: usize = 100;

/// The most entries of one page.
pub const PAGE_SIZE: u32 = 1_000;

/// The entries of a page whose size was not given.
pub const DEFAULT_PAGE_SIZE: u32 = 100;

/// A page ends early rather than outgrow what gRPC clients accept (4 MiB by default).
pub const PAGE_BYTES: usize = 2 << 20;

/// The longest that an Acquire waits for work, whatever the caller allows.
pub const ACQUIRE_WAIT: Duration = Duration::from_secs(30);

/// The longest text of a query, in bytes.
pub const QUERY_BYTES: usize = QueryLimits::TEXT_BYTES;

/// The most rows that a query may ask for.
pub const QUERY_ROWS: u32 = 100_000;
/// The rows of a query that does not say how many.
pub const DEFAULT_QUERY_ROWS: u32 = 1_000;

/// The longest that a query may take.
pub const QUERY_TIME: Duration = Duration::from_mins(5);
/// The time of a query that does not say how long it may take.
pub const DEFAULT_QUERY_TIME: Duration = Duration::from_secs(10);

/// The largest checkpoint, in bytes.
pub const CHECKPOINT_BYTES: u64 = 4 << 30;
/// The longest that it may take to arrive.
pub const UPLOAD_TIME: Duration = Duration::from_mins(30);

/// Every limit, for people: what it is of, and how much.
pub fn table() -> Vec<(&'static str, String)> {
    let of = |what, most: usize, unit: &str| (what, format!("{most} {unit}"));
    let kib = |what, bytes: usize| of(what, bytes >> 10, "KiB");
    let mib = |what, bytes: usize| of(what, bytes >> 20, "MiB");
    vec![
        mib("a message", MESSAGE_BYTES),
        mib("a sweep file", SPEC_BYTES),
        of("the trials of a sweep", TRIALS as usize, "trials"),
        mib("a checkpoint, or weights", CHECKPOINT_BYTES as usize),
        of(
            "the time that it takes to arrive; then it is given up",
            UPLOAD_TIME.as_secs() as usize,
            "seconds",
        ),
        of(
            "a page of a list; more is cut",
            PAGE_SIZE as usize,
            "entries",
        ),
        kib("the text of a query", QUERY_BYTES),
        of(
            "the rows of a query; more is cut",
            QUERY_ROWS as usize,
            "rows",
        ),
        of(
            "the time of a query; more is cut",
            QUERY_TIME.as_secs() as usize,
            "seconds",
        ),
        of("the sweeps of a trade-off", SWEEPS_AT_ONCE, "sweeps"),
        of("what names a sweep or a trial", SELECTOR_BYTES, "bytes"),
        kib(
            "the reason of a cancellation, or of a trial given back",
            REASON_BYTES,
        ),
        kib("the message of a failure", FAILURE_BYTES),
        of(
            "the name of a host, a device or a version",
            WORD_BYTES,
            "bytes",
        ),
        kib("the key of a pack", PACK_KEY_BYTES),
        of("the slots of a worker", SLOTS, "slots"),
        of("the lanes of a slot", LANES as usize, "lanes"),
        of(
            "the attempts that a call tells of as held",
            HELD,
            "attempts",
        ),
        of("the facts of a report", FACTS, "facts"),
        of("the histogram of an evaluation", HISTOGRAM, "entries"),
        of("what an evaluation counts", COUNT as usize, "updates"),
        of("the step of a trial", STEP as usize, "updates"),
        of("the name of a token", TokenName::MOST, "characters"),
    ]
}
