//! What memory there is, what this process has used of it, and libtorch's word for too little.
//!
//! The tensor operations that the engine is written with panic where libtorch throws. Here a panic
//! for want of memory becomes an error again; every other one is a bug, and goes on as a panic.

use std::{
    any::Any,
    cell::Cell,
    fs,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

use crate::error::ActError;

/// What libtorch and the C++ library say where memory does not suffice, in lower case.
const COMPLAINTS: [&str; 5] = [
    "out of memory",
    "can't allocate memory",
    "not enough memory",
    "bad_alloc",
    "alloc_failed",
];

/// Runs `work`; where memory did not suffice it is [`ActError::OutOfMemory`]. Tensors that `work` made
/// are freed then, and what it has changed before stays changed.
pub(crate) fn guard<T>(work: impl FnOnce() -> T) -> Result<T, ActError> {
    silence_complaints();
    let outer = GUARDED.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    done.map_err(|panic| match complaint(&*panic) {
        Some(complaint) => ActError::OutOfMemory(complaint),
        None => panic::resume_unwind(panic),
    })
}

thread_local! {
    /// Whether this thread is inside [`guard`].
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Has this process say nothing of a panic that [`guard`] takes back. More than a matter of tidiness:
/// to show where a panic came from takes memory, and where there is none it may take for ever.
fn silence_complaints() {
    static SILENCED: Once = Once::new();
    SILENCED.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !GUARDED.get() || complaint(panic.payload()).is_none() {
                loud(panic);
            }
        }));
    });
}

/// The line in which a panic complains about memory.
fn complaint(panic: &(dyn Any + Send)) -> Option<String> {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())?;
    // A panic shows an error with its line ends written out.
    let mut lines = words.split("\\n").flat_map(str::lines);
    let complains = |line: &&str| {
        let line = line.to_lowercase();
        COMPLAINTS.iter().any(|words| line.contains(words))
    };
    lines.find(complains).map(|line| line.trim().to_owned())
}

/// Has the process keep the memory of tensors that are gone for those that come: giving it back to
/// the system and asking for it again takes a sixth of an update's time, and to keep blocks of a few
/// bytes apart, which are looked through whenever a large one is freed, some hundredths.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn keep_what_is_freed() {
    /// The most that the C library accepts as the size of a block with a mapping of its own.
    const LARGEST: libc::c_int = 32 << 20;
    #[expect(unsafe_code, reason = "a setting of the C library's allocator")]
    // SAFETY: mallopt only changes when memory is given back; it takes the allocator's own lock.
    unsafe {
        libc::mallopt(libc::M_TRIM_THRESHOLD, libc::c_int::MAX);
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGEST);
        libc::mallopt(libc::M_TOP_PAD, LARGEST);
        libc::mallopt(libc::M_MXFAST, 0);
    }
}

/// Elsewhere the allocator decides for itself.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) const fn keep_what_is_freed() {}

/// Bytes that processes here can still have, within the limits of this process's control group;
/// `None` where the system does not tell.
pub(crate) fn available() -> Option<u64> {
    let mut system = sysinfo::System::new().ok()?;
    system.refresh_memory();
    let available = system.available_memory();
    let limits = system.cgroup_limits();
    Some(limits.map_or(available, |group| available.min(group.free_memory)))
}

/// The most memory that this process has had at a time, counted from a moment on.
#[derive(Debug)]
pub(crate) struct Peak {
    before: u64,
}

impl Peak {
    /// Counts from now on; `None` where the system does not keep count.
    pub(crate) fn start() -> Option<Self> {
        // 5 sets the highest mark to where memory is now (proc(5)).
        fs::write("/proc/self/clear_refs", "5").ok()?;
        let before = status("VmRSS:")?;
        Some(Self { before })
    }

    /// Bytes beyond what there was at the start.
    pub(crate) fn growth(&self) -> Option<u64> {
        Some(status("VmHWM:")?.saturating_sub(self.before))
    }
}

/// A line of this process's status, in bytes.
fn status(key: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1_024)
}

#[cfg(test)]
mod tests {
    use tch::{Device, Kind, Tensor};

    use super::*;

    #[test]
    fn a_tensor_that_no_memory_suffices_for_is_an_error_and_others_go_on() {
        let absurd = guard(|| Tensor::zeros([1 << 50], (Kind::Float, Device::Cpu)));
        let Err(ActError::OutOfMemory(words)) = absurd else {
            panic!("{absurd:?}");
        };
        assert!(words.contains("you tried to allocate"), "{words}");
        let sum = guard(|| Tensor::ones([3], (Kind::Float, Device::Cpu)).sum(Kind::Float));
        assert!((sum.unwrap().double_value(&[]) - 3.0).abs() < 1e-6);
    }

    #[test]
    #[should_panic(expected = "a bug")]
    fn any_other_panic_goes_on() {
        let _ = guard(|| panic!("a bug"));
    }

    #[test]
    fn the_words_of_cuda_are_recognised() {
        let panic: Box<dyn Any + Send> = Box::new(
            "called `Result::unwrap()` on an `Err` value: Torch(\"CUDA out of memory. Tried to \
             allocate 2.00 GiB.\\nException raised from malloc\")"
                .to_owned(),
        );
        let words = complaint(&*panic).unwrap();
        assert!(words.ends_with("Tried to allocate 2.00 GiB."), "{words}");
    }

    #[test]
    fn a_peak_is_seen_after_the_memory_is_free_again() {
        const BYTES: usize = 256 << 20;
        let peak = Peak::start().unwrap();
        drop(std::hint::black_box(vec![1_u8; BYTES]));
        let growth = peak.growth().unwrap();
        assert!(growth >= BYTES as u64 / 2, "{growth}");
        assert!(available().unwrap() > BYTES as u64);
    }
}
