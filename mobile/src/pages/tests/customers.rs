//! Customers as samples, and their pages.

use shared::customer::{Likeness, NameLikeness};
use shared::doc::customer::{Customer, Lifecycle, LifecycleEvent};
use shared::doc::journal::{ClassChange, Merge};
use shared::doc::ledger::{Class, Holding};
use shared::fact::FactBody;
use shared::id::CustomerId;
use shared::place::Verdict;
use shared::reminder::Reminder;

use super::pay::facts;
use super::samples::{Here, NAMES, Who, at, customer, day, employee, happening, row, visit};
use crate::view::{CustomerMark, CustomerPage, Happening, HappeningKind, More, RecordState, Same};

/// As [`super::SCENES`].
pub const SCENES: &[(&str, &str, Who, Here, &[&str])] = &[
    (
        "customer-new",
        "/customers/new",
        Who::Rep,
        Here::Inside,
        &["新客户", "2 位相像的客户", "电话相同", "我就在客户处", "加标签"],
    ),
    ("customer-map", "/customers/map", Who::Rep, Here::Inside, &["6 位客户", "无需联系"]),
    (
        "customer-edit",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/edit",
        Who::Rep,
        Here::Inside,
        &["改资料", "来源渠道", "合作伙伴"],
    ),
    (
        "customer-site",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/sites/0190163d-8694-739b-aea5-966c26f8ad10",
        Who::Rep,
        Here::Inside,
        &["门诊楼", "30.274100", "围栏半径", "站在这里", "删除地点"],
    ),
    (
        "customer-site-new",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/sites/new",
        Who::Rep,
        Here::Inside,
        &["加地点"],
    ),
    (
        "customer-person",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/people/p1",
        Who::Rep,
        Here::Inside,
        &["王建国", "删除联系人"],
    ),
    (
        "customer-stage",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/stage",
        Who::Rep,
        Here::Inside,
        &["阶段与等级", "忠诚", "A 类"],
    ),
    (
        "customer-merge",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/merge",
        Who::Rep,
        Here::Inside,
        &["合并重复客户", "什么都不会删除"],
    ),
    (
        "customer-merged",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad93",
        Who::Rep,
        Here::Inside,
        &["已并入", "撤销", "去那里"],
    ),
    (
        "customer-absorbing",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad92",
        Who::Rep,
        Here::Inside,
        &["“滨江启明眼科”已并入", "等服务器确认", "阶段变为“客户”", "申请改为 A 类", "A 类待确认"],
    ),
];

pub fn marks() -> Vec<CustomerMark> {
    (0..6)
        .filter_map(|n| {
            let row = row(n);
            Some(CustomerMark {
                id: row.id,
                name: row.name,
                place: row.site?.place,
                class: row.class,
                due: row.reminder.as_ref().map(Reminder::kind),
            })
        })
        .collect()
}

pub fn sames() -> Vec<Same> {
    let same = Likeness { name: Some(NameLikeness::Same), phone: true, distance: Some(86.0) };
    let alike = Likeness { name: Some(NameLikeness::Alike), phone: false, distance: Some(430.0) };
    [(0, same), (1, alike)].map(|(n, why)| Same { row: row(n), why }).into()
}

fn local(n: u8, minutes: i64, what: HappeningKind) -> Happening {
    let id = format!("0190163d-8694-739b-aea5-9600000002{n:02}").parse().unwrap();
    Happening {
        state: RecordState::Local,
        id,
        at: at(minutes),
        offset: 480,
        refusal: None,
        what,
        amendments: Vec::new(),
    }
}

/// The second customer has taken in the third, which is its other name.
pub fn page(id: CustomerId) -> CustomerPage {
    let mut page = first();
    let named = |n: usize| Customer { name: NAMES[n].into(), ..Customer::default() };
    if id == customer(93) {
        page.row = row(2);
        page.profile.name = NAMES[2].into();
        page.more = More { into: Some((customer(92), NAMES[1].into())), merging: true, ..More::default() };
    } else if id == customer(92) {
        page.row = row(1);
        page.profile.name = NAMES[1].into();
        page.profile.tags = vec!["重点".into(), "三甲".into()];
        page.more = More {
            also: [(customer(93), named(2))].into(),
            merging: true,
            class: Some(Class::A),
            via: Some(NAMES[4].into()),
            ..More::default()
        };
        let event = LifecycleEvent {
            to: Lifecycle::Customer,
            at: at(-5),
            offset: 480,
            by: employee("lin.xd"),
            reason: Some("签了首单".into()),
        };
        page.profile.lifecycle.insert("0190163d-8694-739b-aea5-960000000201".parse().unwrap(), event.clone());
        let merge = Merge { customer: customer(93), into: Some(customer(92)), reason: None };
        let class = ClassChange { customer: id, class: Class::A, reason: Some("二期项目".into()) };
        page.timeline = vec![
            local(1, -5, HappeningKind::Stage { event, by: Some("林晓东".into()) }),
            local(2, -6, HappeningKind::Class { change: class }),
            local(3, -7, HappeningKind::Merge { merge, other: Some(NAMES[1].into()) }),
        ];
    }
    page
}

/// The first customer, with all that can be there.
fn first() -> CustomerPage {
    let profile = serde_json::json!({
        "name": NAMES[0], "phone": "0571-8765 4321", "industry": "医院", "source": "exhibition",
        "sites": { "0190163d-8694-739b-aea5-966c26f8ad10": { "name": "门诊楼", "address": "文三路 90 号", "lat": 30.2741, "lon": 120.1551, "radius": 300 },
                   "0190163d-8694-739b-aea5-966c26f8ad11": { "name": "住院部", "address": "文三路 92 号", "lat": 30.2752, "lon": 120.1571, "radius": 200 } },
        "people": { "p1": { "name": "王建国", "title": "设备科主任", "phone": "13800001234" }, "p2": { "name": "李敏", "title": "院长", "wechat": "limin" } }
    });
    let contact = serde_json::json!({ "customer": customer(91), "method": "wechat", "content": "发二期配置清单与质保条款，赵科长确认收到。", "next_date": "2026-11-24" });
    let expense = serde_json::json!({ "category": "entertainment", "amount": "480.00", "currency": "CNY", "date": "2026-10-27", "note": "与设备科 3 人午餐" });
    CustomerPage {
        row: row(0),
        profile: serde_json::from_value(profile).unwrap(),
        holding: Some(Holding {
            class: Class::A,
            owner: employee("lin.xd"),
            since: day("2025-01-01"),
            collaborators: Vec::new(),
            merged_into: None,
        }),
        owner_name: Some("林晓东".to_owned()),
        timeline: vec![
            happening(
                1,
                -50,
                RecordState::Local,
                visit(Verdict::Inside, 86.0, -4, "李院长认可二期方案，下肢训练仪由两台改为三台，周五前给新报价。"),
            ),
            happening(
                2,
                -9 * 1440,
                RecordState::Held,
                HappeningKind::Contact { contact: Box::new(serde_json::from_value(contact).unwrap()) },
            ),
            happening(
                6,
                -9 * 1440 - 60,
                RecordState::Counted,
                HappeningKind::Snooze { snooze: Box::new(super::day::snooze()) },
            ),
            happening(
                3,
                -23 * 1440 + 300,
                RecordState::Counted,
                visit(Verdict::Uncertain, 180.0, -23 * 1440 + 328, "地下一层信号弱；与设备科核对验收单。"),
            ),
            happening(
                4,
                -23 * 1440,
                RecordState::Counted,
                HappeningKind::Expense { expense: Box::new(serde_json::from_value(expense).unwrap()) },
            ),
        ],
        money: facts()
            .into_iter()
            .filter(|fact| matches!(fact.body, FactBody::Contract { .. } | FactBody::Collection { .. }))
            .collect(),
        more: More::default(),
    }
}
