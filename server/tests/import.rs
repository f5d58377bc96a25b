//! Imports: real files as they are, bad lines by number, the same file twice.
#![allow(clippy::print_stderr, reason = "a skipped test says why")]

#[path = "import/duplicates.rs"]
mod duplicates;

use std::collections::BTreeMap;
use std::path::PathBuf;

use server::App;
use server::config::{Clock, Config, PasswordCost};
use server::docs::DocsError;
use server::import::mapping::{Mapping, products};
use server::import::{Kind, Order, import};
use server::store::money::{self, Recorded, Window};
use server::store::{StoreError, company, holding, log};
use shared::doc::{customer, ledger};
use shared::fact::FactBody;
use shared::facts::Facts;
use shared::id::{CustomerId, DocId, EmployeeId};
use shared::metric::Scope;
use shared::num::{Currency, Decimal};
use shared::period::{Instant, Span};
use shared::rest::{Decided, ImportReport};

const NOW: &str = "2018-01-15T03:00:00Z";

struct Bench {
    app: App,
    _dir: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = Config::new(dir.path().to_owned(), ([127, 0, 0, 1], 0).into());
        config.password_cost = PasswordCost::CHEAP;
        let now: Instant = NOW.parse().unwrap();
        config.clock = Clock::new(move || now);
        Self { app: App::open(config).unwrap(), _dir: dir }
    }

    /// With these people, one a line: login, name.
    fn with_people(people: &str) -> Self {
        let bench = Self::new();
        let report =
            bench.import(Kind::People, format!("login,name\n{people}").as_bytes(), &["joined=2016-01-01"], |_| {});
        assert!(report.imported, "{report:?}");
        bench
    }

    fn import(&self, kind: Kind, bytes: &[u8], set: &[&str], edit: impl FnOnce(&mut Mapping)) -> ImportReport {
        let mut mapping = Mapping::default();
        for pair in set {
            mapping.set(kind.fields(), pair).unwrap();
        }
        edit(&mut mapping);
        let order = Order { kind, bytes: bytes.to_vec(), mapping, who: "test".into(), at: NOW.parse().unwrap() };
        let (docs, company) = (self.app.docs.clone(), self.app.company.clone());
        self.app.store.write_blocking::<_, DocsError, _>(move |tx| import(tx, &docs, &company, &order)).unwrap()
    }

    fn last_seq(&self) -> u64 {
        self.app
            .store
            .read_blocking::<_, StoreError, _>(|conn| Ok(company::numbers(conn, &self.app.company)?.last))
            .unwrap()
    }

    fn with_doc<T>(&self, id: &DocId, read: impl FnOnce(&shared::doc::Doc) -> T) -> T {
        let work = |conn: &server::store::Connection| {
            self.app.docs.with(conn, &self.app.company, id, |loaded| read(&loaded.doc))
        };
        self.app.store.read_blocking::<_, DocsError, _>(work).unwrap()
    }
}

fn faults(report: &ImportReport) -> Vec<(u32, &str)> {
    assert!(!report.imported);
    report.faults.iter().map(|fault| (fault.line, fault.field.as_str())).collect()
}

fn real(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(name);
    let found = std::fs::read(&path).ok();
    if found.is_none() {
        eprintln!("skipped: {} is not here", path.display());
    }
    found
}

fn map(mapping: &mut Mapping, kind: Kind, pairs: &[&str]) {
    for pair in pairs {
        mapping.map(kind.fields(), pair).unwrap();
    }
}

fn sites(mapping: &mut Mapping) {
    map(
        mapping,
        Kind::Customers,
        &[
            "name=store_name",
            "external_id=Store Number",
            "lat=Latitude",
            "lon=Longitude",
            "phone=Phone Number",
            "address=Street Address",
            "city=City",
        ],
    );
}

#[test]
fn real_sites_become_customers_and_a_second_run_changes_nothing() {
    let Some(file) = real("customers/sites-cn.csv") else { return };
    let bench = Bench::with_people("lin.xd,林晓东\n");
    let each = |mapping: &mut Mapping| {
        sites(mapping);
        mapping.duplicates = Some(Decided::Different);
    };
    let report = bench.import(Kind::Customers, &file, &["owner=lin.xd"], each);
    assert!(report.imported, "{:?}", report.faults);
    assert_eq!((report.lines, report.created), (1564, 1564));

    let id = CustomerId::of_external(&bench.app.company, "32447-132306");
    let read = bench.with_doc(&DocId::Customer(id), customer::read);
    assert_eq!(read.name, "北京蓝色港湾圣拉娜店");
    assert_eq!(read.phone.as_deref(), Some("010-59056343"));
    let site = read.sites.values().next().unwrap();
    assert!(site.address.as_ref().unwrap().starts_with("北京市 朝阳区朝阳公园路6号"));
    assert!((site.place.unwrap().lat() - 39.95).abs() < 1e-9);

    let lin = EmployeeId::new("lin.xd").unwrap();
    let ledger = bench.with_doc(&DocId::Ledger(lin, "2018-01".parse().unwrap()), ledger::read);
    assert_eq!(ledger.holdings.len(), 1564);

    let before = bench.last_seq();
    let again = bench.import(Kind::Customers, &file, &["owner=lin.xd"], sites);
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 1564));
    assert_eq!(bench.last_seq(), before);
}

fn crm(mapping: &mut Mapping) {
    map(
        mapping,
        Kind::Contracts,
        &[
            "external_id=opportunity_id",
            "signed=close_date",
            "amount=close_value",
            "customer=account",
            "employee=sales_agent",
        ],
    );
    mapping.only("deal_stage=Won").unwrap();
    mapping.date_format = Some("%m/%d/%Y".into());
    mapping.create_customers = true;
}

#[test]
fn won_deals_of_a_real_crm_become_contracts() {
    let (Some(deals), Some(teams), Some(known)) =
        (real("crm/sales_pipeline.csv"), real("crm/sales_teams.csv"), real("crm/products.csv"))
    else {
        return;
    };
    let bench = Bench::new();
    let people = bench.import(Kind::People, &teams, &["joined=2016-10-01"], |mapping| {
        map(mapping, Kind::People, &["name=sales_agent", "superior=manager", "department=regional_office"]);
    });
    assert!(people.imported, "{:?}", people.faults);
    assert_eq!(people.created, 35 + 6);
    let again = bench.import(Kind::People, &teams, &["joined=2016-10-01"], |mapping| {
        map(mapping, Kind::People, &["name=sales_agent", "superior=manager", "department=regional_office"]);
    });
    assert_eq!((again.created, again.updated), (0, 0), "{again:?}");

    let known = products(&known).unwrap();
    let before = bench.last_seq();
    let refused = bench.import(Kind::Contracts, &deals, &["currency=USD"], |mapping| {
        crm(mapping);
        mapping.known_products = known.clone();
    });
    assert!(!refused.imported);
    assert!(refused.faults.iter().all(|fault| fault.field == "product" && fault.value == "GTXPro"));
    assert_eq!((refused.faults.first().unwrap().line, refused.faults.len()), (3, gtx_pro(&deals)));
    assert_eq!(bench.last_seq(), before, "nothing is half imported");

    let run = || {
        bench.import(Kind::Contracts, &deals, &["currency=USD"], |mapping| {
            crm(mapping);
            mapping.known_products = known.clone();
            mapping.product("GTXPro=GTX Pro").unwrap();
        })
    };
    let report = run();
    assert!(report.imported, "{:?}", report.faults);
    assert_eq!((report.lines, report.created), (4238, 4238));
    assert_eq!(measured(&bench), independent_sum(&deals));
    let again = run();
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 4238));
}

fn rows(file: &[u8]) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(file).deserialize().collect::<Result<_, _>>().unwrap()
}

fn gtx_pro(deals: &[u8]) -> usize {
    rows(deals).iter().filter(|row| row["deal_stage"] == "Won" && row["product"] == "GTXPro").count()
}

/// Contract amount by sales agent in 2017, straight from the file.
fn independent_sum(deals: &[u8]) -> BTreeMap<String, u64> {
    let mut sums = BTreeMap::new();
    for row in rows(deals) {
        if row["deal_stage"] == "Won" && row["close_date"].ends_with("/2017") {
            let login = row["sales_agent"].to_lowercase().replace(' ', ".");
            *sums.entry(login).or_default() += row["close_value"].parse::<u64>().unwrap();
        }
    }
    sums
}

/// The same through the metric, over the year.
fn measured(bench: &Bench) -> BTreeMap<String, u64> {
    let books = bench
        .app
        .store
        .read_blocking::<_, StoreError, _>(|conn| {
            let window = Window { seq: u64::MAX >> 1, recorded: Recorded::None, last: None };
            let known = money::known_at(conn, &bench.app.company, window)?;
            let frame = server::books::frame(conn, &bench.app.company, "2018-01".parse().unwrap(), window.seq)?;
            let mut frame = frame.unwrap();
            // The file is in dollars: a company paid in them.
            frame.company.currency = Currency::new("USD").unwrap();
            server::books::fill(conn, &bench.app.company, frame, &known)
        })
        .unwrap();
    let facts = Facts::of(&books, None).unwrap();
    let metric = shared::metric::named("contract_amount").unwrap().metric;
    let span: Span = "2017".parse().unwrap();
    let mut sums = BTreeMap::new();
    for (employee, of) in facts.people.by_id().filter(|(_, of)| !of.signings.is_empty()) {
        let scope = Scope { facts: &facts, employee, span, parameter: None, today: None, evidence: false };
        let sum = (metric.measure)(&scope).unwrap().value.unwrap();
        sums.insert(of.id.to_string(), sum.round(0).unwrap().to_string().parse().unwrap());
    }
    sums
}

#[test]
fn every_bad_line_is_named_and_nothing_is_taken() {
    let bench = Bench::with_people("lin.xd,林晓东\nzhou.min,周敏\n");
    let before = bench.last_seq();
    let file = "external_id,name,owner,class,lat,lon\n\
        1,仁和医院,lin.xd,A,30.27,120.15\n\
        2,,lin.xd,A,30.27,120.15\n\
        1,重复医院,lin.xd,A,30.27,120.15\n\
        3,远医院,nobody,D,300,120.15\n\
        4,半个位置,周敏,B,30.27,\n\
        5,北极,lin.xd,B,NaN,1\n";
    let report = bench.import(Kind::Customers, file.as_bytes(), &[], |_| {});
    let want = [(3, "name"), (4, "external_id"), (5, "owner"), (5, "class"), (6, "lon"), (7, "lat")];
    assert_eq!(faults(&report), want);
    assert_eq!(bench.last_seq(), before);
    assert_eq!(report.faults[3].value, "D");
}

#[test]
fn money_is_checked_against_what_is_known() {
    let bench = Bench::with_people("lin.xd,林晓东\nzhou.min,周敏\n");
    let customers = "external_id,name,owner\nC1,仁和医院,lin.xd\n";
    assert!(bench.import(Kind::Customers, customers.as_bytes(), &[], |_| {}).imported);
    let bad = "external_id,signed,amount,customer,employee,shares\n\
        K1,2017-11-01,1000.00,仁和医院,,lin.xd:60;zhou.min:30\n\
        K2,2017-13-01,1000,C1,lin.xd,\n\
        K3,2018-02-01,1000,C1,lin.xd,\n\
        K4,2017-11-01,\"1,000\",C1,lin.xd,\n\
        K5,2017-11-01,10.005,C1,lin.xd,\n\
        K6,2017-11-01,-5,C1,lin.xd,\n\
        K7,2017-11-01,5,无此医院,lin.xd,\n\
        K8,2017-11-01,5,C1,,\n";
    let report = bench.import(Kind::Contracts, bad.as_bytes(), &[], |_| {});
    let want = [
        (2, "shares"),
        (3, "signed"),
        (4, "signed"),
        (5, "amount"),
        (6, "amount"),
        (7, "amount"),
        (8, "customer"),
        (9, "employee"),
    ];
    assert_eq!(faults(&report), want);

    let good = "external_id,signed,amount,customer,shares\nK1,2017-11-01,1000.00,仁和医院,林晓东:60;zhou.min:40\n";
    assert!(bench.import(Kind::Contracts, good.as_bytes(), &[], |_| {}).imported);
    let bad = "external_id,contract,received,amount,currency\n\
        P1,K9,2017-12-01,100,CNY\n\
        P2,K1,2017-12-01,100,USD\n\
        P3,K1,2017-12-01,100,yuan\n";
    let report = bench.import(Kind::Collections, bad.as_bytes(), &[], |_| {});
    assert_eq!(faults(&report), [(2, "contract"), (3, "currency"), (4, "currency")]);
    let good = "external_id,contract,received,amount\nP1,K1,2018-01-05,400\n";
    assert!(bench.import(Kind::Collections, good.as_bytes(), &[], |_| {}).imported);
    let refund = |amount: &str| format!("external_id,collection,refunded,amount\nR1,P1,2018-01-10,{amount}\n");
    let report = bench.import(Kind::Refunds, refund("400.01").as_bytes(), &[], |_| {});
    assert_eq!(faults(&report), [(2, "amount")]);
    assert!(bench.import(Kind::Refunds, refund("100").as_bytes(), &[], |_| {}).imported);
}

#[test]
fn a_corrected_line_is_another_version_and_the_old_one_is_still_known() {
    let bench = Bench::with_people("lin.xd,林晓东\n");
    let line =
        |amount: &str| format!("external_id,signed,amount,customer,employee\nK1,2018-01-02,{amount},甲,lin.xd\n");
    let first = bench.import(Kind::Contracts, line("100").as_bytes(), &[], |mapping| mapping.create_customers = true);
    assert!(first.imported);
    let then = bench.last_seq();
    let second = bench.import(Kind::Contracts, line("250").as_bytes(), &[], |_| {});
    assert_eq!((second.created, second.updated), (0, 1));
    let amount = |seq: u64| {
        let window = Window { seq, recorded: Recorded::None, last: None };
        let known =
            bench.app.store.read_blocking::<_, StoreError, _>(|conn| money::known_at(conn, &bench.app.company, window));
        match &known.unwrap()[..] {
            [known] => match &known.fact.body {
                FactBody::Contract { money, .. } => money.amount(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(amount(then), Decimal::new(10_000, 2));
    assert_eq!(amount(bench.last_seq()), Decimal::new(25_000, 2));
}

#[test]
fn an_import_does_not_take_back_what_it_does_not_say() {
    let bench = Bench::with_people("lin.xd,林晓东\n");
    let first = "external_id,name,phone,lat,lon,radius\n1,仁和医院,0571-1,30.27,120.15,500\n";
    assert!(bench.import(Kind::Customers, first.as_bytes(), &["owner=lin.xd"], |_| {}).imported);
    let second = "external_id,name,phone,lat,lon\n1,仁和医院,,30.28,120.15\n";
    let report = bench.import(Kind::Customers, second.as_bytes(), &["owner=lin.xd"], |_| {});
    assert_eq!(report.updated, 1);
    let id = CustomerId::of_external(&bench.app.company, "1");
    let read = bench.with_doc(&DocId::Customer(id), customer::read);
    let site = read.sites.values().next().unwrap();
    assert_eq!((read.phone.as_deref(), site.radius), (Some("0571-1"), 500));
    assert!((site.place.unwrap().lat() - 30.28).abs() < 1e-9);
}

#[test]
fn a_new_owner_by_line_gets_the_customer_and_the_former_loses_it() {
    let bench = Bench::with_people("lin.xd,林晓东\nzhou.min,周敏\n");
    let line = |owner: &str| format!("external_id,name,owner\n1,仁和医院,{owner}\n");
    assert!(bench.import(Kind::Customers, line("lin.xd").as_bytes(), &[], |_| {}).imported);
    assert_eq!(bench.import(Kind::Customers, line("周敏").as_bytes(), &[], |_| {}).updated, 1);
    let id = CustomerId::of_external(&bench.app.company, "1");
    let company = &bench.app.company;
    let zhou = EmployeeId::new("zhou.min").unwrap();
    let (held, docs) = bench
        .app
        .store
        .read_blocking::<_, StoreError, _>(|conn| {
            let ledger = DocId::Ledger(zhou.clone(), "2018-01".parse().unwrap()).to_string();
            Ok((holding::get(conn, company, id)?.unwrap(), log::heads(conn, company, &ledger)?))
        })
        .unwrap();
    assert_eq!((held.owner, held.since.to_string()), (zhou.clone(), "2018-01-15".to_owned()));
    assert!(!docs.is_empty());
    let month: shared::period::Month = "2018-01".parse().unwrap();
    let lin = EmployeeId::new("lin.xd").unwrap();
    assert!(bench.with_doc(&DocId::Ledger(lin, month), ledger::read).holdings.is_empty());
    assert_eq!(bench.with_doc(&DocId::Ledger(zhou, month), ledger::read).holdings.len(), 1);
}
