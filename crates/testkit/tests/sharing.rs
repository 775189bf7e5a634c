//! Coordinators that keep checkpoints in one place: a folder that two of them share, and S3.

use std::{
    fs,
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
};

use dwell_testkit::{
    Dwell, PostgresDatabase, Process, S3Server, Sweep, Tradeoff, Trial, free_address, until,
};

/// Between two evaluations, and two checkpoints, of the sweep.
const EVERY: u64 = 250;

fn undisturbed() -> Tradeoff {
    let dwell = Dwell::new();
    dwell.run_to_end(&Sweep::small());
    dwell.tradeoff()
}

/// Starts a coordinator, and waits until it listens.
fn coordinator(dwell: &Dwell, name: &str, command: &mut Command) -> (Process, SocketAddr) {
    let address = free_address();
    command.args([
        "--listen",
        &address.to_string(),
        "--data",
        &dwell.path(name),
    ]);
    let process = Process::start(name, command, dwell.folder());
    until("the coordinator listens", || {
        TcpStream::connect(address).ok()
    });
    (process, address)
}

fn worker(dwell: &Dwell, name: &str, coordinator: SocketAddr) -> Process {
    let coordinator = coordinator.to_string();
    let words = [
        "worker",
        "start",
        "--slots",
        "1",
        "--coordinator",
        &coordinator,
    ];
    Process::start(name, &mut dwell.command(words), dwell.folder())
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("it can be listed");
    let entries = entries.map(|entry| entry.expect("it can be listed").path());
    let below = |path: PathBuf| {
        if path.is_dir() {
            files_below(&path)
        } else {
            vec![path]
        }
    };
    entries.flat_map(below).collect()
}

fn trials(dwell: &Dwell, coordinator: SocketAddr) -> Vec<Trial> {
    Trial::all_in(&dwell.json(&format!("trial list last --coordinator {coordinator}")))
}

#[test]
fn trials_whose_coordinator_is_killed_go_on_from_their_checkpoints_with_another() {
    let (dwell, database) = (Dwell::new(), PostgresDatabase::new());
    let (url, shared) = (database.url(), dwell.path("shared"));
    let words = [
        "coordinator",
        "start",
        "--database",
        &url,
        "--checkpoints",
        &shared,
    ];
    let (mut first, here) = coordinator(&dwell, "first", &mut dwell.command(words));
    let (_second, there) = coordinator(&dwell, "second", &mut dwell.command(words));

    let sweep = dwell.write(&Sweep::small());
    dwell.succeed(&format!("submit {sweep} --coordinator {here}"));
    let mut drained = worker(&dwell, "drained", here);
    until("a trial has come some way", || {
        let mut trials = trials(&dwell, here).into_iter();
        trials.find(|trial| trial.state == "running" && trial.step >= 2 * EVERY)
    });
    drained.interrupt();
    first.kill();

    let left: Vec<Trial> = trials(&dwell, there)
        .into_iter()
        .filter(|trial| trial.state == "queued" && trial.step >= 2 * EVERY)
        .collect();
    assert!(!left.is_empty(), "some trials were left in the middle");
    let _worker = worker(&dwell, "next", there);
    dwell.succeed(&format!("sweep watch last --coordinator {there}"));
    let again = format!("SELECT number FROM v_evaluations WHERE attempt > 1 AND step = {EVERY}");
    let mut query = dwell.command(["query", &again, "-o", "csv"]);
    query.args(["--coordinator", &there.to_string()]);
    let answer = query.output().expect("dwell can be started");
    let again = String::from_utf8(answer.stdout).expect("it is text");
    let again: Vec<&str> = again.lines().skip(1).collect();
    for trial in left {
        assert!(
            !again.contains(&&*trial.number.to_string()),
            "{trial:?} began anew: {again:?}"
        );
    }
    let table = Tradeoff::of(&dwell.json(&format!("tradeoff last --coordinator {there}")));
    assert_eq!(table, undisturbed());
    dwell.succeed(&format!(
        "coordinator check --database {url} --checkpoints {shared}"
    ));
}

#[test]
fn a_sweep_is_trained_checked_and_restored_with_its_checkpoints_in_s3() {
    let (dwell, server) = (Dwell::new(), S3Server::new());
    let in_s3 = |words: &[&str]| {
        let mut command = dwell.command(words.iter().copied());
        command.envs(server.environment());
        command
    };
    let place = format!("s3://{}/dwell", S3Server::BUCKET);
    let mut start = in_s3(&["coordinator", "start", "--checkpoints", &place]);
    let (mut running, address) = coordinator(&dwell, "data", &mut start);
    let sweep = dwell.write(&Sweep::small());
    dwell.succeed(&format!("submit {sweep} --coordinator {address}"));
    let _worker = worker(&dwell, "worker", address);
    dwell.succeed(&format!("sweep watch last --coordinator {address}"));
    let weights = dwell.weights(1);
    assert!(running.interrupt().success());

    let kept = files_below(&server.bucket().join("dwell"));
    let kept = kept
        .iter()
        .filter(|file| fs::read(file).is_ok_and(|bytes| bytes == weights));
    assert_eq!(kept.count(), 1, "the weights are in the bucket");
    assert!(!fs::exists(dwell.path("data/checkpoints")).expect("a folder can be looked for"));

    let (backup, restored) = (dwell.path("backup"), dwell.path("restored"));
    let elsewhere = format!("s3://{}/restored", S3Server::BUCKET);
    for words in [
        &["coordinator", "check", "--checkpoints", &place][..],
        &["coordinator", "backup", &backup, "--checkpoints", &place],
        &[
            "coordinator",
            "restore",
            &backup,
            "--data",
            &restored,
            "--checkpoints",
            &elsewhere,
        ],
        &[
            "coordinator",
            "check",
            "--data",
            &restored,
            "--checkpoints",
            &elsewhere,
        ],
    ] {
        let output = in_s3(words).output().expect("dwell can be started");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {told}");
    }
}
