//! PostgreSQL for tests: a private server on a socket in a temporary folder, gone with its last user.
//!
//! It never calls `fsync`, so nothing about a power cut can be tested on it; a server that does is for
//! benchmarks. The programs are those of
//! the system; a test that cannot have them fails and says what to install.

use std::{
    ffi::OsStr,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU32, Ordering},
    },
};

use tempfile::TempDir;

/// The one server of this process, as long as a database on it is in use.
static SERVER: Mutex<Weak<PostgresServer>> = Mutex::new(Weak::new());

/// Who owns the databases.
const USER: &str = "dwell";

/// Who the server runs as where the tests run as root: `initdb` refuses root.
const SYSTEM_USER: &str = "postgres";

/// Where Debian keeps the programs: in a folder for each version, and off the path.
const DEBIAN: &str = "/usr/lib/postgresql";

/// What makes it quick and forgetful.
const FORGETFUL: &[&str] = &[
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "shared_buffers=16MB",
];

const MISSING: &str = "these tests need PostgreSQL's `initdb` and `pg_ctl` (found beside `pg_config`, \
    on the PATH or in /usr/lib/postgresql): install PostgreSQL, such as with `apt install postgresql`";

/// An empty database of its own on the server of this process.
#[derive(Debug)]
pub struct PostgresDatabase {
    server: Arc<PostgresServer>,
    name: String,
}

impl PostgresDatabase {
    /// Makes one, and starts the server if need be.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let server = PostgresServer::shared();
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        server.create(&name);
        Self { server, name }
    }

    /// How to connect to it.
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }
}

impl Default for PostgresDatabase {
    fn default() -> Self {
        Self::new()
    }
}

/// A running server. Dropping it ends it at once.
#[derive(Debug)]
pub struct PostgresServer {
    programs: PathBuf,
    /// Its files.
    data: PathBuf,
    /// Where its socket is, and its files too unless they are to stay.
    folder: TempDir,
    /// What it is started with.
    settings: &'static [&'static str],
}

impl PostgresServer {
    /// The one of this process.
    fn shared() -> Arc<Self> {
        let mut shared = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let server = Arc::new(Self::start(None, FORGETFUL));
            *shared = Arc::downgrade(&server);
            server
        })
    }

    /// A server as it comes: what it acknowledges is on the disk. Its files are in a folder that
    /// stays, and are made where there are none.
    pub fn durable(data: &Path) -> Self {
        Self::start(Some(data), &[])
    }

    /// The same on files that go with it.
    pub fn temporary() -> Self {
        Self::start(None, &[])
    }

    fn start(data: Option<&Path>, settings: &'static [&'static str]) -> Self {
        let folder = TempDir::with_prefix("dwell-pg-").expect("a temporary folder can be made");
        let server = Self {
            programs: programs().expect(MISSING),
            data: data.map_or_else(|| folder.path().join("data"), Path::to_owned),
            folder,
            settings,
        };
        give(server.folder.path());
        server.init();
        server.open();
        server
    }

    /// Starts it on its files, after a crash too.
    pub fn open(&self) {
        let socket = format!("unix_socket_directories={}", self.socket());
        let settings = ["listen_addresses=", &socket]
            .into_iter()
            .chain(self.settings.iter().copied());
        let settings = settings.flat_map(|setting| ["-c", setting]);
        let settings = settings.collect::<Vec<_>>().join(" ");
        let (data, log) = (self.data.display(), self.folder.path().join("log"));
        let (data, log) = (data.to_string(), log.display().to_string());
        self.run(
            "pg_ctl",
            ["start", "-w", "-D", &data, "-l", &log, "-o", &settings],
        );
    }

    /// Has it crash: every process of it ends in the middle of what it does.
    pub fn crash(&self) {
        let data = self.data.display().to_string();
        self.run("pg_ctl", ["stop", "-m", "immediate", "-D", &data]);
    }

    /// Makes its files, unless they are there.
    fn init(&self) {
        if self.data.join("PG_VERSION").exists() {
            return;
        }
        fs::create_dir_all(&self.data).expect("a folder can be made");
        give(&self.data);
        let data = self.data.display().to_string();
        let cluster = [
            "-D",
            &data,
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        ];
        self.run("initdb", cluster.into_iter().chain(["--no-sync"]));
    }

    /// Makes a database, and says how to connect to it.
    pub fn create(&self, name: &str) -> String {
        self.run("createdb", ["-h", &self.socket(), "-U", USER, name]);
        self.url(name)
    }

    /// How to connect to a database.
    pub fn url(&self, name: &str) -> String {
        format!("postgres://{USER}@localhost/{name}?host={}", self.socket())
    }

    /// The folder of its socket.
    fn socket(&self) -> String {
        self.folder.path().display().to_string()
    }

    /// Runs one of its programs, which must succeed.
    fn run<S: AsRef<OsStr>>(&self, program: &str, words: impl IntoIterator<Item = S>) {
        succeed(self.command(program).args(words));
    }

    /// One of its programs, as a user that it accepts.
    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", SYSTEM_USER, "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        let data = self.data.display().to_string();
        let stop = ["stop", "-m", "fast", "-D", &data];
        // When the start failed, there is nothing to stop.
        let _ = self.command("pg_ctl").args(stop).output();
    }
}

/// The folder of `initdb` and `pg_ctl`.
fn programs() -> Option<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.and_then(|output| String::from_utf8(output.stdout).ok());
    let path = std::env::var_os("PATH").unwrap_or_default();
    told.map(|folder| PathBuf::from(folder.trim()))
        .into_iter()
        .chain(std::env::split_paths(&path))
        .chain(debian_folders())
        .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}

/// The program folders of every version, the newest first.
fn debian_folders() -> Vec<PathBuf> {
    let version = |folder: &Path| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let entries = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut folders: Vec<_> = entries
        .filter_map(|entry| Some((version(&entry.path())?, entry.path().join("bin"))))
        .collect();
    folders.sort_unstable();
    folders
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .collect()
}

/// Whether the tests run as root.
fn is_root() -> bool {
    let myself = fs::metadata("/proc/self").expect("Linux lists its processes");
    myself.uid() == 0
}

/// Gives a folder to the user that servers run as.
fn give(folder: &Path) {
    if is_root() {
        succeed(Command::new("chown").arg(SYSTEM_USER).arg(folder));
    }
}

/// Runs a command that must succeed.
fn succeed(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}; {MISSING}"));
    assert!(
        output.status.success(),
        "{command:?} ended with {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_of_one_process_share_a_server_and_outlive_one_another() {
        let first = PostgresDatabase::new();
        let second = PostgresDatabase::new();
        assert_ne!(first.url(), second.url());
        assert!(Arc::ptr_eq(&first.server, &second.server));
        let folder = first.server.folder.path().to_owned();
        drop(first);
        assert!(folder.exists());
        drop(second);
        assert!(!folder.exists(), "the last one takes the server with it");
    }
}
