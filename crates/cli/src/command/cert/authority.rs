//! An authority that signs what it is asked to and is then forgotten: its key is never written.

use jiff::{ToSpan as _, civil::Date};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, Error, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};

/// How long what it signs is valid.
const DAYS: i64 = 365;

/// A certificate with its private key, both as PEM.
pub(super) struct Signed {
    /// The certificate.
    pub(super) certificate: String,
    /// Its key.
    pub(super) key: String,
}

/// The authority.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate, as PEM: what others are to trust.
    pub(super) certificate: String,
    today: Date,
}

impl Authority {
    /// A new one.
    pub(super) fn new(today: Date) -> Result<Self, Error> {
        let mut params = params(Vec::new(), "dwell test authority", today)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?.pem();
        Ok(Self {
            issuer: Issuer::new(params, key),
            certificate,
            today,
        })
    }

    /// A certificate for a server of these names and addresses.
    pub(super) fn server(&self, names: &[String]) -> Result<Signed, Error> {
        let purpose = ExtendedKeyUsagePurpose::ServerAuth;
        self.sign(names, "dwell coordinator", purpose)
    }

    /// A certificate for a client.
    pub(super) fn client(&self) -> Result<Signed, Error> {
        let purpose = ExtendedKeyUsagePurpose::ClientAuth;
        self.sign(&[], "dwell client", purpose)
    }

    fn sign(
        &self,
        names: &[String],
        title: &str,
        purpose: ExtendedKeyUsagePurpose,
    ) -> Result<Signed, Error> {
        let mut params = params(names.to_vec(), title, self.today)?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![purpose];
        let key = KeyPair::generate()?;
        Ok(Signed {
            certificate: params.signed_by(&key, &self.issuer)?.pem(),
            key: key.serialize_pem(),
        })
    }
}

/// Valid from yesterday on, since clocks and time zones differ.
fn params(names: Vec<String>, title: &str, today: Date) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, title);
    let at = |days: i64| {
        let date = today.saturating_add(days.days());
        date_time_ymd(date.year().into(), date.month() as u8, date.day() as u8)
    };
    params.not_before = at(-1);
    params.not_after = at(DAYS);
    Ok(params)
}
