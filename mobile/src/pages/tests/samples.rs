//! A phone that answers from samples: a rep in Hangzhou in November 2026.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;

use futures_channel::mpsc;
use shared::books::Id;
use shared::doc::company::Company;
use shared::doc::desk::{Refusal, RefusalCode};
use shared::doc::ledger::Class;
use shared::id::{CustomerId, EmployeeId};
use shared::num::{Currency, Money};
use shared::period::{BusinessDay, Instant};
use shared::place::{Fence, Fix, FixSource, Flag, Place, Verdict};
use shared::policy::{Act, Role, Subject, may};
use shared::reminder::Reminder;
use shared::rest::Under;

use crate::json;
use crate::platform::position::{Fixing, NoFix, Position, Wish};
use crate::state::Store;
use crate::view::*;

use super::customers;
use super::day;
use super::pay::{adjustments, pack, told};

/// Who is signed in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Who {
    Nobody,
    Rep,
    /// A rep with no visit under way.
    Idle,
    /// The same, where the position is doubtful.
    Doubted,
    Manager,
    Admin,
    Hr,
    Finance,
}

/// Where the device is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Here {
    Inside,
    Outside,
    Denied,
}

impl Position for Here {
    fn fix(&self, _: Wish) -> Fixing {
        let (lat, accuracy) = match self {
            Self::Inside => (30.2748, 18.0),
            Self::Outside => (30.2798, 25.0),
            Self::Denied => return Box::pin(std::future::ready(Err(NoFix::Denied))),
        };
        let fix = Fix {
            place: place(lat, 120.1551),
            accuracy: Some(accuracy),
            source: FixSource::Device,
            at: at(0),
            mock: false,
        };
        Box::pin(std::future::ready(Ok(fix)))
    }
}

/// Answers every question at once.
pub struct Phone {
    pub who: Who,
    pub server: String,
}

impl Store for Phone {
    fn ask(&self, ask: Ask) -> Pin<Box<dyn Future<Output = Answer>>> {
        // As on the way to the store and back.
        let ask: Ask = json::read(&json::write(&ask).unwrap()).unwrap();
        let answer: Answer = json::read(&json::write(&self.answer(&ask)).unwrap()).unwrap();
        Box::pin(std::future::ready(answer))
    }

    fn events(&self) -> mpsc::UnboundedReceiver<Event> {
        mpsc::unbounded().1
    }
}

pub fn place(lat: f64, lon: f64) -> Place {
    Place::new(lat, lon).unwrap()
}

/// Minutes from 2026-11-19 10:26 in China.
pub fn at(minutes: i64) -> Instant {
    "2026-11-19T10:26:00+08:00".parse::<Instant>().unwrap().plus_millis(minutes * 60_000)
}

pub fn day(text: &str) -> BusinessDay {
    text.parse().unwrap()
}

pub fn customer(n: u8) -> CustomerId {
    format!("0190163d-8694-739b-aea5-966c26f8ad{n:02}").parse().unwrap()
}

pub fn cny(text: &str) -> Money {
    Money::parse(text, Currency::CNY).unwrap()
}

pub fn employee(id: &str) -> EmployeeId {
    EmployeeId::new(id).unwrap()
}

pub const NAMES: [&str; 6] =
    ["浙北仁和医院", "钱江康复中心", "滨江启明眼科", "余杭安泰体检中心", "拱墅和济堂诊所", "萧山博爱医院"];

pub fn row(n: usize) -> CustomerRow {
    let reminder = match n {
        2 => Some(Reminder::Overdue { agreed: day("2026-11-16"), days: 3 }),
        1 => Some(Reminder::Gap { last: day("2026-11-10"), days: 9, limit: 7 }),
        3 => Some(Reminder::Due { agreed: day("2026-11-19") }),
        _ => None,
    };
    CustomerRow {
        id: customer(91 + n as u8),
        name: NAMES[n].to_owned(),
        class: Some([Class::A, Class::A, Class::B, Class::A, Class::C, Class::B][n]),
        phone: Some(format!("0571-8765 43{n}1")),
        site: Some(SiteRow {
            id: "0190163d-8694-739b-aea5-966c26f8ad10".parse().unwrap(),
            address: Some("文三路 90 号门诊楼 3 楼".into()),
            place: place(30.2741, 120.1551),
            radius: 300,
        }),
        distance: Some(86.0 * (1.0 + 7.0 * n as f64 * n as f64)),
        reminder,
        last_contact: Some(day("2026-11-10")),
        stage: None,
    }
}

pub fn happening(n: u8, minutes: i64, state: RecordState, what: HappeningKind) -> Happening {
    let id = format!("0190163d-8694-739b-aea5-9600000000{n:02}").parse().unwrap();
    Happening { id, at: at(minutes), offset: 480, state, refusal: None, what, amendments: Vec::new() }
}

pub fn visit(verdict: Verdict, distance: f64, minutes: i64, result: &str) -> HappeningKind {
    let json = serde_json::json!({ "customer": customer(91), "purpose": "sales", "photos": [{"hash": "ab", "size": 1, "mime": "image/jpeg"}] });
    let out = serde_json::json!({ "visit": "0190163d-8694-739b-aea5-960000000001", "result": result, "next_step": "带工程师看安装场地", "next_date": "2026-11-20" });
    HappeningKind::Visit {
        check_in: Box::new(serde_json::from_value(json).unwrap()),
        verdict,
        distance: Some(distance),
        check_out: Some((at(minutes), Box::new(serde_json::from_value(out).unwrap()))),
        flags: BTreeSet::new(),
        form: None,
    }
}

pub fn names() -> BTreeMap<Id, String> {
    (0..6_u8).map(|n| (customer(91 + n).to_string().into(), NAMES[usize::from(n)].to_owned())).collect()
}

fn performance() -> Performance {
    let books = pack().books;
    Performance {
        period: "2026-11".parse().unwrap(),
        provisional: true,
        told: Some(Box::new(told())),
        under: Some(Box::new(Under::from(&books))),
        adjustments: adjustments(),
        problem: None,
        seal: Some(Seal { server_hash: "7f3a".repeat(16), own_hash: "7f3a".repeat(16), agrees: true }),
        periods: ["2026-10", "2026-09", "2026-08"].map(|period| period.parse().unwrap()).into(),
        evidence: crate::view::evidence(&books.evidence(), &names()),
    }
}

fn outbox() -> Vec<OutboxItem> {
    let item = |n: u8, kind: &str, state, amount: Option<&str>, refusal| OutboxItem {
        id: format!("0190163d-8694-739b-aea5-9600000001{n:02}").parse().unwrap(),
        at: at(-i64::from(n) * 31),
        offset: 480,
        kind: kind.into(),
        customer: Some(NAMES[usize::from(n)].into()),
        amount: amount.map(Into::into),
        state,
        refusal,
        door: None,
        photo: (n == 4).then(|| Failure { code: "photo-refused".into(), message: "no picture".into(), hint: None }),
    };
    vec![
        item(
            1,
            "expense",
            RecordState::Refused,
            Some("0.00 CNY"),
            Some(Refusal::new(RefusalCode::AmountNotPositive, "amount", "0.00")),
        ),
        item(0, "check_out", RecordState::Local, None, None),
        item(3, "contact", RecordState::Local, None, None),
        item(2, "expense", RecordState::Sent, Some("480.00 CNY"), None),
        item(4, "check_in", RecordState::Held, None, None),
        item(5, "check_out", RecordState::Counted, None, None),
    ]
}

pub fn company() -> Company {
    let json = serde_json::json!({
        "id": "hengchuan", "name": "恒川器械", "zone": "Asia/Shanghai", "currency": "CNY",
        "calendar": { "weekend": [6, 7] }, "fence_radius": 300, "contact_gap": { "A": 7, "B": 14, "C": 30 },
        "expense_categories": [], "visit_purposes": [], "outside_reasons": []
    });
    serde_json::from_value(json).unwrap()
}

impl Phone {
    fn session(&self) -> Option<Session> {
        let (id, name, roles) = match self.who {
            Who::Nobody => return None,
            Who::Rep | Who::Idle | Who::Doubted => ("lin.xd", "林晓东", vec![Role::Rep]),
            Who::Manager => ("gu.wt", "顾文涛", vec![Role::Manager]),
            Who::Admin => ("root.ad", "管理员", vec![Role::Admin]),
            Who::Hr => ("shen.j", "沈佳", vec![Role::Hr]),
            Who::Finance => ("qian.w", "钱伟", vec![Role::Finance]),
        };
        Some(Session {
            employee: employee(id),
            name: name.into(),
            may: Act::ALL
                .into_iter()
                .filter(|act| may(&Subject { employee: employee(id), roles: roles.iter().copied().collect() }, *act))
                .collect(),
            roles,
            device: "0190163d-8694-739b-aea5-966c26f8ad01".parse().unwrap(),
            server: self.server.clone(),
            company: Some(company()),
            token: None,
        })
    }

    fn answer(&self, ask: &Ask) -> Answer {
        match ask {
            Ask::Status => {
                let photo = Some(PhotoOnItsWay { sent: 184_320, length: 430_080, waiting: 2 });
                let sync = SyncState { waiting: 3, refused: 0, last: Some(at(-6)), photo, ..SyncState::default() };
                Answer::Status(Box::new(Status { session: self.session(), sync, durable: true, notice: None }))
            }
            Ask::Today(_) => Answer::Today(Box::new(Today {
                day: day("2026-11-19"),
                month: MonthSoFar {
                    headline: Some(Attainment {
                        metric: "contract_amount".into(),
                        actual: "272000".into(),
                        target: "400000".into(),
                        percent: 68,
                    }),
                    working_days: 21,
                    working_days_so_far: 14,
                    score: Some("81.60".into()),
                    grade: Some("B".into()),
                    pay: Some("15240.00".into()),
                    currency: Some("CNY".into()),
                },
                reminders: day::reminder_rows(),
                snoozed: day::snoozed(),
                plan: day::stops(),
                next: Some(row(0)),
                open_visit: None,
                visits_today: 1,
            })),
            Ask::Reminders(_) => Answer::Reminders(day::reminder_rows()),
            Ask::Standing { .. } => Answer::Standing(Box::new(day::standing())),
            Ask::Plan { .. } => Answer::Plan(Box::new(day::plan(self.who == Who::Idle))),
            Ask::Work { from, to } => Answer::Work(Box::new(day::work(*from, *to))),
            Ask::Customers { .. } => {
                let rows: Vec<CustomerRow> = (0..6).map(row).collect();
                Answer::Customers(Box::new(CustomerList {
                    rows,
                    total: 6,
                    all: 6,
                    tags: vec!["三甲".into(), "重点".into()],
                }))
            }
            Ask::CustomerMap { .. } => Answer::CustomerMap(customers::marks()),
            Ask::Same { .. } => Answer::Same(customers::sames()),
            Ask::Customer { id, .. } => Answer::Customer(Box::new(customers::page(*id))),
            Ask::Visit { .. } => Answer::Visit(Box::new(super::forms::visit_page())),
            Ask::Flags { .. } if self.who == Who::Doubted => {
                Answer::Flags([Flag::Impossible, Flag::Coarse, Flag::Repeated].into())
            }
            Ask::Flags { .. } => Answer::Flags(BTreeSet::new()),
            Ask::Draft { .. } => Answer::Draft { draft: Box::default(), pictures: Vec::new() },
            Ask::OpenVisit(_) if matches!(self.who, Who::Idle | Who::Doubted) => Answer::OpenVisit(None),
            Ask::OpenVisit(_) => Answer::OpenVisit(Some(Box::new(OpenVisit {
                id: "0190163d-8694-739b-aea5-960000000001".parse().unwrap(),
                since: crate::platform::clock::now().plus_millis(-2_765_000),
                offset: 480,
                customer: row(0),
                verdict: Verdict::Inside,
                distance: Some(86.0),
                photos: Vec::new(),
                form: Some(super::forms::shop(4)),
            }))),
            Ask::Performance { .. } => Answer::Performance(Box::new(performance())),
            Ask::Outbox => Answer::Outbox(outbox()),
            Ask::Photo { hash } => {
                Answer::Failed(Failure { code: "unknown-photo".into(), message: hash.clone(), hint: None })
            }
            _ => Answer::Done,
        }
    }
}

/// The fence of the samples.
pub fn fence() -> Fence {
    Fence { place: place(30.2741, 120.1551), radius: 300 }
}
