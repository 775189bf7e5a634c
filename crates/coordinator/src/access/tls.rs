//! The files that TLS needs, read and looked through before anything is served, so that whatever is
//! wrong with one is said at once, with its name.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use rustls::{
    RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    sign::CertifiedKey,
};
use tonic::transport::{Certificate, Identity, ServerTlsConfig};

/// The longest that a handshake may take: who connects and says nothing is let go of.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The files of a coordinator.
#[derive(Clone, Debug)]
pub struct ServerTls {
    /// Its certificate, with those that lead to its authority's; PEM.
    pub certificate: PathBuf,
    /// The private key of its certificate; PEM.
    pub key: PathBuf,
    /// The certificate of the authority by which clients must have one; `None` asks them for none.
    pub client_authority: Option<PathBuf>,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// It cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It does not hold what it should.
    #[error("{} holds no {what} in PEM form", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
    },
    /// What it holds is not to be used.
    #[error("{} cannot be used: {reason}", .path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A key of another certificate.
    #[error("the key in {} is not that of the certificate in {}", .key.display(), .certificate.display())]
    OtherKey {
        /// The file of the key.
        key: PathBuf,
        /// The file of the certificate.
        certificate: PathBuf,
    },
}

impl ServerTls {
    /// Reads the files.
    pub(crate) fn read(&self) -> Result<ServerTlsConfig, TlsError> {
        let tls = ServerTlsConfig::new()
            .identity(identity(&self.certificate, &self.key)?)
            .timeout(HANDSHAKE);
        Ok(match &self.client_authority {
            Some(path) => tls.client_ca_root(authority(path)?),
            None => tls,
        })
    }
}

/// A certificate and its key, which belong together.
pub fn identity(certificate: &Path, key: &Path) -> Result<Identity, TlsError> {
    let (certificate_pem, key_pem) = (read(certificate)?, read(key)?);
    let chain = certificates(certificate, &certificate_pem)?;
    let missing = |_| TlsError::Missing {
        path: key.to_owned(),
        what: "private key",
    };
    let private = PrivateKeyDer::from_pem_slice(&key_pem).map_err(missing)?;
    match CertifiedKey::from_der(chain, private, &ring::default_provider()) {
        Ok(_) => Ok(Identity::from_pem(certificate_pem, key_pem)),
        Err(rustls::Error::InconsistentKeys(_)) => Err(TlsError::OtherKey {
            key: key.to_owned(),
            certificate: certificate.to_owned(),
        }),
        Err(error @ rustls::Error::InvalidCertificate(_)) => Err(unusable(certificate, &error)),
        Err(error) => Err(unusable(key, &error)),
    }
}

/// The certificate of an authority.
pub fn authority(path: &Path) -> Result<Certificate, TlsError> {
    let pem = read(path)?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates(path, &pem)? {
        roots
            .add(certificate)
            .map_err(|error| unusable(path, &error))?;
    }
    Ok(Certificate::from_pem(pem))
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::Read {
        path: path.to_owned(),
        source,
    })
}

/// The certificates of a file: at least one.
fn certificates(path: &Path, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(TlsError::Missing {
            path: path.to_owned(),
            what: "certificate",
        }),
    }
}

fn unusable(path: &Path, error: &rustls::Error) -> TlsError {
    TlsError::Unusable {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}
