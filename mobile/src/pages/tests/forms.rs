//! Samples of visits: forms, evidence, amendments.

use shared::doc::form::{Filled, Form};
use shared::place::{Fix, FixSource, Flag, Verdict};
use shared::rest::Amended;

use crate::view::{Draft, HappeningKind, RecordState, VisitPage};

use super::samples::{NAMES, at, customer, fence, happening, place, visit};

/// 门店巡检 in a version.
pub fn shop(version: u32) -> Form {
    let json = serde_json::json!({ "id": "shop", "version": version, "name": "门店巡检", "purposes": ["sales"], "fields": [
        { "id": "open", "label": "是否营业", "kind": "choice", "required": true,
          "options": [{"id": "yes", "name": "营业"}, {"id": "no", "name": "歇业"}] },
        { "id": "why", "label": "歇业原因", "kind": "text", "visible_if": {"field": "open", "is": ["no"]} },
        { "id": "share", "label": "排面占比", "kind": "number", "min": "0", "max": "100", "decimals": 1, "unit": "%",
          "hint": "我们的排面占同类的百分比" },
        { "id": "shelf", "label": "货架清点", "kind": "group", "most": 20, "fields": [
            { "id": "product", "label": "产品条码", "kind": "scan", "required": true },
            { "id": "count", "label": "数量", "kind": "number", "min": "0", "decimals": 0, "required": true } ] },
        { "id": "fix", "label": "整改日期", "kind": "date" },
        { "id": "seen", "label": "陈列照片", "kind": "photo", "most": 3 } ] });
    serde_json::from_value(json).unwrap()
}

/// One that is not asked for any more.
pub fn retired() -> Form {
    Form { id: "device".into(), name: "设备回访".into(), purposes: Vec::new(), retired: true, ..shop(1) }
}

pub fn filled() -> Filled {
    let json = serde_json::json!({ "form": "shop", "version": 3, "answers": {
        "open": {"choice": ["yes"]}, "share": {"number": "35.5"}, "fix": {"date": "2026-11-24"},
        "shelf": {"rows": [ {"product": {"text": "6901234567892"}, "count": {"number": "12"}},
                            {"product": {"text": "6901234567908"}, "count": {"number": "30"}} ]} } });
    serde_json::from_value(json).unwrap()
}

pub fn amended() -> Amended {
    Amended {
        at: at(-3), field: "result".into(), is: "二批采购推迟到明年一季度".into(), why: "院方来电更正".into()
    }
}

/// A visit that was amended, with a form of an older version and a doubtful position.
pub fn visit_page() -> VisitPage {
    let mut what = visit(Verdict::Outside, 640.0, -4, "李院长认可二期方案，周五前给新报价。");
    if let HappeningKind::Visit { check_in, check_out: Some((_, out)), flags, form, .. } = &mut what {
        check_in.fix = Some(Fix {
            place: place(30.2798, 120.1551),
            accuracy: Some(120.0),
            source: FixSource::LastKnown,
            at: at(-74),
            mock: false,
        });
        check_in.fence = Some(fence());
        check_in.reason = Some("约在别处见面".into());
        check_in.photos.iter_mut().for_each(|photo| {
            photo.hash = "ab".repeat(32);
            photo.original = Some("cd".repeat(32));
        });
        out.form = Some(filled());
        *flags = [Flag::Stale, Flag::Coarse, Flag::Clock].into();
        *form = Some(Box::new(shop(3)));
    }
    let mut happening = happening(1, -50, RecordState::Counted, what);
    happening.amendments = vec![("next_date".into(), "2026-11-27".into(), "客户改期".into())];
    VisitPage {
        customer: customer(91),
        customer_name: NAMES[0].into(),
        visit: happening,
        when: at(-110),
        draft: Draft::default(),
    }
}
