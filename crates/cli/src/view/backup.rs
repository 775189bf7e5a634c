//! What a backup has: `dwell coordinator backup` and `restore`.

use std::{
    io::{self, Write},
    path::Path,
};

use dwell_coordinator::Manifest;
use serde::Serialize;

use super::write_facts;
use crate::{
    output::Document,
    wording::{grouped, local_time, utc_time},
};

/// A backup, and the folder that was written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BackupView {
    folder: String,
    engine: String,
    version: String,
    schema_number: i64,
    taken_at: String,
    sweeps: u64,
    trials: u64,
    results: u64,
    /// Checkpoints and weights.
    objects: u64,
    /// Of the database and the objects.
    bytes: u64,
    #[serde(skip)]
    taken_micros: i64,
}

impl BackupView {
    /// What was written to `folder`.
    pub(crate) fn new(folder: &Path, manifest: &Manifest) -> Self {
        let objects: u64 = manifest.objects.iter().map(|piece| piece.size).sum();
        Self {
            folder: folder.display().to_string(),
            engine: manifest.engine.clone(),
            version: manifest.version.clone(),
            schema_number: manifest.schema,
            taken_at: utc_time(manifest.taken_at),
            sweeps: manifest.sweeps,
            trials: manifest.trials,
            results: manifest.results,
            objects: manifest.objects.len() as u64,
            bytes: manifest.database.size + objects,
            taken_micros: manifest.taken_at,
        }
    }
}

impl Document for BackupView {
    const SCHEMA: &'static str = "dwell.backup.v1";

    fn json(&self) -> impl Serialize {
        self
    }

    fn rows(&self) -> Vec<impl Serialize> {
        vec![self]
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        let facts = [
            ("folder", self.folder.clone()),
            ("database", self.engine.clone()),
            ("taken", local_time(self.taken_micros)),
            ("sweeps", grouped(self.sweeps)),
            ("trials", grouped(self.trials)),
            ("results", grouped(self.results)),
            ("checkpoints", grouped(self.objects)),
            ("bytes", grouped(self.bytes)),
        ];
        write_facts(out, &facts)
    }
}
