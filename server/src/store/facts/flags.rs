//! What other visits of a person say about one (VIS-3). It is computed when visits are read: a visit that arrives late
//! changes what its neighbours say.

use std::collections::BTreeMap;

use shared::id::{CompanyId, EmployeeId};
use shared::period::BusinessDay;
use shared::place::Sighting;
use shared::rest::TeamVisit;

use crate::store::StoreError;
use crate::store::db::Connection;

/// Adds them to the visits of a day, which come in the order in which they happened.
pub(super) fn add(
    conn: &Connection,
    company: &CompanyId,
    day: BusinessDay,
    visits: &mut [TeamVisit],
) -> Result<(), StoreError> {
    let mut last: BTreeMap<EmployeeId, Option<Sighting>> = BTreeMap::new();
    for visit in visits {
        if !last.contains_key(&visit.employee) {
            last.insert(visit.employee.clone(), before(conn, company, &visit.employee, day)?);
        }
        let sighting = visit.sighting();
        let coordinates = sighting.coordinates();
        let repeated = match &coordinates {
            Some(coordinates) => repeats(conn, company, &visit.employee, coordinates, day)?,
            None => false,
        };
        let before = last.get(&visit.employee).and_then(Option::as_ref);
        visit.flags.extend(sighting.flags(before, repeated));
        if coordinates.is_some() {
            last.insert(visit.employee.clone(), Some(sighting));
        }
    }
    Ok(())
}

/// The last visit of an earlier day that has a fix of its own.
fn before(
    conn: &Connection,
    company: &CompanyId,
    employee: &EmployeeId,
    day: BusinessDay,
) -> Result<Option<Sighting>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT body FROM evidence WHERE company_id = ?1 AND employee = ?2 AND place IS NOT NULL AND day = (
           SELECT MAX(day) FROM evidence WHERE company_id = ?1 AND employee = ?2 AND place IS NOT NULL AND day < ?3)",
    )?;
    let bodies =
        found.query_map((company.as_str(), employee.as_str(), day.to_string()), |row| row.get::<_, String>(0))?;
    let mut visits = Vec::new();
    for body in bodies.collect::<Result<Vec<_>, _>>()? {
        let visit: TeamVisit =
            serde_json::from_str(&body).map_err(|why| StoreError::damaged("a visit's evidence", why))?;
        visits.push(visit);
    }
    Ok(visits.into_iter().max_by_key(|visit| (visit.when(), visit.id)).map(|visit| visit.sighting()))
}

/// Whether the person checked in with the same coordinates, to the last digit, on another day.
fn repeats(
    conn: &Connection,
    company: &CompanyId,
    employee: &EmployeeId,
    coordinates: &str,
    day: BusinessDay,
) -> Result<bool, StoreError> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM evidence WHERE company_id = ?1 AND employee = ?2 AND place = ?3 AND day <> ?4)",
    )?
    .query_row((company.as_str(), employee.as_str(), coordinates, day.to_string()), |row| row.get(0))
}
