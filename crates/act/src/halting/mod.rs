//! How the updates of an input step end, and what that does to the gradient.
//!
//! Baselines with a fixed number of updates take the last state and need nothing of this folder but
//! [`fixed_updates`].

pub(crate) mod act;

use dwell_domain::HaltingKind;

/// N where it is fixed: one for the plain network, k for `repeat:k`.
pub(crate) const fn fixed_updates(kind: HaltingKind) -> Option<u32> {
    match kind {
        HaltingKind::None => Some(1),
        HaltingKind::Repeat(updates) => Some(updates),
        HaltingKind::Act => None,
    }
}
