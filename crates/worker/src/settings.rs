//! What a worker is told when it starts, and where its trainer lies.

use std::{
    env,
    num::{NonZeroU32, NonZeroUsize},
    path::{Path, PathBuf},
    time::Duration,
};

use dwell_proto::Credentials;
use tonic::transport::Endpoint;

use crate::{Devices, WorkerError};

/// The trainer's program.
const TRAINER: &str = "dwell-trainer";

/// What a worker is told when it starts.
#[derive(Clone, Debug)]
pub struct WorkerSettings {
    /// Where the coordinator is.
    pub coordinator: Endpoint,
    /// What lets the worker in there.
    pub credentials: Credentials,
    /// The trainer's program; see [`find_trainer`].
    pub trainer: PathBuf,
    /// What to train on.
    pub devices: Devices,
    /// Trainers to run at the same time on the CPU; each CUDA device has one.
    pub slots: NonZeroUsize,
    /// CPU threads of each trainer.
    pub threads_per_slot: NonZeroUsize,
    /// Trials that a slot trains at the same time; `None` leaves it to the trainer, which measures.
    pub lanes: Option<NonZeroU32>,
    /// Where the corpora of text tasks lie.
    pub corpora: PathBuf,
    /// Where checkpoints lie on their way; `None` is the system's temporary folder.
    pub scratch: Option<PathBuf>,
    /// The name that people know this machine by; `None` asks the system.
    pub host: Option<String>,
    /// A trainer with work that says nothing for this long is taken for hung, and killed.
    pub silence: Duration,
    /// How long a drain may take.
    pub drain_within: Duration,
}

impl WorkerSettings {
    /// One slot of one thread on the CPU, and patience for a slow trainer and a slow network.
    pub fn new(coordinator: Endpoint, trainer: PathBuf) -> Self {
        Self {
            coordinator,
            credentials: Credentials::default(),
            trainer,
            devices: Devices::Cpu,
            slots: NonZeroUsize::MIN,
            threads_per_slot: NonZeroUsize::MIN,
            lanes: None,
            corpora: "corpora".into(),
            scratch: None,
            host: None,
            silence: Duration::from_mins(5),
            drain_within: Duration::from_secs(30),
        }
    }
}

/// The `dwell-trainer` beside the running program, else the first on PATH.
pub fn find_trainer() -> Result<PathBuf, WorkerError> {
    let program = env::current_exe().unwrap_or_default();
    let beside = program.parent().map(Path::to_owned);
    let path = env::var_os("PATH").unwrap_or_default();
    first_with_trainer(beside.into_iter().chain(env::split_paths(&path)))
        .ok_or(WorkerError::TrainerNotFound)
}

fn first_with_trainer(folders: impl IntoIterator<Item = PathBuf>) -> Option<PathBuf> {
    let candidates = folders.into_iter().map(|folder| folder.join(TRAINER));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_folder_with_a_trainer_wins() {
        let root = tempfile::tempdir().unwrap();
        let folder = |name: &str| root.path().join(name);
        for name in ["without", "first", "second"] {
            std::fs::create_dir(folder(name)).unwrap();
        }
        // A folder of that name is no program.
        std::fs::create_dir(folder("without").join(TRAINER)).unwrap();
        std::fs::write(folder("first").join(TRAINER), "").unwrap();
        std::fs::write(folder("second").join(TRAINER), "").unwrap();

        let searched = ["absent", "without", "first", "second"].map(folder);
        let expected = Some(folder("first").join(TRAINER));
        assert_eq!(first_with_trainer(searched), expected);
        assert_eq!(first_with_trainer([folder("without")]), None);
    }
}
