//! How the line to PostgreSQL is protected. What people's pay runs on does not cross a network in the open because nobody
//! said otherwise, and a certificate that is not verified protects from nobody who can answer in the server's place.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::StoreError;

const MODE: &str = "sslmode";
const ROOTS: &str = "sslrootcert";

/// The line to one server.
#[derive(Clone)]
pub(super) struct Line {
    config: Config,
    /// `None`: in the open.
    tls: Option<MakeRustlsConnect>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address holds a password.
        f.write_str("Line")
    }
}

impl Line {
    /// Reads an address of libpq's form. `sslmode=disable` leaves the line open; `require`, `verify-ca` and `verify-full` all
    /// verify certificate and name; without any of these a line that leaves the machine is protected. `sslrootcert` is a PEM
    /// file of those who may vouch for the server, in place of the system's.
    pub(super) fn to(address: &str) -> Result<Self, StoreError> {
        let asked = Asked::of(address);
        // The text holds a password.
        let wrong = |why: String| StoreError::Open { path: "--database".into(), why };
        let mut config: Config = asked.rest.parse().map_err(|why: postgres::Error| wrong(why.to_string()))?;
        let protected = match asked.mode.as_deref() {
            Some("disable") => false,
            Some("require" | "verify-ca" | "verify-full") => true,
            None | Some("allow" | "prefer") => leaves_the_machine(&config),
            Some(other) => return Err(wrong(format!("{MODE}={other} is not one of disable, require, verify-full"))),
        };
        if !protected && asked.roots.is_some() {
            return Err(wrong(format!("{ROOTS} is given, and {MODE} leaves the line open")));
        }
        config.ssl_mode(if protected { SslMode::Require } else { SslMode::Disable });
        if config.get_application_name().is_none() {
            config.application_name("fieldtally");
        }
        config.connect_timeout(std::time::Duration::from_secs(10));
        let tls = protected.then(|| client(asked.roots.as_deref()).map(MakeRustlsConnect::new)).transpose();
        Ok(Self { config, tls: tls.map_err(wrong)? })
    }

    pub(super) fn connect(&self) -> Result<Client, StoreError> {
        Ok(match &self.tls {
            Some(tls) => self.config.connect(tls.clone())?,
            None => self.config.connect(NoTls)?,
        })
    }
}

/// What of an address is about the line, taken out of it: the library would not know it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    rest: String,
    mode: Option<String>,
    roots: Option<PathBuf>,
}

impl Asked {
    fn of(address: &str) -> Self {
        let mut asked = Self::default();
        asked.rest = match address.split_once('?') {
            Some((before, query)) if address.contains("://") => {
                let kept = asked.sort(query.split('&'), "&");
                if kept.is_empty() { before.to_owned() } else { format!("{before}?{kept}") }
            }
            _ if address.contains("://") => address.to_owned(),
            _ => asked.sort(address.split_whitespace(), " "),
        };
        asked
    }

    /// Gives what is not about the line.
    fn sort<'a>(&mut self, settings: impl Iterator<Item = &'a str>, between: &str) -> String {
        let mut kept = Vec::new();
        for setting in settings {
            match setting.split_once('=') {
                Some((MODE, mode)) => self.mode = Some(mode.to_owned()),
                Some((ROOTS, file)) => self.roots = Some(file.into()),
                _ => kept.push(setting),
            }
        }
        kept.join(between)
    }
}

fn leaves_the_machine(config: &Config) -> bool {
    let far = |address: &IpAddr| !address.is_loopback();
    let named_far = |host: &Host| match host {
        Host::Tcp(name) => name != "localhost" && name.parse::<IpAddr>().map_or(true, |address| far(&address)),
        Host::Unix(_) => false,
    };
    if config.get_hostaddrs().is_empty() {
        config.get_hosts().iter().any(named_far)
    } else {
        config.get_hostaddrs().iter().any(far)
    }
}

fn client(roots: Option<&Path>) -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|why| why.to_string())?;
    Ok(config.with_root_certificates(vouching(roots)?).with_no_client_auth())
}

/// Those who may vouch for the server.
fn vouching(file: Option<&Path>) -> Result<RootCertStore, String> {
    let mut store = RootCertStore::empty();
    match file {
        Some(file) => {
            let said = |why: String| format!("{ROOTS}={}: {why}", file.display());
            let found = CertificateDer::pem_file_iter(file).map_err(|why| said(why.to_string()))?;
            for certificate in found {
                let certificate = certificate.map_err(|why| said(why.to_string()))?;
                store.add(certificate).map_err(|why| said(why.to_string()))?;
            }
            if store.is_empty() {
                return Err(said("no certificate is in it".into()));
            }
        }
        None => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if store.is_empty() {
                return Err(format!("this machine has no certificates to verify with: name a file by {ROOTS}"));
            }
        }
    }
    Ok(store)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_the_line_is_taken_out_of_an_address() {
        let asked = |address| {
            let Asked { rest, mode, roots } = Asked::of(address);
            (rest, mode.unwrap_or_default(), roots.unwrap_or_default().display().to_string())
        };
        let table = [
            ("postgres://u@h/d", "postgres://u@h/d", "", ""),
            ("postgres://u@h/d?sslmode=verify-full", "postgres://u@h/d", "verify-full", ""),
            (
                "postgres://u@h/d?a=1&sslrootcert=/etc/ca.pem&sslmode=require&b=2",
                "postgres://u@h/d?a=1&b=2",
                "require",
                "/etc/ca.pem",
            ),
            ("host=h sslmode=disable user=u", "host=h user=u", "disable", ""),
        ];
        for (address, rest, mode, roots) in table {
            assert_eq!(asked(address), (rest.to_owned(), mode.to_owned(), roots.to_owned()), "{address}");
        }
    }

    #[test]
    fn only_a_line_within_the_machine_may_be_open_unsaid() {
        let protected = |address: &str| Line::to(address).unwrap().tls.is_some();
        for open in
            ["postgres://u@localhost/d", "postgres://u@127.0.0.1/d", "postgres://u@[::1]/d", "host=/run/pg user=u"]
        {
            assert!(!protected(open), "{open}");
        }
        assert!(protected("postgres://u@db.example/d"));
        assert!(protected("postgres://u@10.0.0.7/d"));
        assert!(protected("postgres://u@localhost,db.example/d"), "one of two is far");
        assert!(protected("postgres://u@localhost/d?sslmode=require"));
        assert!(!protected("postgres://u@db.example/d?sslmode=disable"));
    }

    #[test]
    fn a_wrong_address_says_what_is_wrong_without_the_password() {
        let said = |address: &str| Line::to(address).unwrap_err().to_string();
        let table = [
            ("postgres://u:secret@h/d?sslmode=maybe", "sslmode=maybe is not one of"),
            ("postgres://u:secret@h/d?sslrootcert=/nowhere.pem", "sslrootcert=/nowhere.pem"),
            ("postgres://u:secret@localhost/d?sslrootcert=/nowhere.pem", "leaves the line open"),
        ];
        for (address, part) in table {
            assert!(said(address).contains(part), "{}", said(address));
            assert!(!said(address).contains("secret"));
        }
    }
}
