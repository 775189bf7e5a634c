//! What it means that a connection cannot be made, as far as the two ends may not fit together.
//!
//! The layers below tell it in words alone, each error wrapped in the next. So the words are looked
//! for; whatever is not known stays an address that nobody answers at.

use std::{error::Error, fmt};

/// Why two ends do not fit together: nothing that waiting would mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The other end's certificate is by nobody that is trusted here.
    UnknownAuthority,
    /// It is for other names than the address that was asked for.
    OtherName,
    /// Its time is over, or has not come.
    Expired,
    /// It is not what is taken, for another reason.
    BadCertificate,
    /// The other end does not take the certificate of this one, or misses one.
    ClientCertificate,
    /// The other end broke the connection off at once, and its reason got lost on the way.
    BrokenOff {
        /// Whether TLS was spoken.
        tls: bool,
    },
    /// The other end speaks TLS, and this one did not.
    SpeaksTls,
    /// This end speaks TLS, and the other one does not.
    SpeaksPlain,
}

/// In the order in which they are looked for, since some contain others.
const WORDS: [(&str, Misfit); 15] = [
    ("UnknownIssuer", Misfit::UnknownAuthority),
    // An authority of the same name, with another key.
    (
        "invalid peer certificate: BadSignature",
        Misfit::UnknownAuthority,
    ),
    ("NotValidForName", Misfit::OtherName),
    ("not valid for name", Misfit::OtherName),
    ("certificate not valid for", Misfit::OtherName),
    ("certificate expired", Misfit::Expired),
    ("not valid yet", Misfit::Expired),
    ("invalid peer certificate", Misfit::BadCertificate),
    ("alert: CertificateRequired", Misfit::ClientCertificate),
    ("alert: UnknownCA", Misfit::ClientCertificate),
    ("alert: BadCertificate", Misfit::ClientCertificate),
    ("alert: DecryptError", Misfit::ClientCertificate),
    ("alert: CertificateExpired", Misfit::ClientCertificate),
    ("InvalidContentType", Misfit::SpeaksPlain),
    ("frame with invalid size", Misfit::SpeaksTls),
];

impl Misfit {
    /// Why a call failed, if it is for a misfit: such a status is made here, and not sent.
    pub fn in_status(status: &tonic::Status) -> Option<Self> {
        status.source().and_then(Self::in_chain)
    }

    /// Why a connection failed, if it is for a misfit.
    pub fn in_chain(error: &(dyn Error + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            let said = error.to_string();
            let known = WORDS.iter().find(|(words, _)| said.contains(words));
            if let Some((_, misfit)) = known {
                return Some(*misfit);
            }
            next = error.source();
        }
        None
    }
}

/// What is wrong with the coordinator that was asked.
impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownAuthority => "its certificate is by no authority that is trusted here",
            Self::OtherName => "its certificate is for other names than this address",
            Self::Expired => "its certificate is not valid at this time",
            Self::BadCertificate => "its certificate cannot be relied on",
            Self::ClientCertificate => "it wants a client certificate of its own authority",
            Self::BrokenOff { tls: true } => {
                "it ends the connection at once, as one does that wants a client certificate"
            }
            Self::BrokenOff { tls: false } => {
                "it ends the connection at once, as one does that does not speak without TLS"
            }
            Self::SpeaksTls => "it does not speak without TLS",
            Self::SpeaksPlain => "it does not speak TLS",
        })
    }
}

impl Misfit {
    /// What to do about it.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::UnknownAuthority => "`--ca FILE` names the certificate of the authority to trust",
            Self::OtherName => {
                "`--coordinator https://NAME:PORT` with a name that is in its certificate"
            }
            Self::Expired => "give the coordinator a new certificate, or set this machine's clock",
            Self::BadCertificate => {
                "give the coordinator a certificate for servers, with its names"
            }
            Self::ClientCertificate | Self::BrokenOff { tls: true } => {
                "`--client-cert FILE --client-key FILE` name one; it must be by the authority of the coordinator's `--client-ca`"
            }
            Self::SpeaksTls | Self::BrokenOff { tls: false } => {
                "`--coordinator https://HOST:PORT`, with `--ca FILE` if its authority is your own"
            }
            Self::SpeaksPlain => {
                "`--coordinator http://HOST:PORT`; with `--tls-cert` and `--tls-key` the coordinator speaks TLS"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("transport error")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn a_misfit_is_found_below_other_errors() {
        let inner = "invalid peer certificate: UnknownIssuer";
        let error = Outer(std::io::Error::other(inner));
        assert_eq!(Misfit::in_chain(&error), Some(Misfit::UnknownAuthority));
    }

    #[test]
    fn an_address_that_nobody_answers_at_is_no_misfit() {
        let error = Outer(std::io::ErrorKind::ConnectionRefused.into());
        assert_eq!(Misfit::in_chain(&error), None);
    }
}
