//! A server that answers the desk's questions from samples, over a real connection.

use std::collections::BTreeSet;

use shared::doc::company::{Choice, CustomerField, Settings, Tiles};
use shared::place::{Datum, Fix, FixSource, Flag, Verdict};
use shared::rest::{
    Activity, CalendarFeed, DemoLogin, Device, NextStep, PeriodRow, PeriodState, PeriodStep, StatementPage,
    StatementRow, TeamPerson, TeamVisit, Under,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::pay::{adjustments, pack, told};
use super::samples::{NAMES, at, company, customer, day as on, employee, fence, names, place};
use super::{day, holders};
use shared::policy::Role;

/// Serves until the test ends; gives the address.
pub async fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream));
        }
    });
    address
}

async fn answer(mut stream: TcpStream) {
    let mut head = Vec::new();
    let mut byte = [0_u8; 1];
    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).await.is_ok() {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head);
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, body) = match body(path) {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", r#"{"code":"not_found","message":"no such thing"}"#.to_owned()),
    };
    let reply = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(reply.as_bytes()).await;
}

fn body(path: &str) -> Option<String> {
    let path = path.strip_prefix("/api/v1/")?.split('?').next()?;
    let json = match path {
        "demo" => {
            serde_json::to_string(&[login("lin.xd", "林晓东", Role::Rep), login("gu.wt", "顾文涛", Role::Manager)])
        }
        "devices" => serde_json::to_string(&[device(1, "Chrome, Android"), device(2, "Firefox, Windows")]),
        "activity" => serde_json::to_string(&activity()),
        "company" => serde_json::to_string(&settings()),
        "people" => serde_json::to_string(&holders::people()),
        "people/lin.xd/customers" => serde_json::to_string(&holders::customers()),
        "people/xu.zq/customers" => Ok("[]".to_owned()),
        "forms" => serde_json::to_string(&[super::forms::shop(3), super::forms::shop(4), super::forms::retired()]),
        "reminders" => serde_json::to_string(&day::reminders()),
        "workload" => serde_json::to_string(&day::workload()),
        "calendar" => serde_json::to_string(&CalendarFeed { made: Some(at(-9_000)), path: None }),
        "periods" => serde_json::to_string(&periods()),
        "periods/2026-10/statements" => serde_json::to_string(&statements()),
        "periods/2026-10/statements/lin.xd" => serde_json::to_string(&statement()),
        holding => serde_json::to_string(&holders::holding(holding)?),
    };
    json.ok()
}

fn login(login: &str, name: &str, role: Role) -> DemoLogin {
    DemoLogin {
        login: login.into(),
        password: "demo".into(),
        name: name.into(),
        roles: vec![role],
        post: "杭州一部 · 销售代表".into(),
    }
}

fn device(n: u8, name: &str) -> Device {
    Device {
        id: format!("0190163d-8694-739b-aea5-966c26f8ad0{n}").parse().unwrap(),
        employee: employee("lin.xd"),
        name: name.into(),
        signed_in: at(-60_000),
        seen: at(-300),
        revoked: false,
    }
}

pub const PEOPLE: [(&str, &str); 6] = [
    ("lin.xd", "林晓东"),
    ("chen.yh", "陈语涵"),
    ("xu.zq", "许志强"),
    ("zhou.m", "周敏"),
    ("fang.q", "方晴"),
    ("wu.y", "吴越"),
];

fn activity() -> Activity {
    let visits = (0..9_u8)
        .map(|n| {
            let (id, name) = PEOPLE[usize::from(n) % 6];
            let verdict = [Verdict::Inside, Verdict::Outside, Verdict::Inside, Verdict::Uncertain, Verdict::Inside]
                [usize::from(n) % 5];
            let here = place(30.2748 + f64::from(n) * 0.011, 120.1551 + f64::from(n % 4) * 0.021);
            TeamVisit {
                id: format!("0190163d-8694-739b-aea5-9600000002{n:02}").parse().unwrap(),
                employee: employee(id),
                name: name.into(),
                customer: customer(91 + n % 6),
                customer_name: NAMES[usize::from(n) % 6].into(),
                check_in: at(-i64::from(n) * 37),
                offset: 480,
                check_out: (n > 1).then(|| at(-i64::from(n) * 37 + 28)),
                received: at(-i64::from(n) * 37 + i64::from(n % 3) * 90),
                verdict,
                distance: Some(if verdict == Verdict::Outside { 640.0 } else { 42.0 + f64::from(n) * 9.0 }),
                fix: (n != 7).then_some(Fix {
                    place: here,
                    accuracy: Some(18.0),
                    source: FixSource::Device,
                    at: at(0),
                    mock: false,
                }),
                no_fix: (n == 7).then(|| "timed-out".into()),
                fence: Some(fence()),
                reason: (verdict == Verdict::Outside).then(|| "约在别处见面".into()),
                result: Some("二批采购进入招标流程".into()),
                next_step: Some("周五前给新报价".into()),
                next_date: Some(on("2026-11-24")),
                device: Some("0190163d-8694-739b-aea5-966c26f8ad01".parse().unwrap()),
                photos: if n % 2 == 0 { vec!["ab".repeat(32)] } else { Vec::new() },
                originals: [("ab".repeat(32), "cd".repeat(32))].into(),
                skew: (n == 4).then_some(3_600_000),
                left: None,
                flags: match n {
                    2 => [Flag::Impossible, Flag::Stale].into(),
                    4 => [Flag::Clock].into(),
                    5 => [Flag::Repeated].into(),
                    _ => BTreeSet::new(),
                },
                forgotten: n == 6,
                purpose: Some("sales".into()),
                form: (n == 0).then(super::forms::filled),
                amendments: if n == 0 { vec![super::forms::amended()] } else { Vec::new() },
            }
        })
        .collect();
    let people = PEOPLE
        .iter()
        .map(|(id, name)| TeamPerson {
            employee: employee(id),
            name: (*name).into(),
            department: "杭州一部".into(),
            visits: 2,
        })
        .collect();
    Activity { day: on("2026-11-19"), visits, people, tiles: None, forms: vec![super::forms::shop(3)] }
}

fn settings() -> Settings {
    let option = |id: &str, name: &str| Choice { id: id.into(), name: name.into() };
    let field = |id: &str, name: &str, options| CustomerField { id: id.into(), name: name.into(), options };
    Settings {
        visit_purposes: vec![option("follow_up", "跟进"), option("service", "售后"), option("collection", "催款")],
        outside_reasons: vec![option("met_elsewhere", "客户约在别处"), option("other", "其他")],
        expense_categories: vec![option("transport", "交通"), option("meals", "餐费")],
        customer_fields: vec![
            field("beds", "床位数", Vec::new()),
            field("grade", "医院等级", vec![option("2", "二级"), option("3", "三级")]),
        ],
        tiles: Some(Tiles {
            url: "https://tiles.example/{z}/{x}/{y}.png".into(),
            datum: Datum::Gcj02,
            attribution: "© 某图".into(),
        }),
        ..Settings::of(&company())
    }
}

fn periods() -> Vec<PeriodRow> {
    let step =
        |state, by: &str, minutes| PeriodStep { state, by: employee("shen.j"), by_name: by.into(), at: at(minutes) };
    let row = |period: &str, state, steps, next, seal: Option<String>| PeriodRow {
        period: period.parse().unwrap(),
        state,
        people: 40,
        total: (state >= PeriodState::Scored).then(|| "227522.35".to_owned()),
        currency: "CNY".into(),
        steps,
        next,
        seal,
    };
    use PeriodState::{Approved, Closed, Frozen, Open, Scored};
    let all = vec![
        step(Frozen, "沈佳", -60_000),
        step(Scored, "沈佳", -58_000),
        step(Approved, "赵总", -56_000),
        step(Closed, "沈佳", -55_000),
    ];
    vec![
        row(
            "2026-11",
            Open,
            Vec::new(),
            Some(NextStep { step: "freeze".into(), blocked: Some("blocked-month-not-over".into()) }),
            None,
        ),
        row(
            "2026-10",
            Scored,
            vec![step(Frozen, "沈佳", -20_000), step(Scored, "沈佳", -18_000)],
            Some(NextStep { step: "approve".into(), blocked: None }),
            None,
        ),
        row("2026-09", Closed, all.clone(), None, Some("9c02".repeat(16))),
        row("2026-08", Closed, all, None, Some("4be7".repeat(16))),
    ]
}

fn statement_row(n: usize) -> StatementRow {
    let (id, name) = PEOPLE[n];
    StatementRow {
        employee: employee(id),
        name: name.into(),
        department: "杭州一部".into(),
        score: Some(format!("{}.40", 93 - n * 3)),
        grade: Some(if n < 3 { "A" } else { "B" }.into()),
        base: Some("6500.00".into()),
        floating: Some(format!("{:.2}", 433.33 - 210.11 * n as f64)),
        bonus: None,
        commission: Some(format!("{}.00", 12_484 - n * 911)),
        deduction: None,
        total: (n != 5).then(|| format!("{}.33", 22_387 - n * 1201)),
        adjusted: (n == 0).then(|| "3060.02".into()),
        stopped: (n == 5).then(|| "no rate for USD on 2026-10-20".into()),
        hash: Some("7f3a".repeat(16)),
        former: false,
    }
}

fn statements() -> Vec<StatementRow> {
    (0..6).map(statement_row).collect()
}

fn statement() -> StatementPage {
    let books = pack().books;
    StatementPage {
        row: statement_row(0),
        state: PeriodState::Scored,
        under: Some(Under::from(&books)),
        told: Some(told()),
        adjustments: adjustments(),
        pack_hash: Some("51e0".repeat(16)),
        facts: books.evidence(),
        customers: names(),
    }
}
