//! Two customers that are one, in the open month and in those that are closed.

use std::collections::BTreeMap;

use server::access::request::Office;
use server::store::holding;
use shared::doc::journal::Merge;
use shared::id::CustomerId;

use super::*;

/// Every second customer of each owner becomes another name of the one before.
fn merge_many(bench: &Bench) -> BTreeMap<CustomerId, CustomerId> {
    let mut owned: BTreeMap<EmployeeId, Vec<CustomerId>> = BTreeMap::new();
    for (id, held) in bench.read(|conn| holding::all(conn, &bench.app.company)) {
        owned.entry(held.owner).or_default().push(id);
    }
    let mut merged = BTreeMap::new();
    for (owner, customers) in &owned {
        let subject = who(owner.as_str(), &[Role::Rep]);
        for pair in customers.chunks_exact(2) {
            let ask = Merge { customer: pair[1], into: Some(pair[0]), reason: None };
            let (docs, id, at, subject) =
                (bench.app.docs.clone(), bench.app.company.clone(), bench.now, subject.clone());
            let answer = bench.app.store.write_blocking::<_, DocsError, _>(move |tx| {
                Office { tx, docs: &docs, company: &id, at }.merge(&subject, &ask)
            });
            answer.unwrap().unwrap();
            merged.insert(pair[1], pair[0]);
        }
    }
    bench.runtime.block_on(project::all(&bench.app)).unwrap();
    merged
}

#[test]
fn what_was_done_with_either_counts_for_one_on_server_and_phone_alike() {
    let size = Size { closed: 1, open: 1, ..Size::SMALL };
    let apart = Bench::new(size);
    apart.go(&[Step::Freeze, Step::Score]);
    let bench = Bench::new(size);
    let merged = merge_many(&bench);
    phones_agree(&bench);

    let mut fewer = 0;
    for (before, after) in apart.statements().into_iter().zip(bench.statements()) {
        let read = |stored: StoredStatement| -> Sealed { seal::unpack(&stored.sealed.unwrap()).unwrap() };
        let (before, after) = (read(before).pack.books, read(after).pack.books);
        assert!(before.merged.is_empty() && after.merged.is_empty(), "the pack names who counts");
        for one in &after.customers {
            let id: CustomerId = one.id.as_str().parse().unwrap();
            assert!(!merged.contains_key(&id), "{id} is another's name");
        }
        // Nothing got lost: as many visits, with fewer customers.
        assert_eq!(before.visits.len(), after.visits.len());
        fewer += before.customers.len() - after.customers.len();
        let ids = |books: &shared::books::Books| -> std::collections::BTreeSet<String> {
            books.visits.iter().map(|visit| visit.customer.to_string()).collect()
        };
        let mapped: std::collections::BTreeSet<String> = ids(&before)
            .into_iter()
            .map(|id| merged.get(&id.parse().unwrap()).map_or(id, ToString::to_string))
            .collect();
        assert_eq!(mapped, ids(&after));
    }
    assert!(fewer > 0 && !merged.is_empty());
}

#[test]
fn a_closed_month_does_not_change_by_a_merge() {
    let bench = Bench::new(Size { closed: 1, open: 1, ..Size::SMALL });
    let (closed, open) = (bench.month.previous(), bench.month);
    let was = bench.read(|conn| period::statements(conn, &bench.app.company, closed));
    merge_many(&bench);
    // Something late has the closed month evaluated again, under what was frozen with it.
    bench.import(Kind::Customers, "external_id,name,owner\nZ9,新院,lin.xd\n");
    bench.import(Kind::Contracts, "external_id,signed,amount,customer,employee\nZ9,2026-09-20,900000,新院,lin.xd\n");
    bench.import(Kind::Collections, "external_id,contract,received,amount\nZ9,Z9,2026-09-25,100000\n");
    bench.shut(open);
    assert_eq!(bench.read(|conn| period::statements(conn, &bench.app.company, closed)), was);
    for stored in bench.statements() {
        let sealed: Sealed = seal::unpack(&stored.sealed.unwrap()).unwrap();
        let late = stored.employee.as_str() == "lin.xd";
        assert_eq!(!sealed.adjustments.is_empty(), late, "{}: {:?}", stored.employee, sealed.adjustments);
        for one in &sealed.adjustments {
            assert!(one.trail.facts.iter().all(|fact| fact.as_str() == "Z9"), "{:?}", one.adjustment);
        }
    }
}
