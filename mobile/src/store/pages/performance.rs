//! Scores and pay: live from what the phone holds, provisional; or sealed, evaluated here from the statement's own pack.

use std::collections::BTreeMap;
use std::io::Read;

use rusqlite::Connection;
use shared::canonical;
use shared::doc::customer::Customer;
use shared::doc::desk::Sealed;
use shared::old::engine::{EngineError, Explained, Group, Pack, evaluate, pack_for};
use shared::fact::{Fact, FactBody};
use shared::id::{CustomerId, EmployeeId};
use shared::period::Period;

use crate::store::StoreError;
use crate::store::book::Book;
use crate::view::{Evidence, Now, Performance, Seal};

/// Largest inflated pack or statement that is believed.
const LARGEST: u64 = 64 * 1024 * 1024;

pub(super) struct Live {
    pub pack: Pack,
    pub explained: Result<Explained, EngineError>,
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
    let Some(terms) = ledger.terms.clone() else { return Ok(None) };
    let mut facts = ledger.facts.clone();
    for journal in book.journals(db, employee, month, 2)? {
        facts.extend(journal.facts.iter().cloned());
    }
    // What the server left out of its facts does not count here either.
    let refused = book.refusals(db, employee)?;
    facts.retain(|fact| !refused.contains_key(fact.id.as_str()));
    let mut pack = pack_for(terms, month, ledger.targets.clone(), &facts);
    pack.today = Some(today);
    // The group's mean of this month is known at its close; until then the last one stands for it.
    if pack.terms.plan.floating.is_some() {
        pack.group = last_group(db, book, employee)?;
    }
    let explained = evaluate(&pack);
    Ok(Some(Live { pack, explained }))
}

/// The constants of the newest sealed statement.
fn last_group(db: &Connection, book: &mut Book, employee: &EmployeeId) -> Result<Option<Group>, StoreError> {
    let desks = book.desks(db, employee)?;
    let newest = desks.iter().flat_map(|desk| &desk.statements).max_by_key(|sealed| sealed.period);
    Ok(newest.and_then(|sealed| open_pack(sealed).ok()?.group))
}

pub(in crate::store) fn performance(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    period: Option<Period>,
    now: &Now,
) -> Result<Performance, StoreError> {
    let mut sealed: Vec<Sealed> = Vec::new();
    for desk in book.desks(db, employee)? {
        sealed.extend(desk.statements.iter().cloned());
    }
    sealed.sort_by_key(|statement| std::cmp::Reverse(statement.period));
    let periods: Vec<Period> = sealed.iter().map(|statement| statement.period).collect();
    let customers = book.customers(db)?;
    let open = book.zone(db)?.day_of(now.at).month();
    let wanted = period.unwrap_or(open);
    if let Some(statement) = sealed.iter().find(|statement| statement.period == wanted) {
        return Ok(sealed_page(statement, periods, &customers));
    }
    let mut page = Performance {
        period: wanted,
        provisional: true,
        explained: None,
        problem: None,
        seal: None,
        periods,
        evidence: BTreeMap::new(),
    };
    if wanted != open {
        return Ok(page);
    }
    if let Some(live) = live(db, book, employee, now)? {
        page.evidence = evidence(&live.pack, &customers);
        match live.explained {
            Ok(explained) => page.explained = Some(Box::new(explained)),
            Err(why) => page.problem = Some(why.to_string()),
        }
    }
    Ok(page)
}

fn sealed_page(sealed: &Sealed, periods: Vec<Period>, customers: &BTreeMap<CustomerId, Customer>) -> Performance {
    let mut page = Performance {
        period: sealed.period,
        provisional: false,
        explained: None,
        problem: None,
        seal: None,
        periods,
        evidence: BTreeMap::new(),
    };
    // The statement is computed here, from the pack it was sealed with, and must give the server's hash.
    match open_pack(sealed).and_then(|pack| Ok((evaluate(&pack).map_err(|why| why.to_string())?, pack))) {
        Ok((explained, pack)) => {
            page.seal = Some(Seal {
                server_hash: sealed.hash.clone(),
                own_hash: explained.hash.clone(),
                agrees: explained.hash == sealed.hash,
            });
            page.evidence = evidence(&pack, customers);
            page.explained = Some(Box::new(explained));
        }
        Err(why) => page.problem = Some(why),
    }
    page
}

/// The input pack of a sealed statement.
fn open_pack(sealed: &Sealed) -> Result<Pack, String> {
    let mut bytes = Vec::new();
    flate2::read::DeflateDecoder::new(sealed.pack.as_slice())
        .take(LARGEST)
        .read_to_end(&mut bytes)
        .map_err(|why| format!("the input pack does not inflate: {why}"))?;
    let pack: Pack = serde_json::from_slice(&bytes).map_err(|why| format!("the input pack does not read: {why}"))?;
    // Unknown fields of a newer server would be lost and the hash would differ for no reason: say so instead.
    let again = canonical::to_bytes(&pack).map_err(|why| why.to_string())?;
    if again == bytes { Ok(pack) } else { Err("the input pack was written by another version".to_owned()) }
}

fn evidence(pack: &Pack, customers: &BTreeMap<CustomerId, Customer>) -> BTreeMap<String, Evidence> {
    let mut contracts: BTreeMap<_, CustomerId> = BTreeMap::new();
    for fact in &pack.facts {
        if let FactBody::Contract { contract, customer, .. } = &fact.body {
            contracts.insert(contract, *customer);
        }
    }
    let name = |id: Option<CustomerId>| id.and_then(|id| customers.get(&id)).map(|customer| customer.name.clone());
    pack.facts
        .iter()
        .map(|fact: &Fact| {
            let mut found = Evidence {
                kind: fact.body.kind().to_owned(),
                day: fact.day,
                customer: None,
                amount: None,
                verdict: None,
                minutes: None,
            };
            match &fact.body {
                FactBody::Visit { customer, check_in, check_out, verdict, .. } => {
                    found.customer = name(Some(*customer));
                    found.verdict = Some(*verdict);
                    found.minutes = check_out.map(|left| left.since(*check_in) / 60_000);
                }
                FactBody::Contact { customer, .. } => found.customer = name(Some(*customer)),
                FactBody::Expense { money, customer, .. } => {
                    found.customer = name(*customer);
                    found.amount = Some(money.amount().to_string());
                }
                FactBody::Contract { customer, money, .. } => {
                    found.customer = name(Some(*customer));
                    found.amount = Some(money.amount().to_string());
                }
                FactBody::Collection { contract, money, .. } => {
                    found.customer = name(contracts.get(contract).copied());
                    found.amount = Some(money.amount().to_string());
                }
                FactBody::Refund { money, .. } => found.amount = Some((-money.amount()).to_string()),
            }
            (fact.id.to_string(), found)
        })
        .collect()
}
