//! From a freeze to a seal: what counts, who may, what a second try does.

#[path = "close/merges.rs"]
mod merges;

use server::App;
use server::close::{self, Blocked, CloseError, Step, seal, view};
use server::config::{Clock, Config, PasswordCost};
use server::demo::{self, Size};
use server::docs::DocsError;
use server::import::mapping::Mapping;
use server::import::{Kind, Order, import};
use server::project;
use server::store::period::{self, StoredStatement};
use server::store::{StoreError, audit, company};
use shared::doc::{desk, journal, ledger};
use shared::engine::{Sealed, Statement};
use shared::id::{DocId, EmployeeId};
use shared::num::Decimal;
use shared::period::{Instant, Month};
use shared::policy::{Role, Subject};
use shared::rest::PeriodState;

const NOW: &str = "2026-11-19T07:42:00Z";

struct Bench {
    app: App,
    now: Instant,
    month: Month,
    runtime: tokio::runtime::Runtime,
    _dir: tempfile::TempDir,
}

impl Bench {
    /// October is over and open; the months before it as the size says.
    fn new(size: Size) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = Config::new(dir.path().to_owned(), ([127, 0, 0, 1], 0).into());
        config.password_cost = PasswordCost::CHEAP;
        config.demo = true;
        let now: Instant = NOW.parse().unwrap();
        config.clock = Clock::new(move || now);
        let app = App::open(config).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(demo::build(&app, size, now, &|_| {})).unwrap();
        Self { app, now, month: "2026-10".parse().unwrap(), runtime, _dir: dir }
    }

    fn small() -> Self {
        Self::new(Size::SMALL)
    }

    fn take(&self, month: Month, step: Step, who: &Subject) -> Result<(), Blocked> {
        match self.runtime.block_on(close::take(&self.app, month, step, who, self.now)) {
            Ok(()) => Ok(()),
            Err(CloseError::Blocked(blocked)) => Err(blocked),
            Err(other) => panic!("{other}"),
        }
    }

    fn go(&self, steps: &[Step]) {
        for step in steps {
            let who = if *step == Step::Approve { gm() } else { hr() };
            self.take(self.month, *step, &who).unwrap_or_else(|why| panic!("{step:?}: {why:?}"));
        }
    }

    fn read<T>(&self, job: impl FnOnce(&server::store::Connection) -> Result<T, StoreError>) -> T {
        self.app.store.read_blocking::<_, StoreError, _>(job).unwrap()
    }

    fn state(&self) -> PeriodState {
        self.read(|conn| period::period(conn, &self.app.company, self.month)).state
    }

    fn statements(&self) -> Vec<StoredStatement> {
        self.read(|conn| period::statements(conn, &self.app.company, self.month))
    }

    fn last_seq(&self) -> u64 {
        self.read(|conn| company::numbers(conn, &self.app.company)).last
    }

    fn import(&self, kind: Kind, csv: &str) {
        let order = Order {
            kind,
            bytes: csv.as_bytes().to_vec(),
            mapping: Mapping::default(),
            who: "wu.fang".into(),
            at: self.now,
        };
        let (docs, id) = (self.app.docs.clone(), self.app.company.clone());
        let report =
            self.app.store.write_blocking::<_, DocsError, _>(move |tx| import(tx, &docs, &id, &order)).unwrap();
        assert!(report.imported, "{report:?}");
        self.runtime.block_on(project::all(&self.app)).unwrap();
    }

    fn doc<T>(&self, id: &DocId, read: impl FnOnce(&shared::doc::Doc) -> T) -> T {
        let read = |conn: &server::store::Connection| {
            self.app.docs.with(conn, &self.app.company, id, |loaded| read(&loaded.doc))
        };
        self.app.store.read_blocking::<_, DocsError, _>(read).unwrap()
    }

    fn desk(&self, login: &str, month: Month) -> Vec<desk::Sealed> {
        self.doc(&DocId::Desk(EmployeeId::new(login).unwrap(), month), desk::statements)
    }

    /// What a close gave somebody, as it stands on his desk.
    fn sealed(&self, login: &str, month: Month) -> Sealed {
        let found = self.desk(login, month);
        let [sealed] = &found[..] else { panic!("{} sealed statements", found.len()) };
        seal::unpack(&sealed.sealed).unwrap()
    }

    fn shut(&self, month: Month) {
        for (step, who) in [(Step::Freeze, hr()), (Step::Score, hr()), (Step::Approve, gm()), (Step::Close, hr())] {
            self.take(month, step, &who).unwrap_or_else(|why| panic!("{month} {step:?}: {why:?}"));
        }
    }
}

fn who(login: &str, roles: &[Role]) -> Subject {
    Subject { employee: EmployeeId::new(login).unwrap(), roles: roles.iter().copied().collect() }
}

fn hr() -> Subject {
    who("sun.hui", &[Role::Hr])
}

fn gm() -> Subject {
    who("zhao.gd", &[Role::Gm])
}

#[test]
fn a_month_is_closed_by_two_people_and_goes_to_the_desks() {
    let bench = Bench::small();
    bench.go(&[Step::Freeze, Step::Score, Step::Approve, Step::Close]);
    assert_eq!(bench.state(), PeriodState::Closed);
    for stored in bench.statements() {
        let login = stored.employee.as_str();
        let on_desk = bench.desk(login, bench.month);
        assert_eq!(Some(&on_desk[0].hash), stored.hash.as_ref());
        assert_eq!(Some(&on_desk[0].sealed), stored.sealed.as_ref());
        let sealed = bench.sealed(login, bench.month);
        assert_eq!(Some(&sealed.hashes.seal), stored.hash.as_ref());

        let (again, hashes) = sealed.again().unwrap();
        assert_eq!(hashes, sealed.hashes);
        assert_eq!(Some(again.explained.unwrap().statement), sealed.statement);
        let statement: &Statement = sealed.statement.as_ref().unwrap();
        assert_eq!(statement.hash().unwrap(), sealed.hashes.statement);

        // One altered input shows in the seal, whether it alters a line or not.
        let mut altered = sealed.clone();
        altered.pack.books.visits.pop().expect("a month's work is never empty");
        assert_ne!(altered.again().unwrap().1.seal, sealed.hashes.seal);
        let mut altered = sealed.clone();
        if let Some(contract) = altered.pack.books.contracts.first_mut() {
            contract.amount += Decimal::ONE;
            assert_ne!(altered.again().unwrap().1.seal, sealed.hashes.seal);
        }
        let mut altered = sealed.clone();
        altered.pack.balance.owed += Decimal::ONE;
        assert_ne!(altered.again().unwrap().1.seal, sealed.hashes.seal);
    }
    let page =
        bench.read(|conn| view::page(conn, &bench.app.company, bench.month, &EmployeeId::new("lin.xd").unwrap()));
    let page = page.unwrap();
    let told = page.told.as_ref().unwrap();
    assert_eq!(told.trail.len(), told.statement.lines.len());
    assert!(!told.trail.is_empty());
    assert!(page.facts.len() > 50 && page.customers.len() > 3);
    let amount =
        |text: &Option<String>| text.as_ref().map_or(Decimal::ZERO, |text| shared::num::decimal(text).unwrap());
    let parts = [&page.row.base, &page.row.floating, &page.row.bonus, &page.row.commission, &page.row.deduction]
        .map(amount)
        .into_iter()
        .sum::<Decimal>();
    assert_eq!(parts, amount(&page.row.total));
    assert_eq!(bench.read(|conn| audit::broken(conn, &bench.app.company)), None);
}

#[test]
fn a_second_try_changes_nothing() {
    let bench = Bench::small();
    bench.go(&[Step::Freeze]);
    let frozen = bench.read(|conn| period::period(conn, &bench.app.company, bench.month));
    bench.go(&[Step::Freeze, Step::Score]);
    let scored = bench.statements();
    bench.go(&[Step::Score]);
    assert_eq!(bench.statements(), scored);
    let steps = || bench.read(|conn| period::steps(conn, &bench.app.company, bench.month)).len();
    assert_eq!((bench.state(), steps()), (PeriodState::Scored, 2));
    bench.go(&[Step::Approve, Step::Approve, Step::Close]);
    let closed = bench.read(|conn| period::period(conn, &bench.app.company, bench.month));
    let seq = bench.last_seq();
    bench.go(&[Step::Close, Step::Freeze, Step::Score]);
    assert_eq!(bench.read(|conn| period::period(conn, &bench.app.company, bench.month)), closed);
    assert_eq!((closed.frozen_seq, bench.last_seq(), steps()), (frozen.frozen_seq, seq, 4));
    assert_eq!(bench.statements(), scored);
    assert_eq!(bench.desk("lin.xd", bench.month).len(), 1);
}

#[test]
fn steps_have_an_order_a_time_a_role_and_two_people() {
    let bench = Bench::small();
    let month = bench.month;
    assert_eq!(bench.take(month.next(), Step::Freeze, &hr()), Err(Blocked::MonthNotOver));
    assert_eq!(bench.take(month.previous(), Step::Freeze, &hr()), Err(Blocked::NoPlan));
    assert_eq!(bench.take(month, Step::Score, &hr()), Err(Blocked::OutOfOrder));
    assert_eq!(bench.take(month, Step::Freeze, &who("lin.xd", &[Role::Rep])), Err(Blocked::NotYourRole));
    bench.go(&[Step::Freeze, Step::Score]);
    assert_eq!(bench.take(month, Step::Approve, &hr()), Err(Blocked::NotYourRole));
    assert_eq!(bench.take(month, Step::Close, &hr()), Err(Blocked::OutOfOrder));
    let both = who("zhao.gd", &[Role::Gm, Role::Hr]);
    bench.take(month, Step::Approve, &both).unwrap();
    assert_eq!(bench.take(month, Step::Close, &both), Err(Blocked::NeedsAnotherPerson));
    assert_eq!(bench.state(), PeriodState::Approved);
    bench.take(month, Step::Close, &hr()).unwrap();
}

#[test]
fn periods_go_in_their_order_and_their_seals_are_chained() {
    let bench = Bench::new(Size { open: 2, ..Size::SMALL });
    let (earlier, later) = (bench.month.previous(), bench.month);
    assert_eq!(bench.take(later, Step::Freeze, &hr()), Err(Blocked::EarlierPeriodOpen));
    for month in [earlier, later] {
        bench.take(month, Step::Freeze, &hr()).unwrap();
    }
    bench.take(earlier, Step::Score, &hr()).unwrap();
    bench.take(earlier, Step::Approve, &gm()).unwrap();
    // What the later one starts from is final only when the earlier is closed.
    assert_eq!(bench.take(later, Step::Score, &hr()), Err(Blocked::EarlierPeriodOpen));
    bench.take(earlier, Step::Close, &hr()).unwrap();
    bench.take(later, Step::Score, &hr()).unwrap();
    bench.take(later, Step::Approve, &gm()).unwrap();
    bench.take(later, Step::Close, &hr()).unwrap();
    let seal_of = |month| bench.read(|conn| period::period(conn, &bench.app.company, month)).seal.unwrap();
    let statements = bench.statements();
    let hashes: Vec<&str> = statements.iter().filter_map(|stored| stored.hash.as_deref()).collect();
    assert_eq!(seal_of(later), seal::chain(Some(&seal_of(earlier)), hashes));
}

#[test]
fn what_comes_after_the_freeze_does_not_count() {
    let bench = Bench::small();
    bench.go(&[Step::Freeze, Step::Score]);
    let scored = bench.statements();
    let customers = "external_id,name,owner\nZ1,新医院,lin.xd\n";
    bench.import(Kind::Customers, customers);
    bench.import(Kind::Contracts, "external_id,signed,amount,customer,employee\nZ1,2026-10-20,900000,Z1,lin.xd\n");
    bench.import(Kind::Collections, "external_id,contract,received,amount\nZ1,Z1,2026-10-25,900000\n");
    bench.import(Kind::People, "name,login,joined,title\n林小东,lin.xd,2026-11-01,大区总监\n");
    bench.go(&[Step::Score]);
    assert_eq!(bench.statements(), scored, "facts, org and names as they were frozen");
}

#[test]
fn what_came_before_the_freeze_counts() {
    let bench = Bench::small();
    bench.import(Kind::Customers, "external_id,name,owner\nZ1,新医院,lin.xd\n");
    bench.import(Kind::Contracts, "external_id,signed,amount,customer,employee\nZ1,2026-10-20,900000,Z1,lin.xd\n");
    bench.import(Kind::Collections, "external_id,contract,received,amount\nZ1,Z1,2026-10-25,900000\n");
    bench.go(&[Step::Freeze, Step::Score]);
    let rows = bench.read(|conn| view::statements(conn, &bench.app.company, bench.month));
    let lin = rows.iter().find(|row| row.employee.as_str() == "lin.xd").unwrap();
    let commission: f64 = lin.commission.as_ref().unwrap().parse().unwrap();
    assert!(commission >= 9_000.0 + 10_000.0 + 28_000.0, "{commission}");
}

#[test]
fn one_persons_error_stops_one_statement() {
    let bench = Bench::small();
    bench.import(Kind::Customers, "external_id,name,owner\nZ1,新医院,chen.yh\n");
    bench.import(
        Kind::Contracts,
        "external_id,signed,amount,customer,employee,currency\nZ1,2026-10-20,900000,Z1,chen.yh,USD\n",
    );
    bench.go(&[Step::Freeze, Step::Score, Step::Approve, Step::Close]);
    let rows = bench.read(|conn| view::statements(conn, &bench.app.company, bench.month));
    for row in rows {
        if row.employee.as_str() == "chen.yh" {
            assert!(row.stopped.as_ref().unwrap().contains("USD") && row.total.is_none(), "{row:?}");
            // The person is told why.
            let sealed = bench.sealed("chen.yh", bench.month).statement.unwrap();
            assert_eq!((sealed.stopped, sealed.lines.len()), (row.stopped, 0));
        } else {
            assert!(row.stopped.is_none() && row.total.is_some(), "{row:?}");
        }
    }
}

const LATE: [(Kind, &str); 3] = [
    (Kind::Customers, "external_id,name,owner\nZ1,新医院,lin.xd\n"),
    (Kind::Contracts, "external_id,signed,amount,customer,employee\nZ1,2026-09-20,900000,Z1,lin.xd\n"),
    (Kind::Collections, "external_id,contract,received,amount\nZ1,Z1,2026-09-25,100000\n"),
];

#[test]
fn what_came_after_a_close_is_paid_by_the_next_one_and_nothing_closed_changes() {
    let bench = Bench::new(Size { closed: 1, open: 1, ..Size::SMALL });
    let (closed, open) = (bench.month.previous(), bench.month);
    let was = bench.read(|conn| period::statements(conn, &bench.app.company, closed));
    let desk = bench.desk("lin.xd", closed);
    for (kind, csv) in LATE {
        bench.import(kind, csv);
    }
    bench.shut(open);
    assert_eq!(bench.read(|conn| period::statements(conn, &bench.app.company, closed)), was);
    assert_eq!(bench.desk("lin.xd", closed), desk);

    let sealed = bench.sealed("lin.xd", open);
    let lines: Vec<_> = sealed.adjustments.iter().map(|one| &one.adjustment).collect();
    let commission = lines.iter().filter(|one| one.key.starts_with("commission "));
    let more: Decimal = commission.map(|one| one.difference).sum();
    // From 3 to 7 %, by where the money comes to lie on the month's ladder.
    assert!(more >= Decimal::from(3_000) && more <= Decimal::from(7_000), "{lines:?}");
    assert!(lines.iter().all(|one| one.period == closed && one.is - one.was == one.difference), "{lines:?}");
    let late: Vec<&str> = sealed.adjustments[0].trail.facts.iter().map(|id| id.as_str()).collect();
    assert_eq!(late, ["Z1"]);
    let row = bench.read(|conn| view::statements(conn, &bench.app.company, open));
    let row = row.into_iter().find(|row| row.employee.as_str() == "lin.xd").unwrap();
    assert_eq!(row.adjusted, sealed.adjusted().map(|sum| sum.to_string()));
    let all = lines.iter().map(|one| one.difference).sum::<Decimal>();
    assert_eq!(row.adjusted, Some(all.to_string()));
}

#[test]
fn late_facts_are_paid_once() {
    let bench = Bench::new(Size { closed: 1, open: 1, ..Size::SMALL });
    for (kind, csv) in LATE {
        bench.import(kind, csv);
    }
    bench.take(bench.month, Step::Freeze, &hr()).unwrap();
    bench.take(bench.month, Step::Score, &hr()).unwrap();
    let scored = bench.statements();
    // Scored again, because somebody pressed twice: the same.
    bench.take(bench.month, Step::Score, &hr()).unwrap();
    assert_eq!(bench.statements(), scored);
    bench.take(bench.month, Step::Approve, &gm()).unwrap();
    bench.take(bench.month, Step::Close, &hr()).unwrap();

    // The month after finds everything paid.
    bench.runtime.block_on(project::all(&bench.app)).unwrap();
    let later = "2026-12-03T02:00:00Z".parse().unwrap();
    let app = &bench.app;
    bench.runtime.block_on(close::take(app, bench.month.next(), Step::Freeze, &hr(), later)).unwrap();
    bench.runtime.block_on(close::take(app, bench.month.next(), Step::Score, &hr(), later)).unwrap();
    let next = bench.read(|conn| period::statements(conn, &app.company, bench.month.next()));
    assert!(!next.is_empty() && next.iter().all(|stored| stored.adjusted.is_none()));
}

#[test]
fn the_phone_comes_to_what_the_close_came_to() {
    let bench = Bench::new(Size { closed: 1, open: 1, ..Size::SMALL });
    phones_agree(&bench);
}

/// Scores the open month; every phone comes to the same.
fn phones_agree(bench: &Bench) {
    // Ledgers of the open month say what the close of the month before left.
    let (docs, id, at) = (bench.app.docs.clone(), bench.app.company.clone(), bench.now);
    let month = bench.month;
    let refresh = move |tx: &server::store::Transaction| server::ledger::refresh_month(tx, &docs, &id, at, month, None);
    bench.app.store.write_blocking::<_, DocsError, _>(refresh).unwrap();
    bench.runtime.block_on(project::all(&bench.app)).unwrap();
    bench.go(&[Step::Freeze, Step::Score]);
    let zone = shared::period::Zone::new("Asia/Shanghai").unwrap();
    for stored in bench.statements() {
        let sealed: Sealed = seal::unpack(&stored.sealed.unwrap()).unwrap();
        let employee = stored.employee;
        let ledger = bench.doc(&DocId::Ledger(employee.clone(), month), ledger::read);
        let mut own = Vec::new();
        for at in [month.previous(), month] {
            own.extend(bench.doc(&DocId::Journal(employee.clone(), at), |doc| journal::facts(doc, zone, &|_| None).0));
        }
        let refused = bench.doc(&DocId::Desk(employee.clone(), month), desk::refusals);
        own.retain(|fact| !refused.contains_key(fact.id.as_str()));
        let mut pack = ledger.pack(&own, month, None).unwrap().unwrap();
        // A close alone knows these two: the group's mean of this very month, and its own day.
        pack.constants = sealed.pack.constants.clone();
        pack.freeze = sealed.pack.freeze;
        let phone = pack.evaluate().unwrap().explained.unwrap().statement;
        assert_eq!(Some(&phone), sealed.statement.as_ref(), "{employee}");
        assert_eq!(pack.balance, sealed.pack.balance, "{employee}");
    }
}
