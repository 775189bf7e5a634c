//! Tells libtorch that no graph is recorded, so that its operations need not ask.
//!
//! Each operation of libtorch first passes through the layers that keep the books of autograd. The
//! passes of this crate are written by hand, and most of their operations are so small that those
//! layers take a tenth of an update's time. A thread may leave layers out, as libtorch itself does
//! once it has recorded what it needs; the functions for that belong to its C++ interface and are not
//! among the bindings. Where they are not found nothing is left out. What operations compute is the
//! same to the bit either way.

use std::{
    ffi::{CStr, c_char},
    sync::OnceLock,
};

use libloading::os::unix::Library;

/// libtorch's number of a layer, its `enum class DispatchKey : uint16_t`.
type Key = u16;

/// The layers, by libtorch's own names: the graph, and what a graph needs to know of views and of
/// changes in place.
const LAYERS: [&CStr; 2] = [c"AutogradFunctionality", c"ADInplaceOrView"];
/// More layers than libtorch has.
const KEYS: Key = 256;

/// `const char* c10::toString(DispatchKey)`.
const NAME_OF: &str = "_ZN3c108toStringENS_11DispatchKeyE";
/// `bool c10::impl::tls_is_dispatch_key_excluded(DispatchKey)`.
const IS_LEFT_OUT: &str = "_ZN3c104impl28tls_is_dispatch_key_excludedENS_11DispatchKeyE";
/// `void c10::impl::tls_set_dispatch_key_excluded(DispatchKey, bool)`.
const LEAVE_OUT: &str = "_ZN3c104impl29tls_set_dispatch_key_excludedENS_11DispatchKeyEb";

type NameOf = unsafe extern "C" fn(Key) -> *const c_char;
type IsLeftOut = unsafe extern "C" fn(Key) -> bool;
type LeaveOut = unsafe extern "C" fn(Key, bool);

/// Computes without recording anything on this thread.
pub(crate) fn unrecorded<T>(compute: impl FnOnce() -> T) -> T {
    static LAYERS: OnceLock<Option<Layers>> = OnceLock::new();
    let layers = LAYERS.get_or_init(Layers::find).as_ref();
    let _left_out = layers.map(LeftOut::now);
    compute()
}

/// How to leave out the layers of autograd.
#[derive(Debug)]
struct Layers {
    keys: [Key; LAYERS.len()],
    is_left_out: IsLeftOut,
    leave_out: LeaveOut,
}

#[expect(
    unsafe_code,
    reason = "functions of libtorch are looked up and called; each type is that of its declaration"
)]
impl Layers {
    fn find() -> Option<Self> {
        let process = Library::this();
        // SAFETY: each name says the arguments of its function, which stays loaded with libtorch.
        let (name_of, is_left_out, leave_out) = unsafe {
            (
                *process.get::<NameOf>(NAME_OF).ok()?,
                *process.get::<IsLeftOut>(IS_LEFT_OUT).ok()?,
                *process.get::<LeaveOut>(LEAVE_OUT).ok()?,
            )
        };
        let key = |layer: &CStr| {
            // SAFETY: the function gives a constant text for any number, known or not.
            (0..KEYS).find(|key| unsafe { CStr::from_ptr(name_of(*key)) } == layer)
        };
        let [graph, views] = LAYERS.map(key);
        Some(Self {
            keys: [graph?, views?],
            is_left_out,
            leave_out,
        })
    }

    fn left_out(&self) -> [bool; LAYERS.len()] {
        // SAFETY: the key is one of libtorch's; the function reads a setting of this thread.
        self.keys.map(|key| unsafe { (self.is_left_out)(key) })
    }

    fn leave_out(&self, which: [bool; LAYERS.len()]) {
        for (key, left_out) in self.keys.into_iter().zip(which) {
            // SAFETY: the key is one of libtorch's; the function changes a setting of this thread.
            unsafe { (self.leave_out)(key, left_out) }
        }
    }
}

/// The layers of autograd are left out as long as this is there.
struct LeftOut {
    layers: &'static Layers,
    before: [bool; LAYERS.len()],
}

impl LeftOut {
    fn now(layers: &'static Layers) -> Self {
        let before = layers.left_out();
        layers.leave_out([true; LAYERS.len()]);
        Self { layers, before }
    }
}

impl Drop for LeftOut {
    fn drop(&mut self) {
        self.layers.leave_out(self.before);
    }
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use tch::{Kind, Tensor};

    use super::*;

    /// Whether what is computed now has a graph.
    fn is_recorded() -> bool {
        let weight = Tensor::from(2.0).set_requires_grad(true);
        (&weight * &weight).requires_grad()
    }

    #[test]
    fn nothing_is_recorded_within_and_everything_after_it() {
        assert!(is_recorded());
        let within = unrecorded(|| (unrecorded(is_recorded), is_recorded()));
        assert_eq!(within, (false, false));
        assert!(is_recorded());
    }

    #[test]
    fn a_panic_within_does_not_end_the_recording_after_it() {
        catch_unwind(|| unrecorded(|| panic!("out of memory"))).unwrap_err();
        assert!(is_recorded());
    }

    #[test]
    fn views_and_changes_in_place_are_the_same() {
        let changed = || {
            let all = Tensor::arange(12, (Kind::Float, tch::Device::Cpu)).view([3, 4]);
            let mut part = all.narrow(1, 1, 2);
            part *= Tensor::from(0.3_f32);
            let _ = all.select(0, 2).sigmoid_();
            all
        };
        assert_eq!(unrecorded(changed), changed());
    }
}
