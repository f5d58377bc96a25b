//! What the projector makes of documents: facts in versions, visits with their evidence, who names which photo. All of
//! it can be dropped and made again from the log.

mod flags;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::db::{Connection, Flow, Transaction};
use shared::fact::Fact;
use shared::id::{CompanyId, DocId, EmployeeId, FactId};
use shared::period::{BusinessDay, Instant};
use shared::rest::TeamVisit;

use super::{StoreError, holding};

/// Where a version of a fact comes from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    pub company: &'a CompanyId,
    pub doc: &'a DocId,
    /// The change that made it so.
    pub seq: u64,
    pub received: Instant,
}

/// Makes a fact stand so from its origin on; nothing happens where it stands so already.
pub fn put(tx: &Transaction, origin: Origin<'_>, fact: &Fact) -> Result<(), StoreError> {
    let body = serde_json::to_string(fact).map_err(|why| StoreError::damaged(format!("fact {}", fact.id), why))?;
    let same: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM fact WHERE company_id = ?1 AND fact = ?2 AND superseded_seq IS NULL AND body = ?3)",
        )?
        .query_row((origin.company.as_str(), fact.id.as_str(), &body), |row| row.get(0))?;
    if same {
        return Ok(());
    }
    end(tx, origin, &fact.id)?;
    tx.prepare_cached(
        "INSERT INTO fact (company_id, fact, from_seq, kind, employee, day, doc, received, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((
        origin.company.as_str(),
        fact.id.as_str(),
        origin.seq,
        fact.body.kind(),
        fact.employee.as_ref().map(EmployeeId::as_str),
        fact.day.to_string(),
        origin.doc.to_string(),
        origin.received.millis(),
        body,
    ))?;
    Ok(())
}

/// Ends what stands of a fact.
pub fn end(tx: &Transaction, origin: Origin<'_>, fact: &FactId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE fact SET superseded_seq = ?3 WHERE company_id = ?1 AND fact = ?2 AND superseded_seq IS NULL AND doc = ?4",
    )?
    .execute((origin.company.as_str(), fact.as_str(), origin.seq, origin.doc.to_string()))?;
    Ok(())
}

/// Puts a visit as the map shows it; a record of the same id in another document does not touch it. Names are joined when
/// it is read.
pub fn put_visit(
    tx: &Transaction,
    company: &CompanyId,
    doc: &DocId,
    day: BusinessDay,
    visit: &TeamVisit,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO evidence (company_id, record, employee, day, doc, place, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (company_id, record) DO UPDATE SET day = excluded.day, place = excluded.place, body = excluded.body
           WHERE evidence.doc = excluded.doc",
    )?
    .execute((
        company.as_str(),
        visit.id.to_string(),
        visit.employee.as_str(),
        day.to_string(),
        doc.to_string(),
        visit.sighting().coordinates(),
        serde_json::to_string(visit).map_err(|why| StoreError::damaged(format!("visit {}", visit.id), why))?,
    ))?;
    Ok(())
}

pub fn drop_visit(tx: &Transaction, company: &CompanyId, doc: &DocId, record: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM evidence WHERE company_id = ?1 AND record = ?2 AND doc = ?3")?.execute((
        company.as_str(),
        record,
        doc.to_string(),
    ))?;
    Ok(())
}

/// Says that a document names a photo.
pub fn put_photo_use(tx: &Transaction, company: &CompanyId, doc: &DocId, hash: &str) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO photo_use (company_id, hash, doc) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute((company.as_str(), hash, doc.to_string()))?;
    Ok(())
}

/// The visits of a day, the newest first, names and all flags included.
pub fn visits(conn: &Connection, company: &CompanyId, day: BusinessDay) -> Result<Vec<TeamVisit>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT v.body, e.name FROM evidence v
         LEFT JOIN employee e ON e.company_id = v.company_id AND e.employee = v.employee
         WHERE v.company_id = ?1 AND v.day = ?2",
    )?;
    let mut visits = Vec::new();
    found.each((company.as_str(), day.to_string()), |row| {
        let body: String = row.get(0)?;
        let mut visit: TeamVisit =
            serde_json::from_str(&body).map_err(|why| StoreError::damaged("a visit's evidence", why))?;
        visit.name = row.get::<_, Option<String>>(1)?.unwrap_or_else(|| visit.employee.to_string());
        visits.push(visit);
        Ok(Flow::On)
    })?;
    let mut names = BTreeMap::new();
    for visit in &mut visits {
        let name = match names.entry(visit.customer) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(holding::name(conn, company, visit.customer)?.unwrap_or_default()),
        };
        visit.customer_name.clone_from(name);
    }
    visits.sort_by_key(|visit| (visit.when(), visit.id));
    flags::add(conn, company, day, &mut visits)?;
    visits.reverse();
    Ok(visits)
}

/// Drops everything made of documents.
pub fn drop_all(tx: &Transaction, company: &CompanyId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM fact WHERE company_id = ?1 AND doc IS NOT NULL", [company.as_str()])?;
    tx.execute("DELETE FROM evidence WHERE company_id = ?1", [company.as_str()])?;
    tx.execute("DELETE FROM photo_use WHERE company_id = ?1", [company.as_str()])?;
    Ok(())
}

/// Every row the projector made, as text, in order: two databases with the same say the same.
pub fn dump(conn: &Connection, company: &CompanyId) -> Result<Vec<String>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT fact || ' ' || from_seq || ' ' || COALESCE(CAST(superseded_seq AS TEXT), '-') || ' ' || day || ' ' || received || ' ' || body
           FROM fact WHERE company_id = ?1 AND doc IS NOT NULL
         UNION ALL SELECT 'visit ' || record || ' ' || day || ' ' || doc || ' ' || COALESCE(place, '-') || ' ' || body FROM evidence WHERE company_id = ?1
         UNION ALL SELECT 'photo ' || hash || ' ' || doc FROM photo_use WHERE company_id = ?1
         ORDER BY 1",
    )?;
    let rows = found.query_map([company.as_str()], |row| row.get(0))?;
    rows.collect::<Result<_, _>>()
}
