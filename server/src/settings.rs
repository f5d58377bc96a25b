//! What an administrator sets for the company, and how everyone gets it.

use shared::doc::company::{Settings, Tiles};
use shared::id::CompanyId;
use shared::period::Instant;
use shared::policy::Subject;

use crate::access::AccessError;
use crate::docs::{Docs, DocsError};
use crate::ledger;
use crate::store::audit::{self, Deed};
use crate::store::{Connection, StoreError, Transaction, company};

/// As they stand.
pub fn page(conn: &Connection, id: &CompanyId) -> Result<Settings, StoreError> {
    Ok(Settings::of(&company::settings(conn, id)?))
}

/// Sets all of them and publishes them. What did not change is no deed.
pub fn change(
    tx: &Transaction,
    docs: &Docs,
    id: &CompanyId,
    who: &Subject,
    asked: Settings,
    at: Instant,
) -> Result<Settings, AccessError> {
    if let Err(wrong) = asked.check() {
        return Err(AccessError::Setting(wrong));
    }
    let stands = company::settings(tx, id)?;
    let was = Settings::of(&stands);
    if was == asked {
        return Ok(asked);
    }
    company::set_settings(tx, &asked.clone().set(stands))?;
    // They are an input of every period that is still open.
    company::next_seq(tx, id)?;
    ledger::publish_company(tx, docs, id, at)?;
    if was.contact_gap != asked.contact_gap {
        ledger::refresh(tx, docs, id, at, None)?;
    }
    let detail = changed(&was, &asked);
    audit::append(tx, id, &Deed { at, who: who.employee.as_str(), what: "change settings", detail: &detail })?;
    Ok(asked)
}

/// Each setting that changed, as it is now.
fn changed(was: &Settings, is: &Settings) -> String {
    let (Ok(was), Ok(is)) = (serde_json::to_value(was), serde_json::to_value(is)) else { return String::new() };
    let differ = is.as_object().into_iter().flatten().filter(|(name, value)| was.get(name.as_str()) != Some(*value));
    differ.map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join("; ")
}

/// At a start: the maps the server was started with are the company's where it has none of its own, and phones get what
/// an earlier version did not publish.
pub fn begin(
    tx: &Transaction,
    docs: &Docs,
    id: &CompanyId,
    tiles: Option<Tiles>,
    at: Instant,
) -> Result<(), DocsError> {
    let mut settings = company::settings(tx, id)?;
    if settings.tiles.is_none() && tiles.is_some() {
        settings.tiles = tiles;
        company::set_settings(tx, &settings)?;
    }
    ledger::publish_company(tx, docs, id, at).map(|_| ())
}
