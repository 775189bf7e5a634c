//! Where coordinators keep what a command looks at without asking them.

use std::path::PathBuf;

use dwell_coordinator::Database;

use crate::{connect::DataArgs, error::CliError};

/// A database and the folders of checkpoints that belong to it.
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

    /// Look for checkpoints and weights in this folder too: another coordinator's on the same
    /// database; may be repeated
    #[arg(long, value_name = "DIR")]
    checkpoints: Vec<PathBuf>,

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

    /// The folders of checkpoints, the data folder's own first.
    pub(crate) fn checkpoints(&self) -> Vec<PathBuf> {
        let own = self.data.folder().checkpoints();
        [own].into_iter().chain(self.checkpoints.clone()).collect()
    }
}
