//! Scores and pay: live from what the phone holds, provisional; or sealed, evaluated here from the statement's own pack.

use std::collections::BTreeMap;
use std::io::Read;

use rusqlite::Connection;
use shared::books::Id;
use shared::canonical;
use shared::doc::desk;
use shared::engine::{EngineError, Explained, Pack, Sealed, Told};
use shared::id::EmployeeId;
use shared::period::Period;
use shared::rest::Under;

use crate::store::StoreError;
use crate::store::book::Book;
use crate::view::{Now, Performance, Seal, evidence};

/// Largest inflated statement with its pack that is believed.
const LARGEST: u64 = 64 * 1024 * 1024;
/// How many own journals the open month looks back on: promises and gaps begin before it.
const MONTHS: usize = 13;

pub(super) struct Live {
    pub pack: Pack,
    /// `None`: there is nothing to state.
    pub explained: Result<Option<Explained>, EngineError>,
}

/// The open month as the phone knows it; `None` until a ledger has come.
pub(super) fn live(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    now: &Now,
) -> Result<Option<Live>, StoreError> {
    let today = book.zone(db)?.day_of(now.at);
    let month = today.month();
    let ledger = book.latest_ledger(db, employee, month)?;
    let mut own = Vec::new();
    for (_, journal) in book.newest_journals(db, employee, MONTHS)? {
        own.extend(journal.facts().iter().cloned());
    }
    // What the server left out of its facts does not count here either.
    let refused = book.refusals(db, employee)?;
    own.retain(|fact| !refused.contains_key(fact.id.as_str()));
    let Some(pack) = ledger.pack(&own, month, Some(today)) else { return Ok(None) };
    let pack = pack.map_err(|why| StoreError::value("the month", why))?;
    let explained = pack.evaluate().map(|result| result.explained);
    Ok(Some(Live { pack, explained }))
}

pub(in crate::store) fn performance(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    period: Option<Period>,
    now: &Now,
) -> Result<Performance, StoreError> {
    let mut sealed: Vec<desk::Sealed> = Vec::new();
    for desk in book.desks(db, employee)? {
        sealed.extend(desk.statements.iter().cloned());
    }
    sealed.sort_by_key(|statement| std::cmp::Reverse(statement.period));
    let customers = book.customers(db)?;
    let names: BTreeMap<Id, String> =
        customers.iter().map(|(id, customer)| (Id::from(id.to_string()), customer.name.clone())).collect();
    let open = book.zone(db)?.day_of(now.at).month();
    let wanted = period.unwrap_or(open);
    let mut page = Performance {
        period: wanted,
        provisional: true,
        told: None,
        under: None,
        adjustments: Vec::new(),
        problem: None,
        seal: None,
        periods: sealed.iter().map(|statement| statement.period).collect(),
        evidence: BTreeMap::new(),
    };
    if let Some(statement) = sealed.iter().find(|statement| statement.period == wanted) {
        page.provisional = false;
        if let Err(why) = closed(statement, &names, &mut page) {
            page.problem = Some(why);
        }
    } else if wanted == open
        && let Some(live) = live(db, book, employee, now)?
    {
        page.evidence = evidence(&live.pack.books.evidence(), &names);
        page.under = Some(Box::new(Under::from(&live.pack.books)));
        match live.explained {
            Ok(explained) => tell(explained.as_ref(), &mut page),
            Err(why) => page.problem = Some(why.to_string()),
        }
    }
    Ok(page)
}

/// A statement for the page, or why it stopped.
fn tell(explained: Option<&Explained>, page: &mut Performance) {
    match explained.and_then(|explained| explained.statement.stopped.clone()) {
        Some(reason) => page.problem = Some(reason),
        None => page.told = explained.map(|explained| Box::new(Told::from(explained))),
    }
}

/// The statement is computed here, from the pack it was sealed with, and must give the server's seal.
fn closed(on_desk: &desk::Sealed, names: &BTreeMap<Id, String>, page: &mut Performance) -> Result<(), String> {
    let sealed = open(on_desk)?;
    let (result, hashes) = sealed.again().map_err(|why| why.to_string())?;
    page.seal = Some(Seal {
        agrees: hashes.seal == on_desk.hash && hashes == sealed.hashes,
        server_hash: on_desk.hash.clone(),
        own_hash: hashes.seal,
    });
    let books = &sealed.pack.books;
    page.evidence = evidence(&books.evidence(), names);
    page.under = Some(Box::new(Under::from(books)));
    tell(result.explained.as_ref(), page);
    page.adjustments = sealed.adjustments;
    Ok(())
}

/// What stands on the desk, inflated and read.
fn open(on_desk: &desk::Sealed) -> Result<Sealed, String> {
    if on_desk.sealed.is_empty() {
        return Err("this month was closed by an earlier version, whose statements can not be read any more".to_owned());
    }
    let mut bytes = Vec::new();
    flate2::read::DeflateDecoder::new(on_desk.sealed.as_slice())
        .take(LARGEST)
        .read_to_end(&mut bytes)
        .map_err(|why| format!("the sealed statement does not inflate: {why}"))?;
    let sealed: Sealed =
        crate::json::read(&bytes).map_err(|why| format!("the sealed statement does not read: {why}"))?;
    // Unknown fields of a newer server would be lost and the hash would differ for no reason: say so instead.
    let again = canonical::to_bytes(&sealed).map_err(|why| why.to_string())?;
    if again == bytes { Ok(sealed) } else { Err("the statement was sealed by another version".to_owned()) }
}
