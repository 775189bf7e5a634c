//! How many files and connections the system lets this process have.

use std::io;

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Takes as many as it may. Systems let a process begin with a thousand or so, for the sake of old
/// programs, and each worker of a coordinator is a connection.
pub(crate) fn take_all() -> io::Result<()> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, most, most)?;
    Ok(())
}
