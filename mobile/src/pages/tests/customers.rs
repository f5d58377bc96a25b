//! Customers as samples, and their pages.

use shared::customer::{Likeness, NameLikeness};
use shared::doc::customer::{Customer, Lifecycle, LifecycleEvent};
use shared::doc::journal::{ClassChange, Merge};
use shared::doc::ledger::Class;
use shared::id::CustomerId;

use super::samples::{self, Here, NAMES, Who, at, customer, employee, row};
use crate::view::{CustomerMark, CustomerPage, Happening, HappeningKind, More, RecordState, Same, kind};

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
                due: row.reminder.as_ref().map(kind),
            })
        })
        .collect()
}

pub fn sames() -> Vec<Same> {
    let same = Likeness { name: Some(NameLikeness::Same), phone: true, distance: Some(86.0) };
    let alike = Likeness { name: Some(NameLikeness::Alike), phone: false, distance: Some(430.0) };
    [(0, same), (1, alike)].map(|(n, why)| Same { row: row(n), why }).into()
}

fn happening(n: u8, minutes: i64, what: HappeningKind) -> Happening {
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
    let mut page = samples::page();
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
            happening(1, -5, HappeningKind::Stage { event, by: Some("林晓东".into()) }),
            happening(2, -6, HappeningKind::Class { change: class }),
            happening(3, -7, HappeningKind::Merge { merge, other: Some(NAMES[1].into()) }),
        ];
    }
    page
}
