//! Makes a data folder, and a database if it is kept elsewhere, what a backup has. Everything of the
//! backup is read and compared with what it says of itself before anything is written.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use dwell_store::Database;
use tokio::{io::AsyncReadExt as _, task::block_in_place};
use uuid::Uuid;

use super::{BackupError, DATABASE, FORM, MANIFEST, Manifest, OBJECTS, Piece, Staging, sync};
use crate::{CoordinatorError, DataFolder, objects::Objects, place::Place, places::Bytes};

/// Objects are read in pieces of this size.
const CHUNK: usize = 1 << 20;

/// Restores a backup to a data folder, which must not be there or be empty; one of PostgreSQL to a
/// database too, which must be empty. Checkpoints go to the place, or else to the data folder. What
/// comes of it is another database than the one that the backup is of.
pub async fn restore(
    from: &Path,
    data: &DataFolder,
    database: Option<&Database>,
    checkpoints: Option<&Place>,
) -> Result<Manifest, BackupError> {
    let manifest = read(from)?;
    let target = database.map_or("sqlite", Database::engine);
    if target != manifest.engine {
        let backup = manifest.engine;
        return Err(BackupError::OtherEngine { backup, target });
    }
    let staging = Staging::for_place(data.path())?;
    let own = Database::Sqlite(DataFolder::new(&staging.folder).database());
    let database = database.unwrap_or(&own);
    if manifest.schema > database.latest_schema() {
        let version = manifest.version;
        return Err(BackupError::Newer { version });
    }
    block_in_place(|| verify(from, &manifest))?;
    let place = checkpoints.cloned();
    let place = place.unwrap_or_else(|| Place::Own(staging.path(OBJECTS)));
    let identity = Uuid::now_v7();
    put_back(from, &manifest, place, identity).await?;
    database.fill_from(&from.join(DATABASE)).await?;
    // Brings the tables of an older version up to date.
    let store = database.open().await?;
    store.renew_identity(identity).await?;
    store.close().await;
    let contents = database.contents().await?;
    let counts = (contents.sweeps, contents.trials, contents.results);
    if counts != (manifest.sweeps, manifest.trials, manifest.results) {
        return Err(torn(from, "the database has other counts than it should"));
    }
    if let Database::Sqlite(file) = database {
        sync(file)?;
    }
    block_in_place(|| staging.publish())?;
    Ok(manifest)
}

/// What a backup says of itself.
fn read(from: &Path) -> Result<Manifest, BackupError> {
    let path = from.join(MANIFEST);
    let foreign = |reason: String| BackupError::Foreign {
        path: from.to_owned(),
        reason,
    };
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(foreign(format!("it has no {MANIFEST}")));
        }
        text => text.map_err(BackupError::file(&path))?,
    };
    let said: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| torn(from, format!("{MANIFEST} cannot be read: {error}")))?;
    if said["form"] != FORM {
        let version = said["version"].as_str().unwrap_or_default().to_owned();
        return Err(match said["form"].as_str() {
            Some(form) if form.starts_with("dwell.backup.") => BackupError::Newer { version },
            _ => foreign(format!("{MANIFEST} does not say \"{FORM}\"")),
        });
    }
    serde_json::from_value(said)
        .map_err(|error| torn(from, format!("{MANIFEST} cannot be read: {error}")))
}

fn torn(path: &Path, reason: impl Into<String>) -> BackupError {
    BackupError::Torn {
        path: path.to_owned(),
        reason: reason.into(),
    }
}

/// Reads everything, and compares it with what the backup says of itself.
fn verify(from: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    is_whole(from, &from.join(DATABASE), &manifest.database)?;
    let objects = from.join(OBJECTS);
    manifest
        .objects
        .iter()
        .try_for_each(|piece| is_whole(from, &object(&objects, piece)?, piece))
}

/// Where an object of a backup lies; its name is a hash, and no path out of the folder.
fn object(folder: &Path, piece: &Piece) -> Result<PathBuf, BackupError> {
    let hash = blake3::Hash::from_hex(&piece.hash);
    let hash = hash.map_err(|_| torn(folder, format!("`{}` is no hash", piece.hash)))?;
    Ok(folder.join(hash.to_hex().as_str()))
}

fn is_whole(from: &Path, path: &Path, piece: &Piece) -> Result<(), BackupError> {
    let name = path.strip_prefix(from).unwrap_or(path).display();
    match Bytes::at(path) {
        Ok(bytes) if Piece::from(bytes.clone()) == *piece => Ok(()),
        Ok(_) => Err(torn(from, format!("{name} is not what it was"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(torn(from, format!("{name} is missing")))
        }
        Err(source) => Err(BackupError::file(path)(source)),
    }
}

/// Publishes the objects where a coordinator looks for them.
async fn put_back(
    from: &Path,
    manifest: &Manifest,
    place: Place,
    database: Uuid,
) -> Result<(), BackupError> {
    let objects = Objects::prepared(place, database).await;
    let objects = objects.map_err(CoordinatorError::from)?;
    for piece in &manifest.objects {
        let path = object(&from.join(OBJECTS), piece)?;
        publish(&objects, &path, piece).await?;
    }
    Ok(())
}

async fn publish(objects: &Objects, path: &Path, piece: &Piece) -> Result<(), BackupError> {
    let file = tokio::fs::File::open(path).await;
    let mut file = file.map_err(BackupError::file(path))?;
    let mut upload = objects.upload(&piece.hash);
    loop {
        let mut chunk = Vec::with_capacity(CHUNK);
        let read = (&mut file).take(CHUNK as u64).read_to_end(&mut chunk).await;
        if read.map_err(BackupError::file(path))? == 0 {
            upload.finish().await.map_err(CoordinatorError::from)?;
            return Ok(());
        }
        upload.put(chunk).await.map_err(CoordinatorError::from)?;
    }
}
