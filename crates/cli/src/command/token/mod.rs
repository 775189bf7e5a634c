//! `dwell token ..`: who is let in. These commands act on the database itself, where the coordinator
//! keeps its data, and ask no coordinator: so the first token needs none.

mod create;
mod list;
mod revoke;

use dwell_coordinator::{Database, access::Tokens};

use crate::{connect::DataArgs, error::CliError, exit::Exit};

/// What can be done with tokens.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Create(create::Args),
    List(list::Args),
    Revoke(revoke::Args),
}

/// Does it.
pub(super) async fn execute(command: Command) -> Result<Exit, CliError> {
    match command {
        Command::Create(args) => create::execute(args).await,
        Command::List(args) => list::execute(args).await,
        Command::Revoke(args) => revoke::execute(args).await,
    }
}

/// Where tokens are kept.
#[derive(Clone, Debug, clap::Args)]
struct PlaceArgs {
    /// The coordinator's database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME [default: the file
    /// of SQLite in the data folder]
    #[arg(
        long,
        value_name = "URL",
        env = "DWELL_DATABASE",
        hide_env_values = true
    )]
    database: Option<Database>,

    #[command(flatten)]
    data: DataArgs,
}

impl PlaceArgs {
    /// The tokens there; the place is made where it is missing.
    async fn made(&self) -> Result<Tokens, CliError> {
        let own = || Database::Sqlite(self.data.folder().database());
        let database = self.database.clone().unwrap_or_else(own);
        Ok(Tokens::of(&database).await?)
    }

    /// The tokens of a place that is there.
    async fn there(&self) -> Result<Tokens, CliError> {
        let folder = self.data.folder();
        if self.database.is_none() && !folder.exists() {
            return Err(CliError::NothingYet {
                folder: folder.path().to_owned(),
            });
        }
        self.made().await
    }
}
