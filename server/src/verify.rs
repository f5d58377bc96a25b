//! Whether everything that is stored is what was stored: each piece by its checksum, each projection by making it anew.
//! Nothing is changed, and a server may run meanwhile.

mod closes;
mod log;
mod photos;
mod projections;

use std::fmt;

use shared::id::CompanyId;

use crate::blob::Files;
use crate::store::{Connection, StoreError, View, audit, check, company};

/// What one check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub name: &'static str,
    /// What was looked at, in words.
    pub seen: String,
    pub wrong: Vec<String>,
}

impl Checked {
    fn new(name: &'static str, seen: impl Into<String>, wrong: Vec<String>) -> Self {
        Self { name, seen: seen.into(), wrong }
    }

    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.wrong.is_empty()
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<6} {:<12} {}", if self.is_sound() { "ok" } else { "WRONG" }, self.name, self.seen)?;
        self.wrong.iter().try_for_each(|wrong| write!(f, "\n       {wrong}"))
    }
}

/// Checks a database and its photos.
pub async fn all(view: &View, files: &Files) -> anyhow::Result<Vec<Checked>> {
    let (from, scratch) = (view.clone(), tempfile::Builder::new().prefix("fieldtally-verify").tempdir()?);
    let copy = scratch.path().to_owned();
    let (mut checks, companies) = tokio::task::spawn_blocking(move || {
        from.read(|conn| -> anyhow::Result<_> {
            let mut checks = Vec::new();
            let faults = check::engine(conn)?;
            checks.push(Checked::new("database", conn.engine_name(), faults));
            let companies = company::all(conn)?;
            for id in &companies {
                checks.extend(of_company(conn, id)?);
            }
            // Of the same moment.
            projections::copy(conn, &copy)?;
            Ok((checks, companies))
        })
    })
    .await??;
    checks.push(projections::made_anew(scratch.path()).await?);
    for id in companies {
        checks.push(photos::all(view, files, &id).await?);
    }
    Ok(checks)
}

fn of_company(conn: &Connection, id: &CompanyId) -> Result<Vec<Checked>, StoreError> {
    let mut checks = log::all(conn, id)?;
    let (rows, wrong) = check::unreadable(conn, id)?;
    checks.push(Checked::new("imported", format!("{rows} rows read as what they should be"), wrong));
    let broken = audit::broken(conn, id)?;
    let wrong = broken.map(|number| format!("row {number} does not fit the row before it")).into_iter().collect();
    checks.push(Checked::new("audit", format!("{} deeds in one chain", audit::count(conn, id)?), wrong));
    checks.push(closes::all(conn, id)?);
    Ok(checks)
}
