//! From a journal to facts, and the refusals of what breaks a rule: such an entry is stored, left out, and its author
//! is told why.

use std::collections::BTreeMap;

use super::{Body, Recorded, entries, stays};
use crate::doc::Doc;
use crate::doc::desk::{Refusal, RefusalCode};
use crate::fact::{Fact, FactBody};
use crate::id::{DocId, EmployeeId, FactId, RecordId};
use crate::period::{Instant, Month, Zone};

/// How far a device's clock may run ahead of the server's receipt before a record is refused, in milliseconds: a day.
const AHEAD: i64 = 24 * 3_600_000;
/// The oldest receipt-to-record distance that is believed, in milliseconds: two years of lying on a phone.
const BEHIND: i64 = 2 * 366 * 24 * 3_600_000;

/// When the server received the change of an entry. The phone knows none of its own yet, and asks no one.
pub type Received<'a> = &'a dyn Fn(&automerge::ChangeHash) -> Option<Instant>;

/// The facts of a journal and the refusals. Pure: the same document and receipts give the same, in the same order.
#[must_use]
pub fn facts(doc: &Doc, zone: Zone, received: Received<'_>) -> (Vec<Fact>, BTreeMap<String, Refusal>) {
    let DocId::Journal(employee, month) = doc.id() else { return (Vec::new(), BTreeMap::new()) };
    let (read, unreadable) = entries(doc);
    let (facts, mut refusals) = facts_of((employee, *month), read, zone, received);
    refusals.extend(unreadable.into_iter().map(|bad| (bad.key.clone(), bad.refusal())));
    (facts, refusals)
}

/// The same from entries already read: of a whole journal, or of those about one record, on which nothing else depends.
#[must_use]
pub fn facts_of(
    (employee, month): (&EmployeeId, Month),
    read: Vec<Recorded>,
    zone: Zone,
    received: Received<'_>,
) -> (Vec<Fact>, BTreeMap<String, Refusal>) {
    let mut refusals: BTreeMap<String, Refusal> = BTreeMap::new();
    let sound: Vec<Recorded> = read
        .into_iter()
        .filter(|recorded| {
            let seen = recorded.change.as_ref().and_then(received);
            match refuse(recorded, seen).or_else(|| misplaced(recorded, month, zone)) {
                Some(refusal) => {
                    refusals.insert(recorded.id.to_string(), refusal);
                    false
                }
                None => true,
            }
        })
        .collect();
    let known: BTreeMap<RecordId, Instant> = sound
        .iter()
        .filter(|recorded| matches!(recorded.entry.body, Body::CheckIn(_)))
        .map(|recorded| (recorded.id, recorded.entry.at))
        .collect();
    let sound: Vec<Recorded> = sound
        .into_iter()
        .filter(|recorded| {
            let Body::CheckOut(check_out) = &recorded.entry.body else { return true };
            let refusal = match known.get(&check_out.visit) {
                None => Refusal::new(RefusalCode::UnknownVisit, "visit", &check_out.visit.to_string()),
                Some(began) if recorded.entry.at < *began => {
                    Refusal::new(RefusalCode::EndsBeforeItBegins, "at", &recorded.entry.at.to_string())
                }
                Some(_) => return true,
            };
            refusals.insert(recorded.id.to_string(), refusal);
            false
        })
        .collect();
    let mut facts = Vec::new();
    for stay in stays(&sound) {
        let (check_out, result, next) = match &stay.check_out {
            Some((at, out)) => {
                let said = out.result.as_deref().is_some_and(|text| !text.trim().is_empty());
                (Some(*at), said, out.next_date)
            }
            None => (None, false, None),
        };
        facts.push(Fact {
            id: record_fact(stay.id),
            employee: Some(employee.clone()),
            day: zone.day_of(stay.when),
            body: FactBody::Visit {
                customer: stay.check_in.customer,
                check_in: stay.at,
                check_out,
                verdict: stay.check_in.verdict(),
                result,
                next,
            },
        });
    }
    facts.extend(sound.iter().filter_map(|recorded| other_fact(employee, zone, recorded)));
    facts.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    (facts, refusals)
}

fn other_fact(employee: &EmployeeId, zone: Zone, recorded: &Recorded) -> Option<Fact> {
    let (day, body) = match &recorded.entry.body {
        Body::Contact(contact) => {
            let (at, method) = (recorded.entry.when(), Some(contact.method));
            (zone.day_of(at), FactBody::Contact { customer: contact.customer, at, next: contact.next_date, method })
        }
        Body::Expense(expense) => (
            expense.date,
            FactBody::Expense { category: expense.category.clone(), money: expense.money, customer: expense.customer },
        ),
        Body::Plan(plan) => (plan.day, FactBody::Plan { stops: plan.stops.clone(), at: recorded.entry.when() }),
        // Requests are carried out, not counted; a snooze hides a reminder and nothing else.
        Body::CheckIn(_)
        | Body::CheckOut(_)
        | Body::Amendment(_)
        | Body::Snooze(_)
        | Body::Class(_)
        | Body::Merge(_) => return None,
    };
    Some(Fact { id: record_fact(recorded.id), employee: Some(employee.clone()), day, body })
}

fn record_fact(id: RecordId) -> FactId {
    FactId::of_record(id)
}

/// What is recorded lives in the journal of its month: elsewhere its manager would not see what counts. A month to either
/// side is a matter of zones and midnights.
fn misplaced(recorded: &Recorded, month: Month, zone: Zone) -> Option<Refusal> {
    // What happens later to a record stands with it, whenever that is.
    if matches!(recorded.entry.body, Body::CheckOut(_) | Body::Amendment(_)) {
        return None;
    }
    let own = zone.day_of(recorded.entry.at).month();
    let near = [month.previous(), month, month.next()].contains(&own);
    (!near).then(|| Refusal::new(RefusalCode::WrongMonth, "at", &recorded.entry.at.to_string()))
}

fn refuse(recorded: &Recorded, received: Option<Instant>) -> Option<Refusal> {
    let at = recorded.entry.at;
    if let Some(received) = received {
        if at.since(received) > AHEAD {
            return Some(Refusal::new(RefusalCode::InTheFuture, "at", &at.to_string()));
        }
        if received.since(at) > BEHIND {
            return Some(Refusal::new(RefusalCode::TooOld, "at", &at.to_string()));
        }
    }
    match &recorded.entry.body {
        Body::Expense(expense) if expense.money.amount() <= rust_decimal::Decimal::ZERO => {
            Some(Refusal::new(RefusalCode::AmountNotPositive, "amount", &expense.money.amount().to_string()))
        }
        _ => None,
    }
}
