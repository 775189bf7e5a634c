//! Who is let in: TLS, client certificates and tokens, between real processes.

mod clients;
mod servers;
mod workers;

use std::fs;

use crate::{
    coordinator_with,
    process::{Dwell, Running},
};

/// A cluster that asks for everything: TLS, a certificate of each client, and a token for each call.
pub(crate) struct Cluster {
    dwell: Dwell,
    /// `https://127.0.0.1:PORT`.
    address: String,
    _coordinator: Running,
}

impl Cluster {
    /// On loopback, as if it were not.
    fn start() -> Self {
        let dwell = Dwell::new();
        make_certificates(&dwell);
        let [certificate, key, authority] =
            ["server.pem", "server-key.pem", "ca.pem"].map(|name| file(&dwell, name));
        let (coordinator, address) = coordinator_with(
            &dwell,
            &[
                "--listen",
                "127.0.0.1:0",
                "--require-tokens",
                "--tls-cert",
                &certificate,
                "--tls-key",
                &key,
                "--client-ca",
                &authority,
            ],
        );
        Self {
            dwell,
            address,
            _coordinator: coordinator,
        }
    }

    /// Flags that make a client a trusted one.
    fn trusted(&self) -> Vec<String> {
        let flags = [
            ("--ca", "ca.pem"),
            ("--client-cert", "client.pem"),
            ("--client-key", "client-key.pem"),
        ];
        let named = flags.map(|(flag, name)| [flag.to_owned(), file(&self.dwell, name)]);
        let address = ["--coordinator".to_owned(), self.address.clone()];
        named.into_iter().chain([address]).flatten().collect()
    }

    /// These words, said by a trusted client with a token.
    fn with_token(&self, words: &[&str], token: &str) -> Vec<String> {
        let mut all: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        all.extend(self.trusted());
        all.extend(["--token-file".to_owned(), token.to_owned()]);
        all
    }

    /// Makes a token, and puts it into a file.
    fn token(&self, scope: &str, more: &[&str]) -> String {
        token(&self.dwell, scope, more)
    }

    /// The id of the newest token.
    fn newest(&self) -> String {
        let listed = self.dwell.succeed(&["token", "list", "-o", "json"]).stdout;
        let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
        listed["tokens"][0]["token_id"]
            .as_str()
            .expect("there is a token")
            .to_owned()
    }
}

fn make_certificates(dwell: &Dwell) {
    let folder = file(dwell, "");
    dwell.succeed(&["cert", "dev", "--out", &folder]);
}

/// Makes a token in a data folder, and puts it into a file.
fn token(dwell: &Dwell, scope: &str, more: &[&str]) -> String {
    let words = ["token", "create", "--scope", scope];
    let made = dwell.succeed(&[&words[..], more].concat());
    assert!(!made.stderr.contains("dwell_"), "{}", made.stderr);
    let path = file(dwell, &format!("{scope}.token"));
    fs::write(&path, made.stdout).unwrap();
    path
}

/// A file of a test's own, beside the data folder.
fn file(dwell: &Dwell, name: &str) -> String {
    let path = dwell.data().with_file_name("files").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    path.into_os_string()
        .into_string()
        .expect("temporary folders have plain names")
}

fn words(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}
