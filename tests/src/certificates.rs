//! Certificates for servers of a test's own.

use std::path::{Path, PathBuf};

use anyhow::Result;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
};

/// One who vouches, and the certificate of a server by its names.
#[derive(Debug)]
pub struct Vouched {
    /// PEM of who vouches.
    pub roots: String,
    /// PEM of the server's certificate.
    pub certificate: String,
    /// PEM of the server's key.
    pub key: String,
}

impl Vouched {
    pub fn server(names: &[&str]) -> Result<Self> {
        let mut root = CertificateParams::new(Vec::new())?;
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate()?)?;
        let mut server = CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        let certificate = server.signed_by(&key, &root)?;
        Ok(Self { roots: root.pem(), certificate: certificate.pem(), key: key.serialize_pem() })
    }

    /// Writes who vouches to a file.
    pub fn roots_in(&self, folder: &Path) -> Result<PathBuf> {
        let file = folder.join("roots.pem");
        std::fs::write(&file, &self.roots)?;
        Ok(file)
    }
}
