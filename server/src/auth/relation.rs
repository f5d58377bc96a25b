//! What the org and the holdings say of somebody and a document: the input of `shared::policy`.

use shared::id::{CompanyId, DocId, EmployeeId};
use shared::policy::{self, Relation, Subject};

use crate::store::{Connection, StoreError, holding, log, org};

/// How somebody stands to a document.
pub fn relation(conn: &Connection, company: &CompanyId, who: &EmployeeId, doc: &DocId) -> Result<Relation, StoreError> {
    match doc {
        DocId::Journal(of, month) | DocId::Desk(of, month) | DocId::Ledger(of, month) => {
            let leads = who != of && org::leads(conn, company, who, of, month.last_day())?;
            Ok(Relation { leads, ..Relation::default() })
        }
        DocId::Customer(customer) => {
            let held = holding::holders(conn, company, *customer)?;
            if held.is_empty() {
                let new = log::heads(conn, company, &doc.to_string())?.is_empty();
                return Ok(Relation { new, ..Relation::default() });
            }
            let holds = held.iter().any(|held| held.owner == *who || held.collaborators.contains(who));
            let mut leads = false;
            for held in held.iter().filter(|_| !holds) {
                leads = leads || org::leads(conn, company, who, &held.owner, org::LATEST)?;
            }
            Ok(Relation { leads, holds, new: false })
        }
        DocId::Company => Ok(Relation::default()),
    }
}

/// Whether somebody may read a document.
pub fn may_read(conn: &Connection, company: &CompanyId, who: &Subject, doc: &DocId) -> Result<bool, StoreError> {
    Ok(policy::may_read(who, doc, relation(conn, company, &who.employee, doc)?))
}
