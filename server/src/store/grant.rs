//! Who may read which document, and since which number.

use std::collections::BTreeSet;

use super::db::{Connection, Transaction};
use shared::id::{CompanyId, CustomerId, DocId, EmployeeId};

use super::{StoreError, company, holding, log, org};

/// Gives a document that has just got a change to everyone who may read it and does not yet.
pub fn ensure(tx: &Transaction, company: &CompanyId, doc: &DocId, seq: u64) -> Result<(), StoreError> {
    let known = tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM grant_read WHERE company_id = ?1 AND doc = ?2)")?
        .query_row((company.as_str(), doc.to_string()), |row| row.get::<_, bool>(0))?;
    // Later changes of the org or of a holding go through `refresh`.
    if known {
        return Ok(());
    }
    for reader in readers(tx, company, doc)? {
        give(tx, company, &reader, doc, seq)?;
    }
    Ok(())
}

/// Brings the grants of one document in line with org and holdings: new readers get it whole, former ones lose it.
/// Takes a number if anything changed.
pub fn refresh(tx: &Transaction, company: &CompanyId, doc: &DocId) -> Result<(), StoreError> {
    let wanted = readers(tx, company, doc)?;
    let has = current(tx, company, doc)?;
    if wanted == has {
        return Ok(());
    }
    let seq = company::next_seq(tx, company)?;
    for reader in wanted.difference(&has) {
        give(tx, company, reader, doc, seq)?;
    }
    let end =
        tx.prepare_cached("UPDATE grant_read SET gone_seq = ?4 WHERE company_id = ?1 AND employee = ?2 AND doc = ?3")?;
    for former in has.difference(&wanted) {
        end.execute((company.as_str(), former.as_str(), doc.to_string(), seq))?;
    }
    Ok(())
}

/// The same for a customer's document and those of what it was merged with, after owner or collaborators changed.
pub fn refresh_customer(tx: &Transaction, company: &CompanyId, customer: CustomerId) -> Result<(), StoreError> {
    holding::group(tx, company, customer)?.into_iter().try_for_each(|one| refresh(tx, company, &DocId::Customer(one)))
}

/// The same for every document that has changes, after the org changed.
pub fn refresh_all(tx: &Transaction, company: &CompanyId) -> Result<(), StoreError> {
    for doc in log::docs(tx, company)? {
        refresh(tx, company, &doc)?;
    }
    Ok(())
}

/// Those who may read a document, by `shared::policy`'s relations.
fn readers(conn: &Connection, company: &CompanyId, doc: &DocId) -> Result<BTreeSet<EmployeeId>, StoreError> {
    match doc {
        DocId::Journal(employee, month) => {
            let mut readers = org::leaders(conn, company, employee, month.last_day())?;
            readers.insert(employee.clone());
            Ok(readers)
        }
        DocId::Desk(employee, _) | DocId::Ledger(employee, _) => Ok([employee.clone()].into()),
        DocId::Customer(customer) => {
            let mut readers = BTreeSet::new();
            for held in holding::holders(conn, company, *customer)? {
                // The org as it stands last: a customer is of no month.
                readers.extend(org::leaders(conn, company, &held.owner, org::LATEST)?);
                readers.insert(held.owner);
                readers.extend(held.collaborators);
            }
            Ok(readers)
        }
        DocId::Company => org::everyone(conn, company),
    }
}

fn current(conn: &Connection, company: &CompanyId, doc: &DocId) -> Result<BTreeSet<EmployeeId>, StoreError> {
    let found =
        conn.prepare_cached("SELECT employee FROM grant_read WHERE company_id = ?1 AND doc = ?2 AND gone_seq IS NULL")?;
    let ids = found.query_map((company.as_str(), doc.to_string()), |row| row.get::<_, String>(0))?;
    ids.map(|id| id?.parse().map_err(|why| StoreError::damaged("an employee's id", why))).collect()
}

fn give(tx: &Transaction, company: &CompanyId, reader: &EmployeeId, doc: &DocId, seq: u64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO grant_read (company_id, employee, doc, from_seq) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (company_id, employee, doc) DO UPDATE SET from_seq = excluded.from_seq, gone_seq = NULL",
    )?
    .execute((company.as_str(), reader.as_str(), doc.to_string(), seq))?;
    Ok(())
}
