//! What people did over a stretch of days: contacts, plans, and where visits began.

use std::collections::BTreeMap;

use shared::fact::Fact;
use shared::id::CompanyId;
use shared::period::BusinessDay;
use shared::place::Place;
use shared::rest::TeamVisit;

use super::StoreError;
use super::db::{Connection, Flow};

/// Visits, contacts and day plans dated within these days, as they stand, by (day, id).
pub fn recorded(
    conn: &Connection,
    company: &CompanyId,
    (first, last): (BusinessDay, BusinessDay),
) -> Result<Vec<Fact>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT fact, body FROM fact WHERE company_id = ?1 AND kind IN ('visit', 'contact', 'plan')
           AND day >= ?2 AND day <= ?3 AND superseded_seq IS NULL ORDER BY day, fact",
    )?;
    let mut facts = Vec::new();
    found.each((company.as_str(), first.to_string(), last.to_string()), |row| {
        let (id, body): (String, String) = (row.get(0)?, row.get(1)?);
        facts.push(serde_json::from_str(&body).map_err(|why| StoreError::damaged(format!("fact {id}"), why))?);
        Ok(Flow::On)
    })?;
    Ok(facts)
}

/// Where the visits of these days began, by record; those without a position are left out.
pub fn places(
    conn: &Connection,
    company: &CompanyId,
    (first, last): (BusinessDay, BusinessDay),
) -> Result<BTreeMap<String, Place>, StoreError> {
    let found =
        conn.prepare_cached("SELECT record, body FROM evidence WHERE company_id = ?1 AND day >= ?2 AND day <= ?3")?;
    let mut places = BTreeMap::new();
    found.each((company.as_str(), first.to_string(), last.to_string()), |row| {
        let (record, body): (String, String) = (row.get(0)?, row.get(1)?);
        let visit: TeamVisit =
            serde_json::from_str(&body).map_err(|why| StoreError::damaged(format!("visit {record}"), why))?;
        if let Some(fix) = visit.fix {
            places.insert(record, fix.place);
        }
        Ok(Flow::On)
    })?;
    Ok(places)
}
