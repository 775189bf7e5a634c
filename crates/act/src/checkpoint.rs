//! Checkpoints: all that a trial needs to go on elsewhere with the bits of an uninterrupted run.
//!
//! The file is in the safetensors format, so that other tools can look at the weights. Its one
//! metadata entry says whose they are, and holds a checksum over everything.

use std::{
    borrow::Cow,
    collections::HashMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use dwell_domain::{Configuration, ConfigurationHash, MetricsDigest, Seed, Step};
use safetensors::{Dtype, SafeTensors, View};
use serde::{Deserialize, Serialize};

use crate::{
    best::{Best, Score},
    error::{ActError, Damage},
    lanes::LaneState,
    layout::{Layout, Matrix, Parameter},
};

/// A trial at a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The trial's configuration.
    pub configuration: ConfigurationHash,
    /// The trial's seed; with the step it is also the position in the training data.
    pub seed: Seed,
    /// Optimiser updates done.
    pub step: Step,
    /// Over the evaluations so far.
    pub digest: MetricsDigest,
    state: LaneState,
    /// Where its weights are kept.
    best: Option<Best>,
}

/// The metadata entry.
const ENTRY: &str = "dwell";

/// The group of the weights of the best evaluation.
const BEST: &str = "best_weights";

/// Of the best evaluation so far.
#[derive(Debug, Serialize, Deserialize)]
struct BestHeader {
    step: Step,
    score: Score,
}

/// What the metadata entry says, as JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    configuration: [u8; 32],
    seed: Seed,
    step: Step,
    digest: MetricsDigest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    best: Option<BestHeader>,
    checksum: String,
}

impl Checkpoint {
    pub(crate) const fn new(
        configuration: ConfigurationHash,
        seed: Seed,
        step: Step,
        digest: MetricsDigest,
        state: LaneState,
        best: Option<Best>,
    ) -> Self {
        Self {
            configuration,
            seed,
            step,
            digest,
            state,
            best,
        }
    }

    /// Whether this is a checkpoint of that trial; else [`ActError::ForeignCheckpoint`].
    pub fn belongs_to(&self, configuration: &Configuration, seed: Seed) -> Result<(), ActError> {
        if self.configuration != configuration.hash() {
            Err(ActError::ForeignCheckpoint {
                what: "configuration",
            })
        } else if self.seed != seed {
            Err(ActError::ForeignCheckpoint { what: "seed" })
        } else {
            Ok(())
        }
    }

    /// The lane's state and its best weights, if they have the parameters of this layout.
    pub(crate) fn state_for(&self, layout: &Layout) -> Result<(LaneState, Option<Best>), ActError> {
        let best = self.best.as_ref();
        if self.state.fits(layout) && best.is_none_or(|best| layout.fits(&best.weights)) {
            Ok((self.state.clone(), self.best.clone()))
        } else {
            Err(ActError::ForeignCheckpoint { what: "shape" })
        }
    }

    /// Writes the checkpoint so that `path` holds either all of it or what was there before.
    pub fn write(&self, path: &Path) -> Result<(), ActError> {
        replace(path, &self.to_bytes()).map_err(|source| access(path, source))
    }

    /// The bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let header = serde_json::to_string(&self.header()).expect("a header is plain data");
        let metadata = HashMap::from([(ENTRY.to_owned(), header)]);
        safetensors::serialize(self.tensors(), Some(metadata))
            .expect("matrices are whole and their names differ")
    }

    /// Reads a checkpoint back; anything but a whole one is an [`ActError::TornCheckpoint`].
    pub fn read(path: &Path) -> Result<Self, ActError> {
        let bytes = fs::read(path).map_err(|source| access(path, source))?;
        Self::from_bytes(&bytes).map_err(|reason| ActError::TornCheckpoint {
            path: path.to_owned(),
            reason,
        })
    }

    /// The checkpoint in the bytes of a file, or what is wrong with them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Damage> {
        let (_, metadata) = SafeTensors::read_metadata(bytes)?;
        let entry = metadata
            .metadata()
            .as_ref()
            .and_then(|entries| entries.get(ENTRY));
        let entry = entry.ok_or(Damage::NoEntry(ENTRY))?;
        let header: Header = serde_json::from_str(entry)?;
        let file = SafeTensors::deserialize(bytes)?;
        let best = header.best.map(|BestHeader { step, score }| {
            let weights = read_group(&file, BEST)?;
            Ok::<_, Damage>(Best {
                step,
                score,
                weights,
            })
        });
        let checkpoint = Self {
            configuration: ConfigurationHash(header.configuration),
            seed: header.seed,
            step: header.step,
            digest: header.digest,
            state: LaneState::from_groups(|group| read_group(&file, group))?,
            best: best.transpose()?,
        };
        if checkpoint.checksum() == header.checksum {
            Ok(checkpoint)
        } else {
            Err(Damage::Checksum)
        }
    }

    fn header(&self) -> Header {
        Header {
            configuration: self.configuration.0,
            seed: self.seed,
            step: self.step,
            digest: self.digest,
            best: self.best.as_ref().map(|best| BestHeader {
                step: best.step,
                score: best.score,
            }),
            checksum: self.checksum(),
        }
    }

    fn tensors(&self) -> impl Iterator<Item = (String, &Matrix)> {
        let best = self.best.iter().map(|best| (BEST, &best.weights[..]));
        let groups = self.state.groups().into_iter().chain(best);
        groups.flat_map(|(group, matrices)| {
            matrices
                .iter()
                .map(move |matrix| (name(group, matrix.parameter), matrix))
        })
    }

    /// BLAKE3 over everything but the checksum.
    fn checksum(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.configuration.0);
        hasher.update(&self.seed.0.to_le_bytes());
        hasher.update(&self.step.0.to_le_bytes());
        hasher.update(&self.digest.0);
        if let Some(best) = &self.best {
            hasher.update(&best.step.0.to_le_bytes());
            for number in best.score.parts() {
                hasher.update(&number.to_le_bytes());
            }
        }
        for (name, matrix) in self.tensors() {
            hasher.update(name.as_bytes());
            hasher.update(&(matrix.shape[0] as u64).to_le_bytes());
            hasher.update(&matrix.data());
        }
        hasher.finalize().to_hex().to_string()
    }
}

fn name(group: &str, parameter: Parameter) -> String {
    format!("{group}/{}", parameter.name())
}

fn read_group(file: &SafeTensors<'_>, group: &str) -> Result<Vec<Matrix>, Damage> {
    let mut matrices = Vec::new();
    for parameter in Parameter::ALL {
        let Ok(tensor) = file.tensor(&name(group, parameter)) else {
            continue;
        };
        let (Dtype::F32, &[rows, columns]) = (tensor.dtype(), tensor.shape()) else {
            return Err(Damage::NoMatrix(name(group, parameter)));
        };
        let value = |bytes: &[u8; 4]| f32::from_le_bytes(*bytes);
        let values = tensor.data().as_chunks().0.iter().map(value).collect();
        matrices.push(Matrix {
            parameter,
            shape: [rows, columns],
            values,
        });
    }
    Ok(matrices)
}

/// Writes beside the file, makes it durable, then renames it over the file.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let mut file = File::create(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&partial, path)
}

/// What the file system said of a file.
pub(crate) fn access(path: &Path, source: io::Error) -> ActError {
    ActError::FileAccess {
        path: path.to_owned(),
        source,
    }
}

impl View for &Matrix {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        self.values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect()
    }

    fn data_len(&self) -> usize {
        self.values.len() * size_of::<f32>()
    }
}
