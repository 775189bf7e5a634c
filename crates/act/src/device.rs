//! The device that a pack lives on, and what decides the low bits of its numbers.

use dwell_domain::Numerics;

use crate::error::ActError;

/// A device that tensors can be put on.
#[derive(Clone, Debug)]
pub struct Device {
    tensors: tch::Device,
    name: String,
}

impl Device {
    /// Opens `cpu` or `cuda:N` and sets the threads of one tensor operation on the CPU, for the
    /// whole process.
    pub fn open(name: &str, threads: u32) -> Result<Self, ActError> {
        let tensors = parse(name)?;
        if let tch::Device::Cuda(index) = tensors
            && (index as i64) >= tch::Cuda::device_count()
        {
            return Err(ActError::DeviceUnavailable(name.to_owned()));
        }
        tch::set_num_threads(threads.max(1) as i32);
        Ok(Self {
            tensors,
            name: name.to_owned(),
        })
    }

    /// The lanes that this device should hold at the same time.
    pub fn lanes(&self) -> u32 {
        match self.tensors {
            tch::Device::Cpu => CPU_LANES,
            _ => CUDA_LANES,
        }
    }

    /// What decides the low bits of a result on this device.
    pub fn numerics(&self) -> Numerics {
        Numerics {
            device: self.name.clone(),
            libtorch: LIBTORCH_VERSION.to_owned(),
            cpu_capability: cpu_capability().to_owned(),
        }
    }

    /// libtorch's word for the device.
    pub(crate) const fn tensors(&self) -> tch::Device {
        self.tensors
    }
}

const CPU_LANES: u32 = 4;
const CUDA_LANES: u32 = 64;
/// The version that the bindings are generated for; their build refuses any other.
const LIBTORCH_VERSION: &str = "2.11.0";

fn parse(name: &str) -> Result<tch::Device, ActError> {
    if name == "cpu" {
        return Ok(tch::Device::Cpu);
    }
    name.strip_prefix("cuda:")
        .and_then(|index| index.parse().ok())
        .map(tch::Device::Cuda)
        .ok_or_else(|| ActError::UnknownDevice(name.to_owned()))
}

/// The instructions that ATen picks its kernels by.
fn cpu_capability() -> &'static str {
    "AVX512"
}
