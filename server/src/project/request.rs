//! Requests in journals: carried out in the order in which they were received, each once.

use shared::doc::desk;
use shared::doc::journal::{Body, ClassChange, Merge};
use shared::id::{DocId, EmployeeId, RecordId};
use shared::period::{Instant, Zone};
use shared::policy::Subject;

use super::Round;
use super::journal::Logged;
use crate::access::request::Office;
use crate::docs::DocsError;
use crate::store::{Transaction, company, people};

/// A request with its number in the log.
pub(super) struct Request {
    pub id: RecordId,
    seq: u64,
    received: Instant,
    employee: EmployeeId,
    asked: Asked,
}

enum Asked {
    Class(ClassChange),
    Merge(Merge),
}

impl Request {
    /// `None`: the entry asks for nothing.
    pub(super) fn of(employee: &EmployeeId, entry: &Logged) -> Option<Self> {
        let asked = match &entry.recorded.entry.body {
            Body::Class(asked) => Asked::Class(asked.clone()),
            Body::Merge(asked) => Asked::Merge(asked.clone()),
            Body::CheckIn(_)
            | Body::CheckOut(_)
            | Body::Contact(_)
            | Body::Expense(_)
            | Body::Amendment(_)
            | Body::Plan(_)
            | Body::Snooze(_) => return None,
        };
        let (id, seq, received) = (entry.recorded.id, entry.seq, entry.received);
        Some(Self { id, seq, received, employee: employee.clone(), asked })
    }
}

/// Carries out what was not carried out yet; says on the author's desk, of the month of its receipt, what was refused.
///
/// Holdings are no projection: imports and pages change them too. So what was carried out is remembered by its number,
/// and making everything anew does not ask again.
pub(super) fn carry_out(
    tx: &Transaction,
    round: &Round,
    mut requests: Vec<Request>,
    zone: Zone,
) -> Result<(), DocsError> {
    let company = &round.company;
    let done = company::asked(tx, company)?;
    requests.retain(|request| request.seq > done);
    requests.sort_by_key(|request| (request.seq, request.id));
    let Some(last) = requests.last().map(|request| request.seq) else { return Ok(()) };
    let office = Office { tx, docs: &round.docs, company, at: round.now };
    for request in requests {
        let roles = people::get(tx, company, &request.employee)?.map(|person| person.roles).unwrap_or_default();
        let who = Subject { employee: request.employee, roles };
        let answer = match &request.asked {
            Asked::Class(asked) => office.set_class(&who, asked)?,
            Asked::Merge(asked) => office.merge(&who, asked)?,
        };
        if let Err(refusal) = answer {
            let doc = DocId::Desk(who.employee, zone.day_of(request.received).month());
            let key = request.id.to_string();
            round.docs.write(tx, company, &doc, round.now, |doc| desk::refuse(doc, &key, &refusal).map(|_| ()))?;
        }
    }
    Ok(company::set_asked(tx, company, last)?)
}
