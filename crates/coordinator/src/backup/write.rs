//! Takes a backup, while coordinators may go on.
//!
//! The database gives one state of itself, and objects never change; but one that this state needs
//! may be superseded and removed before it is copied. So what is needed is copied beforehand, the
//! state is taken then, and if something is gone all the same, another state is.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use dwell_store::{Contents, Database, rows::CheckpointRow};
use futures::{Stream, TryStreamExt};
use tokio::{io::AsyncWriteExt as _, task::block_in_place};

use super::{BackupError, DATABASE, FORM, MANIFEST, Manifest, OBJECTS, Piece, Staging, sync};
use crate::{
    CoordinatorError,
    place::{Place, PlaceError},
    places::{Bytes, Places},
};

/// States that are taken before an object that is not there counts as lost.
const TRIES: u32 = 5;

/// Writes a backup of a database, and of the objects in the places of the coordinators on it, to a
/// folder that is not there or empty.
pub async fn back_up(
    database: &Database,
    places: Vec<Place>,
    to: &Path,
) -> Result<Manifest, BackupError> {
    let staging = Staging::for_place(to)?;
    let places = Places::open(places, database.identity().await?);
    let mut objects = Objects {
        from: places.map_err(CoordinatorError::from)?,
        folder: staging.path(OBJECTS),
        copied: BTreeSet::new(),
    };
    let beforehand = database.contents().await?;
    // What is gone by now may not be needed either by the time that the state is taken.
    let _ = objects.copy(&beforehand.needed).await?;
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
        match objects.copy(&contents.needed).await? {
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
    from: Places,
    folder: PathBuf,
    copied: BTreeSet<String>,
}

impl Objects {
    /// Copies those that are not there yet; one that is not to be had, if there is one.
    async fn copy<'a>(
        &mut self,
        needed: &'a [CheckpointRow],
    ) -> Result<Option<&'a CheckpointRow>, BackupError> {
        let mut gone = None;
        for row in needed {
            if self.copied.contains(&row.content_hash) {
                continue;
            }
            if self.copy_one(row).await? {
                self.copied.insert(row.content_hash.clone());
            } else {
                gone = Some(row);
            }
        }
        Ok(gone)
    }

    /// Copies an object, and checks that it is what it is named; whether it was there.
    async fn copy_one(&self, row: &CheckpointRow) -> Result<bool, BackupError> {
        let name = &row.content_hash;
        let chunks = self.from.read(name).await;
        let Some(chunks) = chunks.map_err(CoordinatorError::from)? else {
            return Ok(false);
        };
        if write_object(&self.folder.join(name), chunks).await?.hash == *name {
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

/// Writes an object to a file; what its bytes are.
async fn write_object(
    path: &Path,
    chunks: impl Stream<Item = Result<Vec<u8>, PlaceError>>,
) -> Result<Bytes, BackupError> {
    let mut chunks = std::pin::pin!(chunks);
    let mut hasher = blake3::Hasher::new();
    let file = tokio::fs::File::create(path).await;
    let mut file = file.map_err(BackupError::file(path))?;
    while let Some(chunk) = chunks.try_next().await.map_err(CoordinatorError::from)? {
        hasher.update(&chunk);
        let written = file.write_all(&chunk).await;
        written.map_err(BackupError::file(path))?;
    }
    file.sync_all().await.map_err(BackupError::file(path))?;
    Ok(Bytes::told_by(&hasher))
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
