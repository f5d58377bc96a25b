//! Customers of a file that may be one with another, and positions of another datum.

use server::access;
use shared::customer::NameLikeness;
use shared::doc::customer::{Customer, Site};
use shared::doc::ledger::{Class, Holding};
use shared::id::SiteId;
use shared::place::{Datum, Place};
use shared::rest::Pair;

use super::*;

const HEAD: &str = "external_id,name,owner,phone,address,lat,lon\n";
const FIRST: &str = "1,浙北仁和医院,lin.xd,0571-87654321,文三路1号,30.2741,120.1551\n";
const AGAIN: &str = "2,浙北仁和醫院,lin.xd,,文三路1号门诊,30.2745,120.1552\n";
const OTHER: &str = "3,钱江康复中心,lin.xd,13800001234,,30.2100,120.2000\n";

fn bench() -> Bench {
    Bench::with_people("lin.xd,林晓东\n")
}

fn keys(report: &ImportReport) -> Vec<(&str, &str)> {
    report.pairs.iter().map(|pair: &Pair| (pair.line.key.as_str(), pair.other.key.as_str())).collect()
}

impl Bench {
    fn held(&self, id: CustomerId) -> Option<Holding> {
        let read = |conn: &server::store::Connection| holding::get(conn, &self.app.company, id);
        self.app.store.read_blocking::<_, StoreError, _>(read).unwrap()
    }

    fn id(&self, external: &str) -> CustomerId {
        CustomerId::of_external(&self.app.company, external)
    }

    /// A second run of what went in changes nothing, and asks nothing.
    fn stays(&self, text: &str, lines: u32) {
        let before = self.last_seq();
        let again = self.import(Kind::Customers, text.as_bytes(), &[], |_| {});
        assert!(again.imported && again.pairs.is_empty(), "{again:?}");
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, lines));
        assert_eq!(self.last_seq(), before);
    }
}

#[test]
fn nothing_is_imported_before_two_that_may_be_one_are_decided() {
    let (bench, text) = (bench(), format!("{HEAD}{FIRST}{AGAIN}{OTHER}"));
    let before = bench.last_seq();
    let report = bench.import(Kind::Customers, text.as_bytes(), &[], |_| {});
    assert!(!report.imported && report.faults.is_empty(), "{report:?}");
    assert_eq!((keys(&report), bench.last_seq()), (vec![("3", "2")], before));
    let [pair] = &report.pairs[..] else { panic!("{:?}", report.pairs) };
    assert_eq!((pair.line.name.as_str(), pair.other.name.as_str()), ("浙北仁和醫院", "浙北仁和医院"));
    assert_eq!(
        (pair.line.address.as_deref(), pair.other.phone.as_deref()),
        (Some("文三路1号门诊"), Some("0571-87654321"))
    );
    assert_eq!((pair.why.name, pair.why.phone, pair.decided), (Some(NameLikeness::Same), false, None));
    assert!((pair.why.distance.unwrap() - 45.5).abs() < 1.0, "{:?}", pair.why);
    // What is no pair is nothing to decide.
    let report = bench.import(Kind::Customers, text.as_bytes(), &[], |mapping| {
        mapping.decide("3:2", Decided::Same).unwrap();
        mapping.decide("4:2", Decided::Same).unwrap();
    });
    assert_eq!(faults(&report), [(4, "pair")]);
}

#[test]
fn two_lines_that_are_one_become_one_and_two_that_are_not_stay() {
    let text = format!("{HEAD}{FIRST}{AGAIN}{OTHER}");
    for (decided, into) in [(Decided::Same, true), (Decided::Different, false)] {
        for bulk in [true, false] {
            let bench = bench();
            let report = bench.import(Kind::Customers, text.as_bytes(), &[], |mapping| {
                if bulk {
                    mapping.duplicates = Some(decided);
                } else {
                    mapping.decide("3:2", decided).unwrap();
                }
            });
            assert!(report.imported, "{report:?}");
            assert_eq!(report.created, 3);
            let second = bench.held(bench.id("2")).unwrap();
            assert_eq!(second.merged_into, into.then(|| bench.id("1")), "{decided:?}");
            bench.stays(&text, 3);
        }
    }
}

#[test]
fn a_line_may_be_a_customer_that_a_phone_brought() {
    let bench = bench();
    let id: CustomerId = "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap();
    let (docs, company, at) = (bench.app.docs.clone(), bench.app.company.clone(), NOW.parse().unwrap());
    let own: SiteId = "0190163d-8694-739b-aea5-966c26f8ad92".parse().unwrap();
    let here = Place::new(30.2741, 120.1551).unwrap();
    let site = Site { name: Some("正门".into()), address: None, place: Some(here), given: None, radius: 120 };
    let made = Customer { name: "仁和医院".into(), sites: [(own, site)].into(), ..Customer::default() };
    let held = Holding {
        class: Class::B,
        owner: EmployeeId::new("lin.xd").unwrap(),
        since: "2018-01-02".parse().unwrap(),
        collaborators: Vec::new(),
        merged_into: None,
    };
    let brought = move |tx: &server::store::Transaction| -> Result<(), DocsError> {
        access::hold(tx, &company, id, None, "", &held)?;
        docs.write(tx, &company, &DocId::Customer(id), at, |doc| customer::write(doc, &made).map(drop))?;
        Ok(())
    };
    bench.app.store.write_blocking(brought).unwrap();
    let text = format!("{HEAD}{FIRST}");
    let report = bench.import(Kind::Customers, text.as_bytes(), &[], |_| {});
    assert_eq!(keys(&report), [("2", id.to_string().as_str())]);
    let pair = format!("2:{id}");
    let report =
        bench.import(Kind::Customers, text.as_bytes(), &[], |mapping| mapping.decide(&pair, Decided::Same).unwrap());
    assert_eq!((report.created, report.updated), (0, 1), "{report:?}");
    let held = bench.held(id).unwrap();
    assert_eq!((held.class, held.since.to_string().as_str()), (Class::B, "2018-01-02"));
    assert_eq!(bench.held(bench.id("1")), None, "the line is that customer");
    let read = bench.with_doc(&DocId::Customer(id), customer::read);
    assert_eq!((read.name.as_str(), read.phone.as_deref()), ("浙北仁和医院", Some("0571-87654321")));
    let [(site, is)] = &read.sites.into_iter().collect::<Vec<_>>()[..] else { panic!("one site") };
    assert_eq!((*site, is.name.as_deref(), is.radius), (own, Some("正门"), 120));
    bench.stays(&text, 1);
}

#[test]
fn duplicates_of_the_real_file_are_told() {
    let Some(file) = real("customers/sites-cn.csv") else { return };
    let bench = bench();
    let report = bench.import(Kind::Customers, &file, &["owner=lin.xd"], sites);
    assert!(!report.imported && report.faults.is_empty());
    let same = report.pairs.iter().filter(|pair| pair.why.name == Some(NameLikeness::Same)).count();
    let phone = report.pairs.iter().filter(|pair| pair.why.phone).count();
    eprintln!("{} pairs: {same} of one name, {phone} of one telephone", report.pairs.len());
    for pair in report.pairs.iter().take(12) {
        eprintln!("{} ~ {}: {:?}", pair.line.name, pair.other.name, pair.why);
    }
    assert!((1..400).contains(&report.pairs.len()), "{} pairs", report.pairs.len());
    let all = |mapping: &mut Mapping| {
        sites(mapping);
        mapping.duplicates = Some(Decided::Same);
    };
    let report = bench.import(Kind::Customers, &file, &["owner=lin.xd"], all);
    assert_eq!((report.imported, report.created), (true, 1564), "{:?}", report.faults);
    let merges = |conn: &server::store::Connection| holding::merges(conn, &bench.app.company);
    assert!(!bench.app.store.read_blocking::<_, StoreError, _>(merges).unwrap().is_empty());
    let before = bench.last_seq();
    let again = bench.import(Kind::Customers, &file, &["owner=lin.xd"], sites);
    assert_eq!((again.imported, again.unchanged, bench.last_seq()), (true, 1564, before));
}

#[test]
fn positions_of_another_datum_are_converted_once_and_kept_as_they_were() {
    // D-41: so far is GCJ-02 off where WGS-84 says this.
    for (lat, lon, metres) in [(39.9042, 116.4074, 554.9), (31.2304, 121.4737, 481.2), (30.5728, 104.0668, 363.3)] {
        let wgs = Place::new(lat, lon).unwrap();
        for datum in [Datum::Gcj02, Datum::Bd09] {
            let (bench, shown) = (bench(), datum.from_wgs(wgs));
            if datum == Datum::Gcj02 {
                assert!((shown.distance(wgs) - metres).abs() < 0.1, "{}", shown.distance(wgs));
            }
            let text = format!("{HEAD}1,甲,lin.xd,,路,{},{}\n", shown.lat(), shown.lon());
            let set = format!("datum={}", datum.as_str());
            let report = bench.import(Kind::Customers, text.as_bytes(), &[&set], |_| {});
            assert!(report.imported, "{report:?}");
            let read = bench.with_doc(&DocId::Customer(bench.id("1")), customer::read);
            let site = read.sites.into_values().next().unwrap();
            assert!(site.place.unwrap().distance(wgs) < 0.01, "{datum:?} {lat} {lon}");
            let given = site.given.unwrap();
            assert_eq!((given.datum, given.lat, given.lon), (datum, shown.lat(), shown.lon()));
            let before = bench.last_seq();
            let again = bench.import(Kind::Customers, text.as_bytes(), &[&set], |_| {});
            assert_eq!((again.unchanged, bench.last_seq()), (1, before), "converted once, not again");
        }
    }
    let bench = bench();
    let report = bench.import(Kind::Customers, format!("{HEAD}{FIRST}").as_bytes(), &["datum=utm"], |_| {});
    assert_eq!(faults(&report), [(2, "datum")]);
}
