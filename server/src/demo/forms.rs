//! What the made-up company asks on a visit, and what its people answer.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::doc::form::{Answer, Answers, Filled, Form};
use shared::num::Decimal;

use super::dice::Dice;

/// Its forms, one for each purpose that is worth one.
pub fn all() -> Result<Vec<Form>, serde_json::Error> {
    [shelf(), device(), needs()].into_iter().map(serde_json::from_value).collect()
}

/// 耗材清点: what stands in the store room, as a shop's shelves would be counted.
fn shelf() -> Value {
    json!({ "id": "shelf", "version": 1, "name": "耗材货架清点", "purposes": ["follow_up"], "fields": [
        { "id": "stocked", "label": "耗材是否在库", "kind": "choice", "required": true,
          "options": [{"id": "yes", "name": "在库"}, {"id": "short", "name": "部分缺货"}, {"id": "no", "name": "全部缺货"}] },
        { "id": "rows", "label": "货架清点", "kind": "group", "most": 40, "fields": [
            { "id": "product", "label": "产品条码", "kind": "scan", "required": true, "hint": "扫包装盒上的条码" },
            { "id": "count", "label": "数量", "kind": "number", "min": "0", "max": "9999", "decimals": 0, "unit": "盒", "required": true },
            { "id": "expires", "label": "最早效期", "kind": "date" } ],
          "visible_if": {"field": "stocked", "is": ["yes", "short"]} },
        { "id": "share", "label": "我们的货架占比", "kind": "number", "min": "0", "max": "100", "decimals": 0, "unit": "%" },
        { "id": "short_of", "label": "缺什么", "kind": "text", "longest": 200, "required": true,
          "visible_if": {"field": "stocked", "is": ["short", "no"]} },
        { "id": "photo", "label": "货架照片", "kind": "photo", "most": 3 } ] })
}

/// 設備回訪
fn device() -> Value {
    json!({ "id": "device", "version": 1, "name": "设备回访", "purposes": ["service"], "fields": [
        { "id": "state", "label": "设备状态", "kind": "choice", "required": true,
          "options": [{"id": "good", "name": "正常"}, {"id": "limited", "name": "带病运行"}, {"id": "down", "name": "停机"}] },
        { "id": "serial", "label": "序列号", "kind": "scan", "required": true },
        { "id": "hours", "label": "累计运行", "kind": "number", "min": "0", "max": "100000", "decimals": 0, "unit": "小时" },
        { "id": "faults", "label": "故障表现", "kind": "choice", "many": true, "required": true,
          "options": [{"id": "image", "name": "图像伪影"}, {"id": "noise", "name": "异响"}, {"id": "probe", "name": "探头损坏"}, {"id": "other", "name": "其他"}],
          "visible_if": {"field": "state", "is": ["limited", "down"]} },
        { "id": "satisfied", "label": "科室满意度（1–5）", "kind": "number", "min": "1", "max": "5", "decimals": 0 },
        { "id": "again", "label": "约定复检日期", "kind": "date", "visible_if": {"field": "state", "is": ["limited", "down"]} } ] })
}

/// 需求登記
fn needs() -> Value {
    json!({ "id": "needs", "version": 1, "name": "需求登记", "purposes": ["new_business"], "fields": [
        { "id": "wants", "label": "关注的产品", "kind": "choice", "many": true, "required": true,
          "options": [{"id": "ultrasound", "name": "彩超"}, {"id": "monitor", "name": "监护仪"}, {"id": "rehab", "name": "康复设备"}, {"id": "checkup", "name": "体检整套"}] },
        { "id": "budget", "label": "预算", "kind": "number", "min": "0", "decimals": 2, "unit": "万元" },
        { "id": "when", "label": "计划采购", "kind": "date" },
        { "id": "rival", "label": "现用品牌", "kind": "text", "longest": 60 } ] })
}

/// What a rep filled in on a visit of that purpose; most do, some do not.
pub fn filled(purpose: &str, mut dice: Dice) -> Option<Filled> {
    if !dice.chance(70) {
        return None;
    }
    let choice = |ids: &[&str]| Answer::Choice(ids.iter().map(|id| (*id).to_owned()).collect());
    let number = |value: i64| Answer::Number(Decimal::from(value));
    let text = |text: &str| Answer::Text(text.to_owned());
    let (form, answers): (&str, Vec<(&str, Answer)>) = match purpose {
        "follow_up" => {
            let short = dice.chance(30);
            let rows = (0..dice.between(2, 4)).map(|n| {
                let code = format!("69012345{:05}", 67_800 + 13 * n + dice.between(0, 9));
                Answers::from([
                    ("product".to_owned(), Answer::Text(code)),
                    ("count".to_owned(), number(dice.between(0, 36))),
                ])
            });
            let rows = Answer::Rows(rows.collect());
            let mut answers = vec![
                ("stocked", choice(&[if short { "short" } else { "yes" }])),
                ("rows", rows),
                ("share", number(dice.between(15, 80))),
            ];
            if short {
                answers.push(("short_of", text("导联线与耦合剂本周断货")));
            }
            ("shelf", answers)
        }
        "service" => {
            let state = dice.word(&["good", "good", "good", "limited", "down"]);
            let mut answers = vec![
                ("state", choice(&[state])),
                ("serial", Answer::Text(format!("AT{:06}", dice.between(100_000, 999_999)))),
                ("hours", number(dice.between(300, 18_000))),
                ("satisfied", number(dice.between(3, 5))),
            ];
            if state != "good" {
                answers.push(("faults", choice(&[dice.word(&["image", "noise", "probe"])])));
            }
            ("device", answers)
        }
        "new_business" => {
            let wants = dice.word(&["ultrasound", "monitor", "rehab", "checkup"]);
            let answers = vec![
                ("wants", choice(&[wants])),
                ("budget", number(dice.between(20, 320))),
                ("rival", text(dice.word(&["未统一", "进口品牌", "本地品牌"]))),
            ];
            ("needs", answers)
        }
        _ => return None,
    };
    let answers: BTreeMap<String, Answer> = answers.into_iter().map(|(id, answer)| (id.to_owned(), answer)).collect();
    Some(Filled { form: form.to_owned(), version: 1, answers })
}

#[cfg(test)]
mod tests {
    use shared::doc::form::check;

    use super::*;

    #[test]
    fn its_forms_can_be_published_and_are_filled_in_rightly() {
        let forms = all().unwrap();
        for form in &forms {
            assert!(form.sound(), "{}: {:?}", form.id, form.faults());
        }
        let mut count = 0;
        for n in 0..200 {
            for purpose in ["follow_up", "service", "new_business", "collection"] {
                let Some(filled) = filled(purpose, Dice::of(&["test", &n.to_string(), purpose])) else { continue };
                let form = forms.iter().find(|form| filled.is_of(form)).unwrap();
                assert!(form.purposes.iter().any(|one| one == purpose));
                assert_eq!(check(&form.fields, &filled.answers), Vec::new(), "{filled:?}");
                assert_eq!(form.filled(&filled.answers).unwrap(), filled, "something is not asked");
                count += 1;
            }
        }
        assert!(count > 300, "{count}");
    }
}
