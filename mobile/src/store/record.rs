//! A command becomes one entry of a document, in one durable transaction.

use rusqlite::{Connection, Transaction};
use shared::doc::MAX_CHANGE_BYTES;
use shared::doc::customer;
use shared::doc::form::chosen;
use shared::doc::journal::{self, Amendment, Body, Entry, Recorded};
use shared::id::{DocId, EmployeeId};
use shared::period::Month;

use super::book::Book;
use super::{StoreError, chunks, draft, outbox, photos, settings};
use crate::record::{Command, What};
use crate::view::Session;

/// Longest record, as JSON: its change must pass the server's door, or it would stop all that come after it.
const LONGEST: usize = MAX_CHANGE_BYTES - 16 * 1024;

/// Which document a command writes. A record lives in the month in which it was made, by the rep's own wall clock; its
/// check-out and its amendments live there with it.
fn target(db: &Connection, book: &mut Book, session: &Session, command: &Command) -> Result<DocId, StoreError> {
    let of = match &command.what {
        What::EditCustomer { customer, .. } | What::Customer { customer, .. } => return Ok(DocId::Customer(*customer)),
        What::CheckOut(check_out) => Some(check_out.visit),
        What::Amend { of, .. } => Some(*of),
        What::CheckIn(_)
        | What::Contact(_)
        | What::Expense(_)
        | What::Plan(_)
        | What::Snooze(_)
        | What::SetClass(_)
        | What::Merge(_) => None,
    };
    let month = match of {
        Some(record) => book.month_of(db, &session.employee, record)?,
        None => None,
    };
    Ok(DocId::Journal(session.employee.clone(), month.unwrap_or_else(|| own_month(command))))
}

fn own_month(command: &Command) -> Month {
    let local = command.at.plus_millis(i64::from(command.offset) * 60_000);
    Month::of_date(local.utc().map_or(chrono::NaiveDate::MIN, |utc| utc.date_naive()))
}

/// Makes a record durable. Sent twice, it is made once.
pub(super) fn record(
    db: &mut Connection,
    book: &mut Book,
    session: &Session,
    command: &Command,
) -> Result<(), StoreError> {
    if outbox::exists(db, command.id)? {
        return Ok(());
    }
    check(db, book, &session.employee, command)?;
    make(db, book, session, command)
}

/// The same without asking whether it may be made.
pub(super) fn make(
    db: &mut Connection,
    book: &mut Book,
    session: &Session,
    command: &Command,
) -> Result<(), StoreError> {
    let doc = target(db, book, session, command)?;
    let tx = db.transaction()?;
    let written = photos::put(&tx, command).and_then(|()| write(&tx, book, &doc, command)).and_then(|change| {
        if let Some(hash) = change {
            outbox::add(&tx, command, &doc, &hash)?;
        }
        // No check-in fails for a form: where they can not be read, the newest is asked later.
        if let What::CheckIn(check_in) = &command.what
            && let Ok(forms) = book.forms(&tx)
        {
            let offered = chosen(&forms, check_in.purpose.as_deref()).map(|form| (form.id.clone(), form.version));
            settings::set_asked(&tx, command.id, &offered)?;
        }
        match &command.what {
            // What was entered of one that closed by itself is still to be said.
            What::CheckOut(out) if !out.forgotten => draft::remove(&tx, out.visit)?,
            What::Amend { of, .. } => draft::remove(&tx, *of)?,
            _ => {}
        }
        Ok(tx.commit()?)
    });
    if written.is_err() {
        // What is in memory may be ahead of the disk now: read it again when it is needed.
        book.drop_doc(&doc);
    }
    written
}

/// Writes a command's entry and keeps its change to be sent; gives the change's hash, `None` where nothing changed.
pub(super) fn write(
    tx: &Transaction<'_>,
    book: &mut Book,
    doc: &DocId,
    command: &Command,
) -> Result<Option<Vec<u8>>, StoreError> {
    let held = book.doc_mut(tx, doc)?;
    let entry = body(command).map(|body| Entry { at: command.at, offset: command.offset, skew: command.skew, body });
    match (&command.what, &entry) {
        (What::EditCustomer { field, text, .. }, _) => {
            customer::set_field(held, *field, text)?;
        }
        (What::Customer { edit, .. }, _) => {
            customer::apply(held, edit)?;
        }
        (_, Some(entry)) => journal::record(held, command.id, entry)?,
        (_, None) => {}
    }
    let Some(change) = held.commit(command.at) else { return Ok(None) };
    let hash = change.hash().0.to_vec();
    chunks::add_change(tx, doc, &hash, change.raw_bytes(), true)?;
    match entry {
        Some(entry) => {
            let (device, change) = (book.device(), Some(change.hash()));
            book.recorded(doc, Recorded { id: command.id, entry, device, change });
        }
        None => book.changed(tx, doc)?,
    }
    Ok(Some(hash))
}

/// What of a command becomes an entry of the journal.
fn body(command: &Command) -> Option<Body> {
    Some(match &command.what {
        What::EditCustomer { .. } | What::Customer { .. } => return None,
        What::CheckIn(check_in) => Body::CheckIn(check_in.clone()),
        What::CheckOut(check_out) => Body::CheckOut(check_out.clone()),
        What::Contact(contact) => Body::Contact(contact.clone()),
        What::Expense(expense) => Body::Expense(expense.clone()),
        What::Plan(plan) => Body::Plan(plan.clone()),
        What::Snooze(snooze) => Body::Snooze(snooze.clone()),
        What::SetClass(change) => Body::Class(change.clone()),
        What::Merge(merge) => Body::Merge(merge.clone()),
        What::Amend { of, field, is, reason } => {
            Body::Amendment(Amendment { of: *of, field: field.clone(), is: is.clone(), reason: reason.clone() })
        }
    })
}

/// The same for a command made before; `None` too where its record stands in the document already.
pub(super) fn write_again(
    tx: &Transaction<'_>,
    book: &mut Book,
    doc: &DocId,
    command: &Command,
) -> Result<Option<Vec<u8>>, StoreError> {
    if command.what.in_journal() && book.doc_mut(tx, doc)?.value(&command.id.to_string()).is_some() {
        return Ok(None);
    }
    write(tx, book, doc, command)
}

/// One visit open at a time (VIS-2), and nothing longer than can be sent.
fn check(db: &Connection, book: &mut Book, employee: &EmployeeId, command: &Command) -> Result<(), StoreError> {
    let length = serde_json::to_vec(&command.what).map_err(|why| StoreError::value("record", why))?.len();
    if length > LONGEST {
        return Err(StoreError::value("record", format!("its {length} bytes are too many: at most {LONGEST}")));
    }
    match &command.what {
        What::Customer { edit, .. } => edit.check().map_err(StoreError::Edit),
        What::CheckIn(_) if book.open_stay(db, employee)?.is_some() => Err(StoreError::VisitOpen),
        What::CheckOut(check_out) => match book.open_stay(db, employee)? {
            Some(stay) if stay.id == check_out.visit => Ok(()),
            _ => Err(StoreError::VisitNotOpen),
        },
        _ => Ok(()),
    }
}
