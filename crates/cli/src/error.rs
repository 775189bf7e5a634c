//! What can go wrong in a command, with the exit code and the one command that helps.

use std::{
    error::Error as _,
    io,
    path::{Path, PathBuf},
};

use clap::builder::styling::{AnsiColor, Style};
use dwell_coordinator::{BackupError, CoordinatorError, access::TlsError};
use dwell_corpus::CorpusError;
use dwell_proto::Misfit;
use dwell_store::StoreError;
use dwell_worker::WorkerError;
use tonic::Code;

use crate::{connect::is_disconnect, diagnostics::Refusal, exit::Exit};

/// Why a command could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The sweep file has mistakes, which are drawn before this is said.
    #[error("{0}")]
    SpecRefused(Refusal),
    /// The command line makes no sense in a way that clap cannot know.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What would be right.
        hint: String,
    },
    /// The sweep file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    ReadSpec {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file that is to be written is there already.
    #[error("{} is there already", path.display())]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    WriteFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The sequences of a text cannot be made here.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// A token's file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    ReadToken {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file that TLS needs is not what it should be.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// No certificate comes of it.
    #[error("no certificate can be made: {0}")]
    Uncertified(String),
    /// The two ends do not fit together.
    #[error("the coordinator cannot be talked to: {0}")]
    Misfit(Misfit),
    /// Nobody answers at an address.
    #[error("no coordinator answers at {address}")]
    Unreachable {
        /// Where.
        address: String,
    },
    /// The command needs a coordinator that stays, and none runs on the data folder.
    #[error("no coordinator is running on {}", folder.display())]
    NoCoordinator {
        /// The data folder.
        folder: PathBuf,
        /// What to do about it.
        hint: String,
    },
    /// Nothing was ever stored in the data folder.
    #[error("there is nothing in {} yet", folder.display())]
    NothingYet {
        /// The data folder.
        folder: PathBuf,
    },
    /// Another coordinator has the data folder.
    #[error("{message}")]
    FolderInUse {
        /// Who has it, and where it listens.
        message: String,
        /// What to do instead.
        hint: String,
    },
    /// A coordinator of this process cannot start or serve.
    #[error(transparent)]
    Coordinator(#[from] CoordinatorError),
    /// A backup cannot be taken or restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A worker of this process cannot work.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// No token, or more than one, is meant.
    #[error(transparent)]
    NoSuchToken(StoreError),
    /// The coordinator refused a call, or the connection broke.
    #[error("{}", .0.message())]
    Refused(Box<tonic::Status>),
    /// The coordinator said something that this version does not understand.
    #[error("the coordinator's answer makes no sense: {0}")]
    Malformed(#[from] dwell_proto::Malformed),
    /// The system does not give what every process needs.
    #[error("the system refuses {what}: {source}")]
    System {
        /// What was asked of it.
        what: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// The data could not be written to stdout.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

impl CliError {
    /// The system refused `what`.
    pub(crate) fn system(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::System { what, source }
    }

    /// A file could not be written.
    pub(crate) fn cannot_write(path: &Path, source: io::Error) -> Self {
        Self::WriteFile {
            path: path.to_owned(),
            source,
        }
    }

    /// TLS cannot be spoken with what is there.
    pub(crate) fn tls(error: &tonic::transport::Error) -> Self {
        let reason = error
            .source()
            .map_or_else(|| error.to_string(), ToString::to_string);
        Self::Usage {
            message: format!("TLS cannot be spoken: {reason}"),
            hint: "`--ca FILE` names the certificate of the authority to trust".to_owned(),
        }
    }

    /// A token cannot be named so.
    pub(crate) fn of_tokens(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { .. } | StoreError::Ambiguous { .. } => Self::NoSuchToken(error),
            other => Self::Coordinator(other.into()),
        }
    }

    /// How the process ends.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::SpecRefused(_)
            | Self::Usage { .. }
            | Self::ReadSpec { .. }
            | Self::ReadToken { .. }
            | Self::Tls(_)
            | Self::NoSuchToken(StoreError::Ambiguous { .. }) => Exit::Usage,
            Self::Unreachable { .. } | Self::NoCoordinator { .. } | Self::Misfit(_) => {
                Exit::Unreachable
            }
            Self::NoSuchToken(_)
            | Self::NothingYet { .. }
            | Self::Corpus(CorpusError::Missing { .. }) => Exit::NotFound,
            Self::FolderInUse { .. } | Self::FileExists { .. } | Self::Corpus(_) => Exit::Conflict,
            Self::Coordinator(error) => exit_of_coordinator(error),
            Self::Backup(error) => exit_of_backup(error),
            Self::Worker(error) => exit_of_worker(error),
            Self::Refused(status) if is_disconnect(status) => Exit::Unreachable,
            Self::Refused(status) => Exit::of_grpc(status.code()),
            // Whoever reads us has seen enough: `dwell trial list last | head`.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Ok,
            Self::Uncertified(_)
            | Self::Malformed(_)
            | Self::System { .. }
            | Self::WriteFile { .. }
            | Self::Output(_) => Exit::Internal,
        }
    }

    /// What to do next.
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::SpecRefused(refusal) => return Some(refusal.hint()),
            Self::Usage { hint, .. }
            | Self::NoCoordinator { hint, .. }
            | Self::FolderInUse { hint, .. } => hint,
            Self::ReadSpec { .. } => "`dwell plan --help` shows what it takes",
            Self::ReadToken { .. } => "`--token-file FILE` names the file of a token",
            Self::Misfit(misfit) | Self::Worker(WorkerError::Misfit(misfit)) => misfit.advice(),
            Self::NoSuchToken(_) => "`dwell token list` shows what there is",
            Self::FileExists { .. } => "`--force` replaces it",
            Self::WriteFile { .. } => "`-o FILE` may name a place elsewhere",
            Self::Corpus(_) => "`--corpora DIR` names the folder of the corpora",
            Self::Unreachable { .. } => "`dwell coordinator start` starts one",
            Self::NothingYet { .. } => "`dwell run SPEC` starts a sweep",
            Self::Coordinator(CoordinatorError::Locked { .. }) => {
                "`dwell coordinator status` shows it"
            }
            Self::Coordinator(CoordinatorError::Exposed { .. }) => {
                "`--tls-cert FILE --tls-key FILE` name a certificate, `dwell cert dev` makes one to try; `--insecure` lets everybody in who can reach it"
            }
            Self::Coordinator(CoordinatorError::NoToken { .. }) => {
                "`dwell token create --scope submit` makes one"
            }
            Self::Coordinator(CoordinatorError::Listen(_)) => {
                "`--listen 127.0.0.1:0` lets the system choose a port"
            }
            Self::Coordinator(CoordinatorError::Place(error)) => error.advice(),
            Self::Backup(error) => return hint_of_backup(error).map(str::to_owned),
            Self::Worker(WorkerError::TrainerNotFound | WorkerError::TrainerMissing { .. }) => {
                "`--trainer PATH` names one"
            }
            Self::Refused(status) if status.code() == Code::NotFound => {
                "`dwell sweep list`, `dwell trial list SWEEP` and `dwell worker list` show what there is"
            }
            Self::Refused(status) if status.code() == Code::Unauthenticated => TOKEN_BRINGS,
            Self::Refused(status) if status.code() == Code::PermissionDenied => TOKEN_BRINGS,
            Self::Worker(WorkerError::NotLetIn { .. }) => TOKEN_BRINGS,
            Self::Malformed(_) => {
                "`dwell coordinator status` shows its version; it should equal `dwell --version`"
            }
            Self::Tls(_)
            | Self::Uncertified(_)
            | Self::Coordinator(_)
            | Self::Worker(_)
            | Self::Refused(_)
            | Self::System { .. }
            | Self::Output(_) => {
                return None;
            }
        };
        Some(hint.to_owned())
    }

    /// Says it on stderr, unless there is nothing to say.
    pub(crate) fn tell(&self) {
        if self.exit() == Exit::Ok {
            return;
        }
        if let Self::SpecRefused(refusal) = self {
            anstream::eprint!("{}", refusal.drawing());
        }
        anstream::eprintln!("{ERROR}error:{ERROR:#} {self}");
        if let Some(hint) = self.hint() {
            anstream::eprintln!("{HINT}hint:{HINT:#} {hint}");
        }
    }
}

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// What to do about a call that needs a token.
const TOKEN_BRINGS: &str = "`--token-file FILE`, or DWELL_TOKEN in the environment, brings a token";

impl From<tonic::Status> for CliError {
    fn from(status: tonic::Status) -> Self {
        match Misfit::in_status(&status) {
            Some(misfit) => Self::Misfit(misfit),
            None => Self::Refused(Box::new(status)),
        }
    }
}

fn exit_of_coordinator(error: &CoordinatorError) -> Exit {
    match error {
        CoordinatorError::Locked { .. } => Exit::Conflict,
        CoordinatorError::Listen(error) if error.kind() == io::ErrorKind::AddrInUse => {
            Exit::Conflict
        }
        CoordinatorError::Exposed { .. } | CoordinatorError::NoToken { .. } => Exit::NotAllowed,
        CoordinatorError::Tls(_) => Exit::Usage,
        _ => Exit::Internal,
    }
}

fn exit_of_backup(error: &BackupError) -> Exit {
    match error {
        BackupError::IsThere(_) | BackupError::Newer { .. } => Exit::Conflict,
        BackupError::OtherEngine { .. } | BackupError::Foreign { .. } => Exit::Usage,
        BackupError::Torn { .. } | BackupError::Object { .. } => Exit::Damaged,
        BackupError::Coordinator(error) => exit_of_coordinator(error),
        BackupError::File { .. } | BackupError::Store(_) => Exit::Internal,
    }
}

fn hint_of_backup(error: &BackupError) -> Option<&'static str> {
    Some(match error {
        BackupError::IsThere(_) => "name a folder that is not there, or an empty one",
        BackupError::OtherEngine { .. } => {
            "a backup of PostgreSQL goes to `--database postgres://..`, one of SQLite to a data folder alone"
        }
        BackupError::Object { .. } => {
            "`dwell coordinator check` tells what else is wrong; `--checkpoints PLACE` names another place to look in"
        }
        BackupError::Torn { .. } => "nothing was restored; another backup may be whole",
        BackupError::Newer { .. } => "restore it with that version",
        BackupError::Coordinator(CoordinatorError::Place(error)) => error.advice(),
        _ => return None,
    })
}

fn exit_of_worker(error: &WorkerError) -> Exit {
    match error {
        WorkerError::TrainerNotFound | WorkerError::TrainerMissing { .. } => Exit::Usage,
        WorkerError::NotLetIn { .. } => Exit::NotAllowed,
        WorkerError::Misfit(_) => Exit::Unreachable,
        _ => Exit::Internal,
    }
}
