//! `dwell coordinator restore`: a data folder from a backup.

use std::path::PathBuf;

use dwell_coordinator::{Database, Place, access::Tokens};

use crate::{
    connect::DataArgs,
    error::CliError,
    exit::Exit,
    output::{self, OutputArgs, write_document},
    view::BackupView,
    wording::counted,
};

/// Make a new data folder from a backup
///
/// The backup is read and compared with what it says of itself before anything is written. Trials that
/// ran then are queued again once their leases have ended, and go on from their checkpoints. Tokens are
/// valid that were valid then.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell coordinator restore /backups/dwell-monday --data /srv/dwell
  dwell coordinator restore /backups/dwell-monday --data second --database postgres://db/empty")]
pub(crate) struct Args {
    /// The folder that `dwell coordinator backup` wrote
    #[arg(value_name = "DIR")]
    from: PathBuf,

    /// The empty database for a backup of PostgreSQL, which `pg_restore` fills:
    /// postgres://USER:PASSWORD@HOST/NAME
    #[arg(
        long,
        value_name = "URL",
        env = "DWELL_DATABASE",
        hide_env_values = true
    )]
    database: Option<Database>,

    /// Put checkpoints and weights into this folder, or s3://BUCKET/PREFIX [default: checkpoints in the
    /// data folder]
    #[arg(
        long,
        value_name = "PLACE",
        env = "DWELL_CHECKPOINTS",
        hide_env_values = true
    )]
    checkpoints: Option<Place>,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    data: DataArgs,
}

/// Restores it.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    if let Some(Database::Sqlite(_)) = args.database {
        return Err(CliError::Usage {
            message: "a backup of SQLite is restored to a data folder".to_owned(),
            hint: "leave `--database` out; `--data DIR` names the folder".to_owned(),
        });
    }
    let folder = args.data.folder();
    let database = args.database.as_ref();
    let checkpoints = args.checkpoints.as_ref();
    let restored = dwell_coordinator::restore(&args.from, &folder, database, checkpoints);
    let manifest = restored.await?;
    let view = BackupView::new(folder.path(), &manifest);
    write_document(&view, args.output.format, &mut output::data())?;
    let own = Database::Sqlite(folder.database());
    tell_of_tokens(database.unwrap_or(&own)).await?;
    Ok(Exit::Ok)
}

/// Says that what was revoked since may be valid again.
async fn tell_of_tokens(database: &Database) -> Result<(), CliError> {
    let tokens = Tokens::of(database).await?;
    let listed = tokens.list().await;
    tokens.close().await;
    let listed = listed.map_err(CliError::of_tokens)?;
    let valid = listed.iter().filter(|(_, state)| *state == "valid").count();
    if valid > 0 {
        let valid = counted(valid as u64, "token");
        anstream::eprintln!(
            "{valid} valid as when the backup was taken, also what was revoked since: `dwell token list`"
        );
    }
    Ok(())
}
