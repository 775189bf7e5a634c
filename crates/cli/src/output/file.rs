//! A file that a command writes: it appears whole or not at all, and never over another by accident.

use std::{
    fs::Permissions,
    io::{self, BufWriter, IsTerminal as _, Stdout, Write, stdout},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::error::CliError;

/// Where bytes go that are no text.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct FileArgs {
    /// The file to write, or - for stdout
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    path: PathBuf,

    /// Replace the file if there is one
    #[arg(long)]
    force: bool,
}

/// Bytes on their way: to stdout, or to a file that has its name only once it is whole.
#[derive(Debug)]
pub(crate) enum Sink {
    /// Stdout.
    Stdout(BufWriter<Stdout>),
    /// A file beside the one that it will be.
    File {
        /// What is written so far.
        part: BufWriter<NamedTempFile>,
        /// What it will be.
        path: PathBuf,
        /// Whether it may replace another.
        force: bool,
    },
}

impl FileArgs {
    /// Gets ready to write; what would be refused in the end is refused now.
    pub(crate) fn create(&self) -> Result<Sink, CliError> {
        if self.path == Path::new("-") && stdout().is_terminal() {
            return Err(CliError::Usage {
                message: "a terminal cannot show these bytes".to_owned(),
                hint: "`-o FILE` writes them to a file, `-o - > FILE` does too".to_owned(),
            });
        }
        Sink::to(&self.path, self.force)
    }
}

/// The permissions of any new file, which the user's mask narrows.
const READABLE: u32 = 0o666;

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File { part, .. } => part.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File { part, .. } => part.flush(),
        }
    }
}

impl Sink {
    /// Gets ready to write to a file, or to stdout if it is called `-`; what would be refused in the
    /// end is refused now.
    pub(crate) fn to(path: &Path, force: bool) -> Result<Self, CliError> {
        if path == Path::new("-") {
            return Ok(Self::Stdout(BufWriter::new(stdout())));
        }
        if !force && path.exists() {
            return Err(CliError::FileExists {
                path: path.to_owned(),
            });
        }
        let folder = match path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let part = folder
            .read_dir()
            .and_then(|_| {
                tempfile::Builder::new()
                    .prefix(".dwell-")
                    .permissions(Permissions::from_mode(READABLE))
                    .tempfile_in(folder)
            })
            .map_err(|source| CliError::cannot_write(path, source))?;
        Ok(Self::File {
            part: BufWriter::new(part),
            path: path.to_owned(),
            force,
        })
    }

    /// Ends it: a file gets its name.
    pub(crate) fn finish(mut self) -> Result<(), CliError> {
        self.flush().map_err(|source| self.failed(source))?;
        let Self::File { part, path, force } = self else {
            return Ok(());
        };
        let part = part
            .into_inner()
            .map_err(|error| CliError::cannot_write(&path, error.into_error()))?;
        let named = if force {
            part.persist(&path)
        } else {
            part.persist_noclobber(&path)
        };
        match named {
            Ok(_) => Ok(()),
            Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(CliError::FileExists { path })
            }
            Err(failed) => Err(CliError::cannot_write(&path, failed.error)),
        }
    }

    /// The error of a write.
    pub(crate) fn failed(&self, source: io::Error) -> CliError {
        match self {
            Self::Stdout(_) => CliError::Output(source),
            Self::File { path, .. } => CliError::cannot_write(path, source),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn to(path: &Path, force: bool) -> FileArgs {
        FileArgs {
            path: path.to_owned(),
            force,
        }
    }

    #[test]
    fn a_file_has_its_name_once_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights");
        let mut sink = to(&path, false).create().unwrap();
        sink.write_all(b"some").unwrap();
        assert!(!path.exists());
        sink.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"some");
    }

    #[test]
    fn what_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut sink = to(&folder.path().join("weights"), false).create().unwrap();
        sink.write_all(b"some").unwrap();
        drop(sink);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_is_replaced_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights");
        let late = to(&path, false).create().unwrap();
        fs::write(&path, "mine").unwrap();
        for refused in [late.finish(), to(&path, false).create().map(drop)] {
            assert!(matches!(refused, Err(CliError::FileExists { .. })));
        }
        assert_eq!(fs::read(&path).unwrap(), b"mine");

        let mut sink = to(&path, true).create().unwrap();
        sink.write_all(b"theirs").unwrap();
        sink.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
    }
}
