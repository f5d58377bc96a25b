//! From a freeze to a seal: what counts, who may, what a second try does.

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
use shared::doc::desk::{self, Sealed};
use shared::old::engine::{Pack, Statement, evaluate};
use shared::fact::FactBody;
use shared::id::{DocId, EmployeeId};
use shared::num::{Decimal, Money};
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

    fn read<T>(&self, job: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError>) -> T {
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

    fn sealed(&self, login: &str) -> Vec<Sealed> {
        let desk = DocId::Desk(EmployeeId::new(login).unwrap(), self.month);
        let read = |conn: &rusqlite::Connection| {
            self.app.docs.with(conn, &self.app.company, &desk, |loaded| desk::statements(&loaded.doc))
        };
        self.app.store.read_blocking::<_, DocsError, _>(read).unwrap()
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
        let sealed = bench.sealed(stored.employee.as_str());
        let [sealed] = &sealed[..] else { panic!("{} sealed statements", sealed.len()) };
        assert_eq!(Some(&sealed.hash), stored.hash.as_ref());

        let pack: Pack = seal::unpack(&sealed.pack).unwrap();
        let again = evaluate(&pack).unwrap();
        assert_eq!(again.hash, sealed.hash);
        let statement: Statement = seal::unpack(&sealed.statement).unwrap();
        assert_eq!(again.statement, statement);
        assert_eq!(shared::canonical::hash(&seal::inflate(&sealed.statement).unwrap()), sealed.hash);

        let mut altered = pack.clone();
        altered.facts.pop().expect("a month's work is never empty");
        assert_ne!(evaluate(&altered).unwrap().hash, sealed.hash);
        let mut altered = pack;
        let paid = altered.facts.iter_mut().find_map(|fact| match &mut fact.body {
            FactBody::Contract { money, .. } | FactBody::Collection { money, .. } => Some(money),
            _ => None,
        });
        if let Some(money) = paid {
            *money = Money::new(money.amount() + Decimal::ONE, money.currency()).unwrap();
            assert_ne!(evaluate(&altered).unwrap().hash, sealed.hash);
        }
    }
    let page =
        bench.read(|conn| view::page(conn, &bench.app.company, bench.month, &EmployeeId::new("lin.xd").unwrap()));
    let page = page.unwrap();
    assert_eq!(page.explained.as_ref().unwrap().trail.len(), page.explained.unwrap().statement.lines.len());
    assert!(page.facts.len() > 50 && page.customers.len() > 3);
    let amount =
        |text: &Option<String>| text.as_ref().map_or(Decimal::ZERO, |text| shared::num::decimal(text).unwrap());
    let parts = [&page.row.base, &page.row.floating, &page.row.commission].map(amount).into_iter().sum::<Decimal>();
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
    assert_eq!(bench.sealed("lin.xd").len(), 1);
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
        bench.take(month, Step::Score, &hr()).unwrap();
        bench.take(month, Step::Approve, &gm()).unwrap();
    }
    assert_eq!(bench.take(later, Step::Close, &hr()), Err(Blocked::EarlierPeriodOpen));
    bench.take(earlier, Step::Close, &hr()).unwrap();
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
            assert!(row.stopped.as_ref().unwrap().contains("USD"), "{row:?}");
            assert!(bench.sealed("chen.yh").is_empty());
        } else {
            assert!(row.stopped.is_none() && row.total.is_some(), "{row:?}");
        }
    }
}
