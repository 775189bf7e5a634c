//! How much a caller may ask for. The limits of a sweep file are in `dwell_domain::spec`.

use std::time::Duration;

/// The most entries of one page.
pub const PAGE_SIZE: u32 = 1_000;

/// The entries of a page whose size was not given.
pub const DEFAULT_PAGE_SIZE: u32 = 100;

/// A page ends early rather than outgrow what gRPC clients accept (4 MiB by default).
pub const PAGE_BYTES: usize = 2 << 20;

/// The longest that an Acquire waits for work, whatever the caller allows.
pub const ACQUIRE_WAIT: Duration = Duration::from_secs(30);

/// The largest checkpoint, in bytes.
pub const CHECKPOINT_BYTES: u64 = 4 << 30;
