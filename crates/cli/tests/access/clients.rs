//! What clients of the command line may do, and what the others are told.

use std::{fs, thread::sleep, time::Duration};

use dwell_testkit::until;

use super::{Cluster, file, make_certificates, words};
use crate::{SPEC, coordinator, process::Dwell};

/// What is said of a call that ends with this code.
fn refused(cluster: &Cluster, code: i32, said: &[&str], token: &str) -> String {
    let said = cluster.with_token(said, token);
    cluster.dwell.fail(code, &words(&said)).stderr
}

#[test]
fn each_scope_lets_do_what_it_says() {
    let cluster = Cluster::start();
    let [submit, read, worker] =
        ["submit", "read", "worker"].map(|scope| cluster.token(scope, &[]));
    let hand_in = cluster.with_token(&["submit", SPEC], &submit);
    cluster.dwell.succeed(&words(&hand_in));
    for token in [&submit, &read] {
        for command in [
            &["sweep", "list"][..],
            &["trial", "list", "last"],
            &["query", "SELECT count(*) FROM v_trials"],
            &["coordinator", "status"],
        ] {
            let said = cluster.with_token(command, token);
            cluster.dwell.succeed(&words(&said));
        }
    }
    let cancel = ["sweep", "cancel", "last", "--yes"];
    for (token, command, needed) in [
        (&read, &["submit", SPEC][..], "submit"),
        (&read, &cancel, "submit"),
        (&worker, &["sweep", "list"], "read"),
        (&worker, &["submit", SPEC], "submit"),
    ] {
        let said = refused(&cluster, 9, command, token);
        let expected = format!("needs a token of scope `{needed}`");
        let helps = format!("`dwell token create --scope {needed}`");
        assert!(said.contains(&expected) && said.contains(&helps), "{said}");
    }
    let cancel = cluster.with_token(&cancel, &submit);
    cluster.dwell.succeed(&words(&cancel));
}

#[test]
fn a_call_without_a_token_that_counts_is_told_why() {
    let cluster = Cluster::start();
    let list = ["sweep", "list"];
    let trusted = cluster.trusted();
    let without = [&list[..], &words(&trusted)].concat();
    let said = cluster.dwell.fail(9, &without).stderr;
    assert!(said.contains("no token came with it"), "{said}");
    assert!(said.contains("hint: `--token-file FILE`"), "{said}");

    let unknown = file(&cluster.dwell, "unknown.token");
    fs::write(&unknown, format!("dwell_{}\n", "0".repeat(64))).unwrap();
    let said = refused(&cluster, 9, &list, &unknown);
    assert!(said.contains("its token is not known here"), "{said}");

    let none = file(&cluster.dwell, "none.token");
    fs::write(&none, "secret").unwrap();
    let said = refused(&cluster, 2, &list, &none);
    assert!(said.contains("holds no token"), "{said}");
    assert!(!said.contains("secret"), "{said}");

    let short = cluster.token("read", &["--expires-in", "1s"]);
    sleep(Duration::from_secs(1));
    let said = refused(&cluster, 9, &list, &short);
    assert!(said.contains("is expired"), "{said}");
}

#[test]
fn a_token_counts_as_soon_as_it_is_made_and_no_longer_than_it_is_not_revoked() {
    let cluster = Cluster::start();
    let token = cluster.token("read", &[]);
    let list = cluster.with_token(&["sweep", "list"], &token);
    cluster.dwell.succeed(&words(&list));
    cluster
        .dwell
        .succeed(&["token", "revoke", &cluster.newest()]);
    until("the token is refused", || {
        let said = cluster.dwell.run(&words(&list));
        said.contains("is revoked").then_some(())
    });
}

#[test]
fn a_watch_ends_with_its_token() {
    let cluster = Cluster::start();
    let token = cluster.token("submit", &[]);
    let hand_in = cluster.with_token(&["submit", SPEC], &token);
    cluster.dwell.succeed(&words(&hand_in));
    let watch = cluster.with_token(&["sweep", "watch", "last"], &token);
    let mut watch = cluster.dwell.start(&words(&watch));
    watch.until_it_says("0/8 trials");
    cluster
        .dwell
        .succeed(&["token", "revoke", &cluster.newest()]);
    watch.until_it_says("is revoked");
    assert_eq!(watch.wait(), Some(9));
}

#[test]
fn a_token_may_come_from_the_environment() {
    let cluster = Cluster::start();
    let path = cluster.token("read", &[]);
    let token = fs::read_to_string(path).unwrap();
    let trusted = cluster.trusted();
    let list = [&["sweep", "list"][..], &words(&trusted)].concat();
    let with = |token: &str| cluster.dwell.run_with(&list, "DWELL_TOKEN", token);
    assert_eq!(with(token.trim()).find("error"), None);
    assert!(with("").contains("no token came with it"));
}

#[test]
fn commands_beside_the_data_folder_find_its_coordinator_behind_tls() {
    let cluster = Cluster::start();
    let token = cluster.token("read", &[]);
    let said = cluster.with_token(&["coordinator", "status", "-o", "json"], &token);
    let named = said
        .iter()
        .position(|word| word == "--coordinator")
        .unwrap();
    let unnamed = [&said[..named], &said[named + 2..]].concat();
    let status = cluster.dwell.succeed(&words(&unnamed)).stdout;
    assert!(status.contains(&cluster.address), "{status}");
}

#[test]
fn ends_that_do_not_fit_together_are_told_what_is_wrong() {
    let cluster = Cluster::start();
    let token = cluster.token("read", &[]);
    let said = cluster.with_token(&["sweep", "list"], &token);
    let without = |flags: &[&str]| {
        let mut left = Vec::new();
        let mut rest = said.iter();
        while let Some(word) = rest.next() {
            if flags.contains(&word.as_str()) {
                rest.next();
            } else {
                left.push(word.as_str());
            }
        }
        left
    };
    let told = |code: i32, said: &[&str], expected: &str| {
        let said = cluster.dwell.fail(code, said).stderr;
        assert!(said.contains(expected), "{expected}: {said}");
        assert!(said.contains("hint: "), "{said}");
    };

    let unknown = "by no authority that is trusted here";
    told(6, &without(&["--ca"]), unknown);
    let other = Dwell::new();
    make_certificates(&other);
    let other = file(&other, "ca.pem");
    told(
        6,
        &[&without(&["--ca"])[..], &["--ca", &other]].concat(),
        unknown,
    );

    let flags = ["--client-cert", "--client-key"];
    told(6, &without(&flags), "client certificate");

    let plain = cluster.address.replace("https://", "http://");
    let plain = [&without(&["--coordinator"])[..], &["--coordinator", &plain]].concat();
    told(6, &plain, "does not speak without TLS");

    let elsewhere = Dwell::new();
    let (_coordinator, address) = coordinator(&elsewhere);
    let tls = format!("https://{address}");
    let tls = [&without(&["--coordinator"])[..], &["--coordinator", &tls]].concat();
    told(6, &tls, "does not speak TLS");
}

#[test]
fn a_token_does_not_leave_the_machine_in_the_clear() {
    let dwell = Dwell::new();
    let token = super::token(&dwell, "read", &[]);
    let list = ["sweep", "list", "--token-file", &token];
    let elsewhere = ["--coordinator", "http://192.0.2.1:7117"];
    let said = dwell.fail(2, &[&list[..], &elsewhere].concat()).stderr;
    assert!(said.contains("for everybody to read"), "{said}");
    assert!(said.contains("https://192.0.2.1:7117"), "{said}");
}
