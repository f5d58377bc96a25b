//! Customers of a file that may be one with another: found before anything is written, and decided by a person (CUS-4).

use std::collections::{BTreeMap, BTreeSet};

use shared::customer::duplicate::Index;
use shared::customer::{Likeness, Traits};
use shared::doc::customer;
use shared::id::{CompanyId, CustomerId, DocId};
use shared::rest::{Decided, Pair, Side};

use super::check::Findings;
use super::customers::CustomerRow;
use super::directory::Directory;
use super::mapping::Mapping;
use super::table::fault;
use crate::docs::{Docs, DocsError};
use crate::store::Transaction;
use crate::store::holding::{self, Known, Profile};

/// Of all that are like a line, those that are most are shown; more do not help to decide.
const MOST: usize = 3;

/// Somebody a line may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Other {
    Known(CustomerId),
    /// The row's place in the list.
    Row(usize),
}

/// The company's customers as duplicates are looked for among them. Those whose profile is not kept yet have their
/// document read, and kept.
pub(super) fn known(tx: &Transaction, docs: &Docs, company: &CompanyId) -> Result<Vec<Known>, DocsError> {
    let mut all = holding::known(tx, company)?;
    for one in all.iter_mut().filter(|one| one.profile.is_none()) {
        let read = customer::read(&docs.fork(tx, company, &DocId::Customer(one.customer))?.doc);
        let profile = Profile::of(&read);
        holding::set_profile(tx, company, one.customer, &read.name, &profile)?;
        one.name = read.name;
        one.profile = Some(profile);
    }
    Ok(all)
}

/// Every new customer of the file with those it may be one with, and what was decided of each. Where all is decided, the
/// rows follow: a line that is a known customer without an id of another system becomes that one's; one that is another
/// becomes its other name.
pub(super) fn decide(
    rows: &mut [CustomerRow],
    known: &[Known],
    directory: &Directory,
    mapping: &Mapping,
    findings: &mut Findings,
) -> Vec<Pair> {
    let by_id: BTreeMap<CustomerId, &Known> = known.iter().map(|one| (one.customer, one)).collect();
    let mut index = Index::default();
    for one in known {
        index.add(Other::Known(one.customer), traits(one));
    }
    let (mut pairs, mut same) = (Vec::new(), Vec::new());
    let mut open = mapping.decided.clone();
    for (at, row) in rows.iter().enumerate() {
        // What is known by its id was decided when it came.
        if directory.customers.external(&row.external).is_some() {
            continue;
        }
        let own = Traits::of_customer(&row.customer);
        let mut one = None;
        for (other, why) in index.find(&own).into_iter().take(MOST) {
            let pair = pair(row, side(other, rows, &by_id), why, mapping);
            open.remove(&(pair.line.key.clone(), pair.other.key.clone()));
            if pair.decided == Some(Decided::Same) {
                one = one.or(Some(other));
            }
            pairs.push(pair);
        }
        same.extend(one.map(|other| (at, other)));
        index.add(Other::Row(at), own);
    }
    for (line, other) in open.into_keys() {
        let number = line.parse().unwrap_or(1);
        findings.faults.push(fault(
            number,
            "pair",
            &format!("{line}:{other}"),
            "these two are not alike: nothing is to be decided",
        ));
    }
    if pairs.iter().all(|pair| pair.decided.is_some()) {
        follow(rows, &same, &by_id);
    }
    pairs
}

fn follow(rows: &mut [CustomerRow], same: &[(usize, Other)], known: &BTreeMap<CustomerId, &Known>) {
    let mut taken: BTreeSet<CustomerId> = BTreeSet::new();
    for (at, other) in same {
        // An earlier line may have become another customer by now.
        let (target, free) = match other {
            Other::Known(id) => (*id, known.get(id).is_some_and(|one| one.external.is_none()) && taken.insert(*id)),
            Other::Row(earlier) => match rows.get(*earlier) {
                Some(row) => (row.id, false),
                None => continue,
            },
        };
        let Some(row) = rows.get_mut(*at) else { continue };
        if free {
            row.becomes(target);
        } else {
            row.into = Some(target);
        }
    }
}

fn traits(one: &Known) -> Traits {
    one.profile.as_ref().map_or_else(|| Traits::of(&one.name, [], Vec::new()), |profile| profile.traits(&one.name))
}

fn pair(row: &CustomerRow, other: Side, why: Likeness, mapping: &Mapping) -> Pair {
    let line = of_row(row);
    let said = mapping.decided.get(&(line.key.clone(), other.key.clone())).copied();
    Pair { decided: said.or(mapping.duplicates), line, other, why }
}

fn side(other: Other, rows: &[CustomerRow], known: &BTreeMap<CustomerId, &Known>) -> Side {
    match other {
        Other::Row(at) => rows.get(at).map(of_row),
        Other::Known(id) => known.get(&id).map(|one| Side {
            key: id.to_string(),
            external: one.external.clone(),
            name: one.name.clone(),
            address: one.profile.as_ref().and_then(|profile| profile.address.clone()),
            phone: one.profile.as_ref().and_then(|profile| profile.phones.first().cloned()),
        }),
    }
    .unwrap_or_else(|| Side {
        key: String::new(),
        external: None,
        name: String::new(),
        address: None,
        phone: None,
    })
}

fn of_row(row: &CustomerRow) -> Side {
    Side {
        key: row.line.to_string(),
        external: Some(row.external.clone()),
        name: row.customer.name.clone(),
        address: row.customer.sites.values().find_map(|site| site.address.clone()),
        phone: row.customer.phone.clone(),
    }
}
