//! Takes a backup, while coordinators may go on.
//!
//! The database gives one state of itself, and objects never change; but one that this state needs
//! may be superseded and removed before it is copied. So what is needed is copied beforehand, the
//! state is taken then, and if something is gone all the same, another state is.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use dwell_store::{Contents, Database, rows::CheckpointRow};
use tokio::task::block_in_place;

use super::{BackupError, DATABASE, FORM, MANIFEST, Manifest, OBJECTS, Piece, Staging, sync};
use crate::objects::{Bytes, ObjectFolders};

/// States that are taken before an object that is not there counts as lost.
const TRIES: u32 = 5;

/// Writes a backup of a database, and of the objects in the folders of the coordinators on it, to a
/// folder that is not there or empty.
pub async fn back_up(
    database: &Database,
    folders: Vec<PathBuf>,
    to: &Path,
) -> Result<Manifest, BackupError> {
    let staging = Staging::for_place(to)?;
    let mut objects = Objects {
        from: ObjectFolders::new(folders),
        folder: staging.path(OBJECTS),
        copied: BTreeSet::new(),
    };
    let beforehand = database.contents().await?;
    // What is gone by now may not be needed either by the time that the state is taken.
    let _ = block_in_place(|| objects.copy(&beforehand.needed))?;
    let contents = state(database, &mut objects, &staging.path(DATABASE)).await?;
    let manifest = block_in_place(|| {
        objects.keep_only(&contents.needed)?;
        write_manifest(database, contents, &staging)
    })?;
    block_in_place(|| staging.publish())?;
    Ok(manifest)
}

/// Takes a state of the database of which every object could be copied; what it has.
async fn state(
    database: &Database,
    objects: &mut Objects,
    file: &Path,
) -> Result<Contents, BackupError> {
    let mut tries = 1..=TRIES;
    loop {
        let is_last = tries.next() == Some(TRIES);
        let contents = database.copy_to(file).await?;
        match block_in_place(|| objects.copy(&contents.needed))? {
            None => return Ok(contents),
            Some(gone) if is_last => {
                return Err(BackupError::Object {
                    name: gone.content_hash.clone(),
                    trial: gone.trial,
                    what: "is not there",
                });
            }
            Some(_) => fs::remove_file(file).map_err(BackupError::file(file))?,
        }
    }
}

/// The objects of the backup.
struct Objects {
    from: ObjectFolders,
    folder: PathBuf,
    copied: BTreeSet<String>,
}

impl Objects {
    /// Copies those that are not there yet; one that is not to be had, if there is one.
    fn copy<'a>(
        &mut self,
        needed: &'a [CheckpointRow],
    ) -> Result<Option<&'a CheckpointRow>, BackupError> {
        let mut gone = None;
        for row in needed {
            if self.copied.contains(&row.content_hash) {
                continue;
            }
            if self.copy_one(row)? {
                self.copied.insert(row.content_hash.clone());
            } else {
                gone = Some(row);
            }
        }
        Ok(gone)
    }

    /// Copies an object, and checks that it is what it is named; whether it was there.
    fn copy_one(&self, row: &CheckpointRow) -> Result<bool, BackupError> {
        let name = &row.content_hash;
        let Some((_, mut source)) = self.from.open(name)? else {
            return Ok(false);
        };
        let path = self.folder.join(name);
        let written = File::create(&path).and_then(|mut target| {
            let mut hasher = blake3::Hasher::new();
            let mut both = Both(&mut target, &mut hasher);
            io::copy(&mut source, &mut both)?;
            target.sync_all()?;
            Ok(Bytes::told_by(&hasher))
        });
        if written.map_err(BackupError::file(&path))?.hash == *name {
            return Ok(true);
        }
        Err(BackupError::Object {
            name: name.clone(),
            trial: row.trial,
            what: "has other bytes than its name says",
        })
    }

    /// Leaves out what was copied and is not needed any more.
    fn keep_only(&self, needed: &[CheckpointRow]) -> Result<(), BackupError> {
        let needed: BTreeSet<&String> = needed.iter().map(|row| &row.content_hash).collect();
        for name in self.copied.iter().filter(|name| !needed.contains(name)) {
            let path = self.folder.join(name);
            fs::remove_file(&path).map_err(BackupError::file(&path))?;
        }
        Ok(())
    }
}

/// Hashes what goes to a file.
struct Both<'a>(&'a mut File, &'a mut blake3::Hasher);

impl io::Write for Both<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.write(bytes)?;
        self.1.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes what the backup is, last of all.
fn write_manifest(
    database: &Database,
    contents: Contents,
    staging: &Staging,
) -> Result<Manifest, BackupError> {
    let file = staging.path(DATABASE);
    sync(&file)?;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let objects = contents
        .needed
        .into_iter()
        .map(|row| (row.content_hash, row.size));
    let manifest = Manifest {
        form: FORM.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        engine: database.engine().to_owned(),
        schema: contents.schema,
        taken_at: now.as_micros() as i64,
        sweeps: contents.sweeps,
        trials: contents.trials,
        results: contents.results,
        database: Bytes::at(&file).map_err(BackupError::file(&file))?.into(),
        objects: objects
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|(hash, size)| Piece { hash, size })
            .collect(),
    };
    let path = staging.path(MANIFEST);
    let text = serde_json::to_string_pretty(&manifest).expect("a manifest is plain data");
    let written = File::create_new(&path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(BackupError::file(&path))?;
    Ok(manifest)
}
