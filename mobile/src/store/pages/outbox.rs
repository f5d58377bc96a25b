use std::collections::BTreeMap;

use rusqlite::Connection;
use shared::doc::desk::Refusal;
use shared::doc::journal::Body;
use shared::id::{CustomerId, EmployeeId, RecordId};

use crate::record::What;
use crate::store::book::Book;
use crate::store::{StoreError, outbox as rows, photos, settings};
use crate::view::{Failure, OutboxItem, RecordState};

/// How many records the outbox shows.
const MOST: usize = 500;

/// Where a record is. Counted: the server's facts have passed its number, and nothing refused it.
pub(super) fn state_of(row: &rows::Row, base: u64, refusal: Option<&Refusal>, running: bool) -> RecordState {
    if row.door.is_some() || refusal.is_some() {
        return RecordState::Refused;
    }
    match row.seq {
        Some(seq) if seq <= base => RecordState::Counted,
        Some(_) => RecordState::Held,
        None if running => RecordState::Sent,
        None => RecordState::Local,
    }
}

/// Records made on this device, newest first; `running`: an exchange is under way.
pub(in crate::store) fn outbox(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    running: bool,
) -> Result<Vec<OutboxItem>, StoreError> {
    let refusals = book.refusals(db, employee)?;
    let customers = book.customers(db)?;
    let base = settings::cursor(db)?.base;
    let refused_photos = photos::refused(db)?;
    let mut visited: BTreeMap<RecordId, CustomerId> = BTreeMap::new();
    for (_, journal) in book.newest_journals(db, employee, 3)? {
        visited.extend(journal.entries().iter().filter_map(|recorded| match &recorded.entry.body {
            Body::CheckIn(check_in) => Some((recorded.id, check_in.customer)),
            _ => None,
        }));
    }
    let items = rows::all(db, MOST)?.into_iter().map(|row| {
        let id = row.command.id;
        let refusal = refusals.get(&id.to_string()).cloned();
        let (kind, customer, amount) = match &row.command.what {
            What::CheckIn(check_in) => ("check_in", Some(check_in.customer), None),
            What::CheckOut(out) => ("check_out", visited.get(&out.visit).copied(), None),
            What::Contact(contact) => ("contact", Some(contact.customer), None),
            What::Expense(expense) => ("expense", expense.customer, Some(expense.money.to_string())),
            What::Amend { of, .. } => ("amend", visited.get(of).copied(), None),
            What::Plan(_) => ("plan", None, None),
            What::Snooze(snooze) => ("snooze", Some(snooze.customer), None),
            What::SetClass(change) => ("set_class", Some(change.customer), None),
            What::Merge(merge) => ("merge", Some(merge.customer), None),
            What::EditCustomer { customer, .. } => ("edit_customer", Some(*customer), None),
            What::Customer { customer, new: true, .. } => ("new_customer", Some(*customer), None),
            What::Customer { customer, .. } => ("edit_customer", Some(*customer), None),
        };
        OutboxItem {
            id,
            at: row.command.at,
            offset: row.command.offset,
            kind: kind.to_owned(),
            customer: customer.and_then(|id| customers.get(&id)).map(|customer| customer.name.clone()),
            amount,
            state: state_of(&row, base, refusal.as_ref(), running),
            refusal,
            door: row.door.as_ref().map(|door| Failure {
                code: format!("door-{}", code(door.code)),
                message: door.message.clone(),
                hint: None,
            }),
            photo: row.command.what.photos().find_map(|photo| refused_photos.get(&photo.hash)).cloned(),
        }
    });
    Ok(items.collect())
}

fn code(code: shared::sync::admit::RefusalCode) -> String {
    serde_json::to_value(code)
        .ok()
        .and_then(|value| value.as_str().map(|text| text.replace('_', "-")))
        .unwrap_or_default()
}
