//! This process among others: whose it is, and what its stdout is for.

use std::{fs::File, io, os::fd::AsFd as _};

use nix::sys::{prctl::set_pdeathsig, signal::Signal};

/// Has the kernel kill this process when the thread that started it dies. If that was earlier than
/// this call, stdin is at its end already, which ends this process as well.
pub(crate) fn die_with_parent() -> io::Result<()> {
    Ok(set_pdeathsig(Signal::SIGKILL)?)
}

/// Keeps stdout for the caller alone. Whatever else writes to descriptor 1 from now on, libraries
/// in other languages included, writes to stderr.
pub(crate) fn take_stdout() -> io::Result<File> {
    let frames = io::stdout().as_fd().try_clone_to_owned()?;
    nix::unistd::dup2_stdout(io::stderr())?;
    Ok(File::from(frames))
}
