//! What a coordinator needs before others can reach it.

use std::{fs, os::unix::fs::PermissionsExt as _, thread};

use dwell_testkit::{PostgresDatabase, until};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::{file, make_certificates, token};
use crate::{coordinator_with, process::Dwell};

fn tls(dwell: &Dwell, certificate: &str, key: &str) -> [String; 4] {
    let [certificate, key] = [certificate, key].map(|name| file(dwell, name));
    [
        "--tls-cert".to_owned(),
        certificate,
        "--tls-key".to_owned(),
        key,
    ]
}

fn refused(dwell: &Dwell, code: i32, options: &[&str]) -> String {
    let start = ["coordinator", "start"];
    dwell.fail(code, &[&start[..], options].concat()).stderr
}

#[test]
fn beyond_loopback_it_takes_tls_and_somebody_to_let_in() {
    let dwell = Dwell::new();
    make_certificates(&dwell);
    let anywhere = ["--listen", "0.0.0.0:0"];
    let said = refused(&dwell, 9, &anywhere);
    assert!(
        said.contains("--tls-cert") && said.contains("--insecure"),
        "{said}"
    );

    let tls = tls(&dwell, "server.pem", "server-key.pem");
    let behind_tls = [&anywhere[..], &super::words(&tls)].concat();
    let said = refused(&dwell, 9, &behind_tls);
    assert!(
        said.contains("`dwell token create --scope submit`"),
        "{said}"
    );

    let authority = file(&dwell, "ca.pem");
    let (mutual, _) = coordinator_with(
        &dwell,
        &[&behind_tls[..], &["--client-ca", &authority]].concat(),
    );
    assert_eq!(mutual.terminate(), Some(0));

    let read = token(&dwell, "read", &[]);
    let (_coordinator, address) = coordinator_with(&dwell, &behind_tls);
    let port = address.rsplit_once(':').expect("it has a port").1;
    let here = format!("https://127.0.0.1:{port}");
    let list = ["sweep", "list", "--coordinator", &here, "--ca", &authority];
    let said = dwell.fail(9, &list).stderr;
    assert!(said.contains("no token came with it"), "{said}");
    dwell.succeed(&[&list[..], &["--token-file", &read]].concat());

    // Loopback too, and in no certificate.
    let other = here.replace("127.0.0.1", "127.0.0.2");
    let other = ["sweep", "list", "--coordinator", &other, "--ca", &authority];
    let said = dwell.fail(6, &other).stderr;
    assert!(
        said.contains("is for other names than this address"),
        "{said}"
    );
}

#[test]
fn a_file_that_is_not_what_it_should_be_is_named() {
    let dwell = Dwell::new();
    make_certificates(&dwell);
    fs::write(file(&dwell, "empty.pem"), "").unwrap();
    let torn = fs::read_to_string(file(&dwell, "server.pem")).unwrap();
    let torn = torn.replace("\nMII", "\nAAA");
    fs::write(file(&dwell, "torn.pem"), torn).unwrap();
    for (certificate, key, expected) in [
        (
            "no.pem",
            "server-key.pem",
            "cannot read FOLDER/no.pem: No such file",
        ),
        (
            "empty.pem",
            "server-key.pem",
            "FOLDER/empty.pem holds no certificate",
        ),
        (
            "torn.pem",
            "server-key.pem",
            "FOLDER/torn.pem cannot be used: ",
        ),
        (
            "server.pem",
            "no.pem",
            "cannot read FOLDER/no.pem: No such file",
        ),
        (
            "server.pem",
            "server.pem",
            "FOLDER/server.pem holds no private key",
        ),
        (
            "server.pem",
            "client-key.pem",
            "the key in FOLDER/client-key.pem is not that of the certificate in FOLDER/server.pem",
        ),
    ] {
        let options = tls(&dwell, certificate, key);
        let said = refused(&dwell, 2, &super::words(&options));
        let expected = expected.replace("FOLDER/", &file(&dwell, ""));
        assert!(said.contains(&expected), "{expected}: {said}");
    }
    let options = tls(&dwell, "server.pem", "server-key.pem");
    let empty = file(&dwell, "empty.pem");
    let options = [&super::words(&options)[..], &["--client-ca", &empty]].concat();
    let said = refused(&dwell, 2, &options);
    assert!(said.contains("empty.pem holds no certificate"), "{said}");
    assert!(!dwell.data().exists(), "nothing was begun");
}

#[test]
fn settings_of_access_may_come_from_the_environment() {
    let dwell = Dwell::new();
    make_certificates(&dwell);
    let missing = file(&dwell, "no.pem");
    let start = [
        "coordinator",
        "start",
        "--listen",
        "127.0.0.1:0",
        "--tls-key",
        &missing,
    ];
    let said = dwell.run_with(&start, "DWELL_TLS_CERT", &missing);
    assert!(said.contains(&format!("cannot read {missing}")), "{said}");
}

#[test]
fn private_keys_are_their_owners_and_nothing_is_replaced_by_accident() {
    let dwell = Dwell::new();
    make_certificates(&dwell);
    let mode = |name| {
        let found = fs::metadata(file(&dwell, name)).unwrap();
        found.permissions().mode() & 0o777
    };
    for key in ["server-key.pem", "client-key.pem"] {
        assert_eq!(mode(key), 0o600, "{key}");
    }
    let server = || fs::read(file(&dwell, "server.pem")).unwrap();
    let before = server();
    let folder = file(&dwell, "");
    let again = ["cert", "dev", "--out", &folder];
    let said = dwell.fail(8, &again).stderr;
    assert!(said.contains("is there already"), "{said}");
    assert_eq!(server(), before);
    dwell.succeed(&[&again[..], &["--force"]].concat());
    assert_ne!(server(), before);
    assert_eq!(mode("server-key.pem"), 0o600);
}

#[test]
fn the_first_token_makes_the_tables_and_one_that_is_revoked_counts_at_no_coordinator() {
    let database = PostgresDatabase::new();
    let dwell = Dwell::new();
    let place = ["--database", &database.url()].map(str::to_owned);
    let place = super::words(&place);
    let read = token(&dwell, "read", &place);
    let other = Dwell::new();
    let options = [&place[..], &["--listen", "127.0.0.1:0", "--require-tokens"]].concat();
    let (_here, here) = coordinator_with(&dwell, &options);
    let (_there, there) = coordinator_with(&other, &options);
    let list = |address| {
        let words = [
            "sweep",
            "list",
            "--token-file",
            &read,
            "--coordinator",
            address,
        ];
        dwell.run(&words)
    };
    for address in [&here, &there] {
        assert_eq!(list(address).find("error"), None);
    }
    let listed = dwell.succeed(&[&["token", "list", "-o", "json"][..], &place].concat());
    let listed: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    let id = listed["tokens"][0]["token_id"].as_str().unwrap();
    dwell.succeed(&[&["token", "revoke", id][..], &place].concat());
    for address in [&here, &there] {
        until("the token is refused", || {
            list(address).contains("is revoked").then_some(())
        });
    }
}

#[test]
fn a_restored_folder_says_that_tokens_are_valid_again() {
    let dwell = Dwell::new();
    token(&dwell, "read", &[]);
    let [backup, restored] = ["backup", "restored"].map(|name| file(&dwell, name));
    dwell.succeed(&["coordinator", "backup", &backup]);
    let said = dwell.succeed(&["coordinator", "restore", &backup, "--data", &restored]);
    assert!(
        said.stderr.contains("1 token valid as when"),
        "{}",
        said.stderr
    );
    let listed = dwell.succeed(&["token", "list", "--data", &restored, "-o", "csv"]);
    assert!(listed.stdout.contains(",read,,valid,"), "{}", listed.stdout);
}

#[test]
fn no_log_has_a_token_in_it() {
    let dwell = Dwell::new();
    let path = token(&dwell, "read", &[]);
    let options = [
        "--listen",
        "127.0.0.1:0",
        "--require-tokens",
        "--log",
        "trace",
    ];
    let (coordinator, address) = coordinator_with(&dwell, &options);
    let id = i32::try_from(coordinator.id()).expect("process ids are small");
    let logs = thread::spawn(move || coordinator.everything_it_says());
    let words = [
        "coordinator",
        "status",
        "--token-file",
        &path,
        "--log",
        "trace",
    ];
    let of_client = dwell.run(&[&words[..], &["--coordinator", &address]].concat());
    kill(Pid::from_raw(id), Signal::SIGTERM).expect("a child can be signalled");
    let of_server = logs.join().expect("it speaks UTF-8");
    let token = fs::read_to_string(path).unwrap();
    let digits = token.trim().trim_start_matches("dwell_");
    for (whose, log) in [
        ("the client's", of_client),
        ("the coordinator's", of_server),
    ] {
        assert!(log.contains("TRACE"), "{whose} log is a long one");
        assert!(!log.contains(digits), "{whose} log has it");
    }
}

#[test]
fn tokens_are_made_beside_a_running_coordinator_and_kept_as_hashes() {
    let dwell = Dwell::new();
    let first = fs::read_to_string(token(&dwell, "read", &[])).unwrap();
    let (_coordinator, _) = coordinator_with(&dwell, &["--listen", "127.0.0.1:0"]);
    let second = fs::read_to_string(token(&dwell, "worker", &["--name", "rack 1"])).unwrap();
    assert_ne!(first, second);
    let listed = dwell.succeed(&["token", "list", "-o", "csv"]).stdout;
    assert_eq!(listed.lines().count(), 1 + 2, "{listed}");
    assert!(listed.contains(",worker,rack 1,valid,"), "{listed}");
    for entry in fs::read_dir(dwell.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            let kept =
                [&first, &second].map(|token| text.contains(&token.trim()["dwell_".len()..]));
            assert_eq!(kept, [false, false], "{}", path.display());
        }
    }
    let said = dwell.fail(7, &["token", "revoke", "ffff"]).stderr;
    assert!(said.contains("hint: `dwell token list`"), "{said}");
    dwell.succeed(&["coordinator", "check"]);
}
