//! Which database a store is kept in, as people write it.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use uuid::Uuid;

use crate::{
    Contents, Inspection, PostgresStore, SqliteStore, Store, StoreError, postgres, sqlite,
};

/// A database that can be opened as a store.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A file of SQLite, for one coordinator: `sqlite:PATH`.
    Sqlite(PathBuf),
    /// A database of PostgreSQL, for any number of them: `postgres://USER:PASSWORD@HOST/NAME`.
    Postgres(String),
}

/// Not a database that Dwell knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a database is sqlite:PATH or postgres://USER@HOST/NAME")]
pub struct UnknownDatabase;

impl Database {
    /// Opens the store, creates its tables where there are none, and brings them up to date.
    pub async fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match self {
            Self::Sqlite(path) => Arc::new(SqliteStore::open(path).await?),
            Self::Postgres(url) => Arc::new(PostgresStore::open(url).await?),
        })
    }

    /// The id of the database, which no other has.
    pub async fn identity(&self) -> Result<Uuid, StoreError> {
        match self {
            Self::Sqlite(path) => sqlite::inspect::identity(path).await,
            Self::Postgres(url) => postgres::inspect::identity(url).await,
        }
    }

    /// Whether it is there, with tables of whatever version.
    pub async fn has_tables(&self) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(path) => Ok(path.is_file()),
            Self::Postgres(url) => postgres::inspect::has_tables(url).await,
        }
    }

    /// Refuses a database whose tables are not those of this version.
    pub async fn is_up_to_date(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(path) => sqlite::inspect::is_up_to_date(path).await,
            Self::Postgres(url) => postgres::inspect::is_up_to_date(url).await,
        }
    }

    /// Looks at one state of it from end to end, also while coordinators write to it; changes nothing.
    pub async fn inspect(&self) -> Result<Inspection, StoreError> {
        match self {
            Self::Sqlite(path) => sqlite::inspect::inspect(path).await,
            Self::Postgres(url) => postgres::inspect::inspect(url).await,
        }
    }

    /// Writes one state of it to a new file, also while coordinators write to it; what that has.
    pub async fn copy_to(&self, file: &Path) -> Result<Contents, StoreError> {
        match self {
            Self::Sqlite(path) => sqlite::inspect::copy(path, file).await,
            Self::Postgres(url) => postgres::inspect::dump(url, file).await,
        }
    }

    /// What it has, also while coordinators write to it.
    pub async fn contents(&self) -> Result<Contents, StoreError> {
        match self {
            Self::Sqlite(path) => sqlite::inspect::contents(path).await,
            Self::Postgres(url) => postgres::inspect::contents(url).await,
        }
    }

    /// Fills it from a file that [`Self::copy_to`] wrote. A file of SQLite must not be there, and a
    /// database of PostgreSQL must be empty.
    pub async fn fill_from(&self, file: &Path) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(path) => sqlite::inspect::put_back(file, path),
            Self::Postgres(url) => postgres::inspect::restore(url, file).await,
        }
    }

    /// The number of the last migration that this version knows for it.
    pub fn latest_schema(&self) -> i64 {
        match self {
            Self::Sqlite(_) => sqlite::inspect::latest_schema(),
            Self::Postgres(_) => postgres::inspect::latest_schema(),
        }
    }

    /// The word for what keeps it.
    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgresql",
        }
    }
}

/// Whether a database has the tables of this version, whose last migration is `latest`.
pub(crate) fn same_schema(found: Result<i64, StoreError>, latest: i64) -> Result<(), String> {
    match found {
        Ok(found) if found == latest => Ok(()),
        Ok(found) if found > latest => Err("a newer version of dwell wrote it".to_owned()),
        Ok(_) => Err(
            "an older version of dwell wrote it; `dwell coordinator start` brings it up to date"
                .to_owned(),
        ),
        Err(error) => Err(format!("it is no database of dwell: {error}")),
    }
}

impl FromStr for Database {
    type Err = UnknownDatabase;

    fn from_str(text: &str) -> Result<Self, UnknownDatabase> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        match text.strip_prefix("sqlite:") {
            None | Some("" | "//") => Err(UnknownDatabase),
            Some(path) => Ok(Self::Sqlite(path.strip_prefix("//").unwrap_or(path).into())),
        }
    }
}

/// Without the URL of a server, which may hold a password.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.write_str("Postgres(..)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_told_by_its_scheme() {
        let sqlite = |path: &str| Ok(Database::Sqlite(path.into()));
        assert_eq!("sqlite:data/dwell.db".parse(), sqlite("data/dwell.db"));
        assert_eq!("sqlite:///srv/dwell.db".parse(), sqlite("/srv/dwell.db"));
        for url in ["postgres://ada@db/dwell", "postgresql:///dwell"] {
            assert_eq!(url.parse(), Ok(Database::Postgres(url.to_owned())));
        }
    }

    #[test]
    fn another_scheme_or_none_is_refused() {
        for text in [
            "mysql://ada@db/dwell",
            "dwell.db",
            "sqlite:",
            "sqlite://",
            "",
        ] {
            assert_eq!(text.parse::<Database>(), Err(UnknownDatabase), "{text}");
        }
    }

    #[test]
    fn a_password_does_not_get_into_logs() {
        let database: Database = "postgres://ada:secret@db/dwell".parse().unwrap();
        assert_eq!(format!("{database:?}"), "Postgres(..)");
    }
}
