//! The device that a pack lives on, and what decides the low bits of its numbers.
//!
//! A CUDA device is available where libtorch's CUDA kernels are loaded into the process. Loading
//! them is left to the program; the kernels themselves are not called by name anywhere.

use dwell_domain::Numerics;

use crate::error::ActError;

/// The version that the bindings are generated for; their build refuses any other.
const LIBTORCH_VERSION: &str = "2.11.0";
/// What makes ATen take other kernels than the processor's best.
const CAPABILITY_OVERRIDE: &str = "ATEN_CPU_CAPABILITY";
/// Measured on one core at 1, 2, 4 and 8 lanes: four train small networks (64 units, batch 64) at 1.7
/// to 2.1 times the rate of one, since most of their time goes into calls; large ones (128 units,
/// batch 128) keep a core busy by themselves, and nothing gains from more.
const CPU_LANES: u32 = 4;
/// A first guess; no pack has been measured on such a device.
const CUDA_LANES: u32 = 64;

/// A device that tensors can be put on.
#[derive(Clone, Debug)]
pub struct Device {
    name: String,
    tensors: tch::Device,
}

impl Device {
    /// Opens `cpu` or `cuda:N`, and sets the threads of one tensor operation on the CPU for the
    /// whole process: 1, 2 or 4, since libtorch gives each thread an equal part of a tensor, and
    /// only these parts end where a vector ends.
    pub fn open(name: &str, threads: u32) -> Result<Self, ActError> {
        if !matches!(threads, 1 | 2 | 4) {
            return Err(ActError::Threads(threads));
        }
        let tensors = parse(name)?;
        if let tch::Device::Cuda(index) = tensors
            && index as i64 >= tch::Cuda::device_count()
        {
            return Err(ActError::DeviceUnavailable(name.to_owned()));
        }
        tch::set_num_threads(threads as i32);
        Ok(Self {
            name: name.to_owned(),
            tensors,
        })
    }

    /// The lanes that a pack on this device should have.
    pub const fn lanes(&self) -> u32 {
        match self.tensors {
            tch::Device::Cpu => CPU_LANES,
            _ => CUDA_LANES,
        }
    }

    /// What decides the low bits of a result on this device.
    pub fn numerics(&self) -> Numerics {
        let overridden = std::env::var(CAPABILITY_OVERRIDE).ok();
        Numerics {
            device: self.name.clone(),
            libtorch: LIBTORCH_VERSION.to_owned(),
            cpu_capability: overridden.unwrap_or_else(|| best_capability().to_owned()),
        }
    }

    /// libtorch's word for the device.
    pub(crate) const fn tensors(&self) -> tch::Device {
        self.tensors
    }
}

fn parse(name: &str) -> Result<tch::Device, ActError> {
    if name == "cpu" {
        return Ok(tch::Device::Cpu);
    }
    name.strip_prefix("cuda:")
        .and_then(|index| index.parse().ok())
        .map(tch::Device::Cuda)
        .ok_or_else(|| ActError::UnknownDevice(name.to_owned()))
}

/// The instructions that ATen takes where nothing overrides it.
#[cfg(target_arch = "x86_64")]
fn best_capability() -> &'static str {
    let fma = is_x86_feature_detected!("fma");
    let avx512 = is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq");
    match fma {
        true if avx512 => "avx512",
        true if is_x86_feature_detected!("avx2") => "avx2",
        _ => "default",
    }
}

/// The instructions that ATen takes: elsewhere it has one set for each architecture.
#[cfg(not(target_arch = "x86_64"))]
const fn best_capability() -> &'static str {
    std::env::consts::ARCH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices_are_checked() {
        assert!(Device::open("cpu", 1).is_ok());
        for name in ["", "gpu", "cuda", "cuda:", "cuda:x", "cuda:-1"] {
            let error = Device::open(name, 1).unwrap_err();
            assert!(
                matches!(error, ActError::UnknownDevice(_)),
                "{name}: {error}"
            );
        }
    }

    #[test]
    fn threads_that_would_split_a_vector_are_refused() {
        for threads in [0, 3, 5, 8] {
            let error = Device::open("cpu", threads).unwrap_err();
            assert!(matches!(error, ActError::Threads(_)), "{threads}: {error}");
        }
    }

    #[test]
    fn a_device_that_is_not_there_is_refused() {
        let error = Device::open("cuda:4096", 1).unwrap_err();
        assert_eq!(
            error.to_string(),
            "device `cuda:4096` is not available here"
        );
    }
}
