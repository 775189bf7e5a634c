//! `dwell` as a process on a data folder of its own, with nothing of the user's own settings.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Stdio},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

/// `dwell`, and where it keeps things.
pub(crate) struct Dwell {
    folder: tempfile::TempDir,
}

/// What a finished command wrote.
pub(crate) struct Written {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A command that has not finished; it is killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Dwell {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Self { folder }
    }

    /// The data folder, which nothing has made yet.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dwell"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("DWELL_") {
                command.env_remove(name);
            }
        }
        command
            .args(words)
            .env("DWELL_DATA", self.data())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command that must end well.
    pub(crate) fn succeed(&self, words: &[&str]) -> Written {
        finish(0, self.command(words))
    }

    /// Runs a command that must end well, with a file on stdin.
    pub(crate) fn succeed_with_stdin(&self, words: &[&str], path: &Path) -> Written {
        let mut command = self.command(words);
        command.stdin(File::open(path).expect("the file can be opened"));
        finish(0, command)
    }

    /// Runs a command that must end with this code, with a file on stdin.
    pub(crate) fn fail_with_stdin(&self, code: i32, words: &[&str], path: &Path) -> Written {
        let mut command = self.command(words);
        command.stdin(File::open(path).expect("the file can be opened"));
        finish(code, command)
    }

    /// Runs a command that must end with this code.
    pub(crate) fn fail(&self, code: i32, words: &[&str]) -> Written {
        finish(code, self.command(words))
    }

    /// Runs a command to its end, however that may be; what it says on stderr.
    pub(crate) fn run(&self, words: &[&str]) -> String {
        said(&mut self.command(words))
    }

    /// The same, with a variable of the environment.
    pub(crate) fn run_with(&self, words: &[&str], name: &str, value: &str) -> String {
        said(self.command(words).env(name, value))
    }

    /// Runs a command that must end with this code, where no other program is to be found.
    pub(crate) fn fail_without_programs(&self, code: i32, words: &[&str]) -> Written {
        let mut command = self.command(words);
        command.env("PATH", "");
        finish(code, command)
    }

    /// Starts a command and leaves it running.
    pub(crate) fn start(&self, words: &[&str]) -> Running {
        start(&mut self.command(words))
    }

    /// The same, with a variable of the environment.
    pub(crate) fn start_with(&self, words: &[&str], name: &str, value: &str) -> Running {
        start(self.command(words).env(name, value))
    }

    /// The same, where the system lets it have this many files until it asks for more.
    pub(crate) fn start_with_files(&self, words: &[&str], files: u32) -> Running {
        let mut shell = Command::new("sh");
        let script = format!("ulimit -S -n {files} && exec \"$0\" \"$@\"");
        let dwell = self.command(words);
        shell.arg("-c").arg(script).arg(dwell.get_program());
        shell.args(dwell.get_args()).stdin(Stdio::null());
        for (name, value) in dwell.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        start(&mut shell)
    }
}

fn start(command: &mut Command) -> Running {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("dwell can be started");
    let stderr = child.stderr.take().expect("stderr is a pipe");
    Running {
        child,
        stderr: BufReader::new(stderr),
    }
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("dwell can be run");
    String::from_utf8(output.stderr).expect("it speaks UTF-8")
}

fn finish(code: i32, mut command: Command) -> Written {
    let output = command.output().expect("dwell can be run");
    let written = Written {
        stdout: String::from_utf8(output.stdout).expect("it speaks UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("it speaks UTF-8"),
    };
    assert_eq!(
        output.status.code(),
        Some(code),
        "{command:?}\n{}\n{}",
        written.stdout,
        written.stderr
    );
    written
}

impl Running {
    /// Waits for a line with these words on stderr.
    pub(crate) fn until_it_says(&mut self, words: &str) -> String {
        let mut said = String::new();
        loop {
            let mut line = String::new();
            let read = self.stderr.read_line(&mut line);
            assert!(
                read.expect("it speaks UTF-8") > 0,
                "it ended without a word of `{words}`:\n{said}"
            );
            if line.contains(words) {
                return line.trim_end().to_owned();
            }
            said += &line;
        }
    }

    /// Ends it as Ctrl-C does; its exit code.
    pub(crate) fn interrupt(mut self) -> Option<i32> {
        self.signal(Signal::SIGINT);
        self.exit_code()
    }

    /// Ends it as the system does; its exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        self.signal(Signal::SIGTERM);
        self.exit_code()
    }

    /// Ends it without a chance to say a word.
    pub(crate) fn kill(mut self) {
        self.signal(Signal::SIGKILL);
        self.exit_code();
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it ends; all that it said from now on.
    pub(crate) fn everything_it_says(mut self) -> String {
        let mut rest = String::new();
        let read = self.stderr.read_to_string(&mut rest);
        read.expect("it speaks UTF-8");
        rest
    }

    /// Waits until it ends by itself; its exit code.
    pub(crate) fn wait(mut self) -> Option<i32> {
        self.exit_code()
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.id()).expect("process ids are small");
        kill(Pid::from_raw(id), signal).expect("a child can be signalled");
    }

    fn exit_code(&mut self) -> Option<i32> {
        // What it still says must not fill the pipe.
        let mut rest = Vec::new();
        self.stderr
            .read_to_end(&mut rest)
            .expect("a pipe can be read");
        self.child.wait().expect("a child can be waited for").code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to kill.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
