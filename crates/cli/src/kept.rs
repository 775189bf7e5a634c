//! Where coordinators keep what a command looks at without asking them.

use dwell_coordinator::{Database, Place};

use crate::{connect::DataArgs, error::CliError};

/// A database and the places of checkpoints that belong to it.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct KeptArgs {
    /// Where sweeps and results are kept: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME [default:
    /// the file of SQLite in the data folder]
    #[arg(
        long,
        value_name = "URL",
        env = "DWELL_DATABASE",
        hide_env_values = true
    )]
    database: Option<Database>,

    /// Look for checkpoints and weights here too, a folder or s3://BUCKET/PREFIX: where coordinators on
    /// the database were told to keep them, or another one's folder; may be repeated
    #[arg(
        long,
        value_name = "PLACE",
        env = "DWELL_CHECKPOINTS",
        hide_env_values = true
    )]
    checkpoints: Vec<Place>,

    #[command(flatten)]
    data: DataArgs,
}

impl KeptArgs {
    /// The database.
    pub(crate) fn database(&self) -> Result<Database, CliError> {
        let folder = self.data.folder();
        match &self.database {
            Some(database) => Ok(database.clone()),
            None if folder.exists() => Ok(Database::Sqlite(folder.database())),
            None => Err(CliError::NothingYet {
                folder: folder.path().to_owned(),
            }),
        }
    }

    /// The places of checkpoints, the data folder's own first.
    pub(crate) fn checkpoints(&self) -> Vec<Place> {
        let own = Place::Own(self.data.folder().checkpoints());
        [own].into_iter().chain(self.checkpoints.clone()).collect()
    }
}
