//! Panics of this thread: those of a host's tasks go no further than its runtime.

use std::{cell::Cell, sync::Once};

thread_local! {
    static PANICS: Cell<u32> = const { Cell::new(0) };
}

/// Counts from now on.
pub(crate) fn count() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.set(PANICS.get() + 1);
            before(panic);
        }));
    });
    PANICS.set(0);
}

/// How many there were.
pub(crate) fn counted() -> u32 {
    PANICS.get()
}
