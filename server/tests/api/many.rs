//! A rep with many customers: what his first sync brings. `FIELDTALLY_CUSTOMERS=5000` measures it in full.

use std::fmt::Write as _;
use std::time::Instant as Moment;

use server::docs::DocsError;
use server::import::mapping::Mapping;
use server::import::{Kind, Order, import};
use shared::doc::ledger;
use shared::id::DocId;
use shared::rest::Decided;

use crate::phone::Phone;
use crate::world::World;

fn wanted() -> usize {
    std::env::var("FIELDTALLY_CUSTOMERS").ok().and_then(|text| text.parse().ok()).unwrap_or(2_400)
}

#[allow(clippy::print_stderr, reason = "it says what it measured")]
#[tokio::test(flavor = "multi_thread")]
async fn a_rep_with_many_customers_gets_them_all() {
    let (world, count) = (World::new().await, wanted());
    let mut csv = String::from("external_id,name,owner,phone,address,lat,lon\n");
    for n in 0..count {
        let (row, column) = (n / 70, n % 70);
        // A street apart, so that none is another's duplicate.
        let (lat, lon) = (30_000 + row * 9, 120_000 + column * 9);
        writeln!(
            csv,
            "{n},客户{n}号医院,lin.xd,139{n:08},路{n}号,{}.{:03},{}.{:03}",
            lat / 1000,
            lat % 1000,
            lon / 1000,
            lon % 1000
        )
        .unwrap();
    }
    let app = world.running.app.clone();
    let mapping = Mapping { duplicates: Some(Decided::Different), ..Mapping::default() };
    let order = Order { kind: Kind::Customers, bytes: csv.into_bytes(), mapping, who: "test".into(), at: world.now() };
    let (docs, company, begun) = (app.docs.clone(), app.company.clone(), Moment::now());
    let report = app.store.write::<_, DocsError, _>(move |tx| import(tx, &docs, &company, &order)).await.unwrap();
    let imported = begun.elapsed();
    assert!(report.imported && report.created as usize == count, "{:?}", report.faults.first());
    world.settled().await;
    let projected = begun.elapsed();

    let mut phone = Phone::new(&world, "lin.xd").await;
    let (begun, mut pages, mut bytes) = (Moment::now(), 0, 0);
    loop {
        let page = phone.once(&world).await;
        pages += 1;
        let snapshots = page.deltas.iter().filter_map(|delta| delta.snapshot.as_ref()).map(|bytes| bytes.len());
        bytes += snapshots.sum::<usize>();
        bytes += page.deltas.iter().flat_map(|delta| &delta.changes).map(|change| change.len()).sum::<usize>();
        if !page.more {
            break;
        }
    }
    let synced = begun.elapsed();
    let id: DocId = "ledger/lin.xd/2026-11".parse().unwrap();
    let doc = phone.doc(&id);
    assert_eq!(ledger::read(doc).holdings.len(), count + 1);
    let size = doc.save().len();
    assert_eq!(phone.docs.keys().filter(|doc| matches!(doc, DocId::Customer(_))).count(), count + 1);
    eprintln!(
        "{count} customers: imported in {imported:?}, in the facts after {projected:?}; first sync {pages} pages, {bytes} bytes, {synced:?}; ledger {size} bytes"
    );
    // One more is one more entry, not the ledger again.
    let before = phone.cursor.base;
    let mine: shared::id::CustomerId = uuid::Uuid::now_v7().to_string().parse().unwrap();
    let made = shared::doc::customer::Customer { name: "新".into(), ..Default::default() };
    let at = world.now();
    phone.edit(&DocId::Customer(mine), at, |doc| {
        shared::doc::customer::write(doc, &made).unwrap();
    });
    let begun = Moment::now();
    phone.sync(&world).await;
    world.settled().await;
    let page = phone.once(&world).await;
    let told: usize = page.deltas.iter().flat_map(|delta| &delta.changes).map(|change| change.len()).sum();
    let took = begun.elapsed();
    assert!(page.deltas.iter().all(|delta| delta.snapshot.is_none()) && told < 2_000, "{told} bytes after {before}");
    assert!(ledger::read(phone.doc(&id)).holdings.contains_key(&mine));
    eprintln!("one more: {told} bytes, {took:?}");
}
