//! A program that runs beside the test, and its end.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
};

use nix::{
    errno::Errno,
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::wait::until;

/// A running program. It is killed when it is dropped; what it said is shown when the test fails.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts the program with everything it says appended to `FOLDER/NAME.log`.
    pub fn start(name: &str, command: &mut Command, folder: &Path) -> Self {
        let log = folder.join(format!("{name}.log"));
        let said = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .expect("a log can be opened");
        let child = command
            .stdin(Stdio::null())
            .stdout(said.try_clone().expect("a file can be shared"))
            .stderr(said)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        Self {
            name: name.to_owned(),
            child,
            log,
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it without a chance to say a word, as `kill -9` does.
    pub fn kill(&mut self) {
        self.child.kill().expect("a child of ours can be killed");
        self.child
            .wait()
            .expect("a child of ours can be waited for");
    }

    /// Asks it to end, as Ctrl-C does, and waits until it has.
    pub fn interrupt(&mut self) -> ExitStatus {
        self.signal(Signal::SIGINT);
        self.wait()
    }

    /// Asks it to end, as service managers do.
    pub fn terminate(&self) {
        self.signal(Signal::SIGTERM);
    }

    /// Takes all time from it: it does nothing, and notices nothing.
    pub fn suspend(&self) {
        self.signal(Signal::SIGSTOP);
    }

    /// Gives it time again.
    pub fn resume(&self) {
        self.signal(Signal::SIGCONT);
    }

    fn signal(&self, signal: Signal) {
        kill(pid(self.id()), signal).expect("a child of ours can be signalled");
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        let ended = self.child.try_wait();
        ended.expect("a child of ours can be waited for").is_some()
    }

    /// Waits until it ends by itself.
    pub fn wait(&mut self) -> ExitStatus {
        let what = format!("{} ends", self.name);
        until(&what, || {
            self.child
                .try_wait()
                .expect("a child of ours can be waited for")
        })
    }

    /// The trainers that it runs, by process id.
    pub fn trainers(&self) -> Vec<u32> {
        children(self.id())
            .into_iter()
            .filter(|child| is_trainer(*child))
            .collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            let said = fs::read_to_string(&self.log).unwrap_or_default();
            eprintln!("--- {} said:\n{said}", self.name);
        }
    }
}

/// Ends somebody else's child, as `kill -9` does, unless it has ended.
pub fn kill_hard(process: u32) {
    signal_if_there(process, Signal::SIGKILL);
}

/// Takes all time from somebody else's child.
pub fn suspend(process: u32) {
    signal_if_there(process, Signal::SIGSTOP);
}

/// Gives somebody else's child time again.
pub fn resume(process: u32) {
    signal_if_there(process, Signal::SIGCONT);
}

fn signal_if_there(process: u32, signal: Signal) {
    match kill(pid(process), signal) {
        Ok(()) | Err(Errno::ESRCH) => {}
        Err(error) => panic!("process {process} cannot be signalled: {error}"),
    }
}

/// Whether a process runs; one that has ended and waits for its parent does not.
pub(crate) fn is_alive(process: u32) -> bool {
    status(process, "State").is_some_and(|state| !state.starts_with('Z'))
}

fn pid(process: u32) -> Pid {
    Pid::from_raw(process.try_into().expect("process ids are small"))
}

fn is_trainer(process: u32) -> bool {
    status(process, "Name").is_some_and(|name| name == "dwell-trainer") && is_alive(process)
}

fn children(parent: u32) -> Vec<u32> {
    let parent = parent.to_string();
    let entries = fs::read_dir("/proc").expect("Linux lists its processes");
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|process| status(*process, "PPid").as_ref() == Some(&parent))
        .collect()
}

/// A line of `/proc/PROCESS/status`; `None` once the process is gone.
fn status(process: u32, key: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    Some(line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_finds_its_children_and_their_end() {
        let mut sleeper = Command::new("sleep").arg("600").spawn().unwrap();
        assert!(children(std::process::id()).contains(&sleeper.id()));
        assert!(is_alive(sleeper.id()));
        kill_hard(sleeper.id());
        until("it is dead", || (!is_alive(sleeper.id())).then_some(()));
        sleeper.wait().unwrap();
    }
}
