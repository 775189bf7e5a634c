//! Where checkpoints and weights lie, as people write it: a folder, or a part of a bucket of S3.
//!
//! Each database has a folder of its own in a place, named by its id: so a sweep of one database, which
//! removes what has no row in it, cannot take from another.
//!
//! What is in a URL gets into logs and into lists of processes, so no credentials are in it: they
//! come from the variables that every program for S3 looks at.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use object_store::{
    ClientConfigKey, ObjectStore,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    local::LocalFileSystem,
    path::Path as ObjectPath,
    prefix::PrefixStore,
};
use uuid::Uuid;

use crate::limits;

/// What was published in a shared place within this time is left alone, even if no row names it: some
/// coordinator may be about to record it. It is longer than any upload may take, as S3 counts from the
/// beginning of one, by much more than clocks differ.
const GRACE: Duration = Duration::from_hours(1);
const _: () = assert!(GRACE.as_secs() >= 2 * limits::UPLOAD_TIME.as_secs());

/// A connection on which nothing comes for this long is given up, and the request made again.
const SILENCE: &str = "1 minute";

/// Where checkpoints and weights lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The folder of one coordinator, in its data folder; nobody else writes to it.
    Own(PathBuf),
    /// A folder that any number of coordinators on one database may share.
    Folder(PathBuf),
    /// The objects of a bucket whose names begin so: `s3://BUCKET/PREFIX`.
    Bucket {
        /// The bucket, which is there.
        bucket: String,
        /// What names begin with; empty for all of the bucket.
        prefix: String,
    },
}

/// Not a place where checkpoints can lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("checkpoints lie in a folder or at s3://BUCKET/PREFIX, without credentials")]
pub struct UnknownPlace;

/// A place of checkpoints that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use {place} for checkpoints: {reason}")]
pub struct PlaceError {
    place: String,
    reason: String,
}

impl Place {
    /// For how long something may lie here that no row names yet.
    pub(crate) const fn grace(&self) -> Duration {
        match self {
            Self::Own(_) => Duration::ZERO,
            Self::Folder(_) | Self::Bucket { .. } => GRACE,
        }
    }

    /// Its folder, if it is one.
    pub(crate) const fn folder(&self) -> Option<&PathBuf> {
        match self {
            Self::Own(folder) | Self::Folder(folder) => Some(folder),
            Self::Bucket { .. } => None,
        }
    }

    /// What keeps the objects of a database there. A folder has to be there; whether a bucket is shows
    /// when it is used.
    pub(crate) fn open(&self, database: Uuid) -> Result<Arc<dyn ObjectStore>, PlaceError> {
        let database = database.to_string();
        let opened = match self {
            Self::Own(folder) | Self::Folder(folder) => files_of(folder, database.into()),
            Self::Bucket { bucket, prefix } => {
                let prefix = ObjectPath::from(prefix.as_str()).join(database);
                objects_of(AmazonS3Builder::from_env(), bucket, prefix)
            }
        };
        opened.map_err(|error| PlaceError::new(self.to_string(), &error))
    }
}

/// The files of a folder whose names begin with a prefix.
fn files_of(
    folder: &Path,
    prefix: ObjectPath,
) -> Result<Arc<dyn ObjectStore>, object_store::Error> {
    let store = LocalFileSystem::new_with_prefix(folder)?;
    let store = store.with_fsync(true).with_automatic_cleanup(true);
    Ok(Arc::new(PrefixStore::new(store, prefix)))
}

/// The objects of a bucket whose names begin with a prefix, with the keys, the region and the endpoint of an account.
pub(crate) fn objects_of(
    account: AmazonS3Builder,
    bucket: &str,
    prefix: ObjectPath,
) -> Result<Arc<dyn ObjectStore>, object_store::Error> {
    let patience = format!("{} seconds", limits::UPLOAD_TIME.as_secs());
    let store = account
        .with_bucket_name(bucket)
        .with_config(
            AmazonS3ConfigKey::Client(ClientConfigKey::Timeout),
            patience,
        )
        .with_config(
            AmazonS3ConfigKey::Client(ClientConfigKey::ReadTimeout),
            SILENCE,
        )
        .build()?;
    Ok(Arc::new(PrefixStore::new(store, prefix)))
}

impl PlaceError {
    /// Its object store cannot do something.
    pub(crate) fn new(place: String, error: &object_store::Error) -> Self {
        let told = error.to_string();
        let known = KNOWN.iter().find(|(sign, _)| told.contains(sign));
        let reason = known.map(|(_, words)| (*words).to_owned());
        Self {
            place,
            reason: reason.unwrap_or(told),
        }
    }

    /// It did not answer in time.
    pub(crate) fn silent(place: String) -> Self {
        let reason = "it does not answer".to_owned();
        Self { place, reason }
    }

    /// Its folder cannot do something, or its object store, in the words of a file.
    pub(crate) fn of_file(place: String, error: &io::Error) -> Self {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
        match inner {
            Some(inner) => Self::new(place, inner),
            None => Self {
                place,
                reason: error.to_string(),
            },
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        if self.place.starts_with(S3) {
            "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION say who one is and where, AWS_ENDPOINT_URL names a server that is not Amazon's; the bucket has to be there"
        } else {
            "`--checkpoints PLACE` names another folder, or s3://BUCKET/PREFIX"
        }
    }
}

const S3: &str = "s3://";

/// What S3 answers where something is not set up right, in a few words. Its own are many, and repeat
/// what was signed.
const KNOWN: [(&str, &str); 7] = [
    ("<Code>NoSuchBucket</Code>", "the bucket is not there"),
    (
        "<Code>InvalidAccessKeyId</Code>",
        "the access key is not known there",
    ),
    (
        "<Code>SignatureDoesNotMatch</Code>",
        "the secret does not fit the access key",
    ),
    (
        "<Code>AccessDenied</Code>",
        "this account may not list, write and remove objects there",
    ),
    // Where machines of Amazon have their credentials from.
    ("169.254.169.254", "no credentials are in the environment"),
    (
        "HTTP error: error sending request",
        "its server does not answer",
    ),
    (
        "HTTP error: builder error",
        "its server speaks no TLS, which AWS_ALLOW_HTTP=true lets pass",
    ),
];

impl FromStr for Place {
    type Err = UnknownPlace;

    fn from_str(text: &str) -> Result<Self, UnknownPlace> {
        let Some(name) = text.strip_prefix(S3) else {
            return if text.is_empty() || text.contains("://") {
                Err(UnknownPlace)
            } else {
                Ok(Self::Folder(text.into()))
            };
        };
        let (bucket, prefix) = name.split_once('/').unwrap_or((name, ""));
        // Neither a port nor `KEY:SECRET@` is part of a bucket's name.
        let is_of_a_name = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        if bucket.is_empty() || !bucket.chars().all(is_of_a_name) {
            return Err(UnknownPlace);
        }
        Ok(Self::Bucket {
            bucket: bucket.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(folder) | Self::Folder(folder) => folder.display().fmt(f),
            Self::Bucket { bucket, prefix } if prefix.is_empty() => write!(f, "{S3}{bucket}"),
            Self::Bucket { bucket, prefix } => write!(f, "{S3}{bucket}/{prefix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_unless_it_says_s3() {
        let folder = |path: &str| Ok(Place::Folder(path.into()));
        let bucket = |bucket: &str, prefix: &str| {
            Ok(Place::Bucket {
                bucket: bucket.to_owned(),
                prefix: prefix.to_owned(),
            })
        };
        assert_eq!("/mnt/dwell".parse(), folder("/mnt/dwell"));
        assert_eq!("checkpoints".parse(), folder("checkpoints"));
        assert_eq!("s3://lab".parse(), bucket("lab", ""));
        assert_eq!("s3://lab/".parse(), bucket("lab", ""));
        assert_eq!("s3://lab/dwell/a".parse(), bucket("lab", "dwell/a"));
    }

    #[test]
    fn another_scheme_no_bucket_and_credentials_are_refused() {
        for text in [
            "",
            "s3://",
            "s3:///dwell",
            "gs://lab",
            "file:///mnt/dwell",
            "s3://key:secret@lab/dwell",
            "s3://lab:9000/dwell",
        ] {
            assert_eq!(text.parse::<Place>(), Err(UnknownPlace), "{text}");
        }
    }

    #[test]
    fn a_place_is_told_as_it_was_written() {
        for text in ["/mnt/dwell", "s3://lab", "s3://lab/dwell/a"] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
    }
}
