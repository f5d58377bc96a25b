//! Every amount, section, note, flag and metric has its text in every language, and no text is left with a hole.

mod files;
mod samples;

use serde_json::Value as Json;

use super::language::Texts;
use super::page::Page;
use super::*;
use crate::books;
use crate::engine::{InTurn, Node, Value, What, all_known};
use crate::facts::Facts;
use crate::metric::{METRICS, Scope};
use crate::period::Span;

fn company() -> Books {
    let document: Json = serde_json::from_str(include_str!("../../../tests/cases/public/books-500023.json")).unwrap();
    books::read(&document).unwrap()
}

fn whole(text: &str, about: impl std::fmt::Display) {
    for hole in ["⟨", "{", "}", "为 none", "按 none", "− none", "× none"] {
        assert!(!text.contains(hole), "{about}: {hole} in {text}");
    }
}

#[test]
fn every_amount_has_its_text_and_its_formula_without_a_hole() {
    let books = company();
    for language in Language::ALL {
        let view = View::new(&books.plan, 2, language);
        for what in What::all() {
            let nodes = samples::of(what);
            assert!(!nodes.is_empty(), "{what:?}: no sample");
            for (node, key) in nodes {
                assert!(view.texts.known(&what.key(), &[]).is_some(), "{language}: {}", what.key());
                whole(&view.label(&node, key), format!("{language}: {what:?}"));
                let mut page = Page::default();
                tree::explain(&view, &node, 0, false, &mut page);
                whole(&page.done(), format!("{language}: {what:?}"));
            }
        }
    }
}

#[test]
fn a_formula_of_the_engine_has_one_in_words_or_is_put_together_from_parts() {
    for language in Language::ALL {
        let texts = Texts::of(language);
        for what in What::all().filter(|what| !what.formula().is_empty() && *what != What::Vetoed) {
            // Amounts whose text says them in other words.
            if !matches!(what, What::Special) {
                assert!(texts.attribute(&what.key(), "formula", &[]).is_some(), "{language}: {what:?}");
            }
        }
    }
}

#[test]
fn every_line_key_reads_in_words() {
    let books = company();
    for (key, zh, en) in [
        ("base", "基础工资", "Base wage"),
        ("floating", "浮动工资", "Floating wage"),
        ("bonus excess", "契约超额奖", "Contract excess bonus"),
        ("accrual collection", "计提（本月不发）· 资金回笼奖", "Accrued, not paid this month · Collection bonus"),
        ("special A1", "特殊贡献奖 A1", "Special contribution A1"),
        (
            "commission M1 line L1",
            "提成 · 回款 M1 · 契约行 L1 的产品费率",
            "Commission · collection M1 · product rate of contract line L1",
        ),
        (
            "commission M1 opportunity",
            "提成 · 回款 M1 · 业务机会费率",
            "Commission · collection M1 · rate of the opportunity",
        ),
        (
            "commission plan 2026-01-01 tier 2",
            "提成 · 2026-01-01 版本第 2 档",
            "Commission · version 2026-01-01, tier 2",
        ),
        (
            "commission plan 2026-01-01+T1",
            "提成 · 2026-01-01（T1） 版本（全额累进）",
            "Commission · version 2026-01-01 (T1), reached rate on everything",
        ),
        ("clawback R1 plan", "退款 R1 收回提成 · 方案费率", "Clawback of refund R1 · rate of the plan"),
        (
            "clawback R1 opportunity",
            "退款 R1 收回提成 · 业务机会费率",
            "Clawback of refund R1 · rate of the opportunity",
        ),
        (
            "clawback R1 line L2",
            "退款 R1 收回提成 · 契约行 L2 的产品费率",
            "Clawback of refund R1 · product rate of contract line L2",
        ),
        ("cap", "提成封顶", "Commission cap"),
        ("floor", "提成保底", "Commission floor"),
        ("hold M1", "暂扣提成 · 回款 M1", "Held back · collection M1"),
        ("hold clawback R1", "退款 R1 先抵暂扣", "Refund R1 taken from what is held"),
        ("release K1", "释放暂扣提成 · 契约 K1", "Released · contract K1"),
        ("draw", "预支", "Draw"),
        ("deduction Q1", "罚款 Q1", "Penalty Q1"),
        ("deduction contact_gap 2026-03", "客户联系超期罚款（2026-03）", "Penalty for contact gaps (2026-03)"),
        ("balance before", "以前月份的负数抵减", "Negative total of earlier months"),
        ("balance after", "负数转到下月", "Negative total carried to the next month"),
    ] {
        assert_eq!(label(key, &books.plan, Language::ZhCn), zh, "{key}");
        assert_eq!(label(key, &books.plan, Language::En), en, "{key}");
        whole(&label(key, &books.plan, Language::ZhTw), key);
    }
    // What nobody knows stays as it is.
    for key in ["", "bonus", "commission", "commission plan", "clawback", "clawback R1", "something else"] {
        whole(&label(key, &books.plan, Language::En), key);
    }
    assert_eq!(label("something else", &books.plan, Language::En), "something else");
}

#[test]
fn every_note_and_flag_reads_in_words() {
    let books = company();
    for language in Language::ALL {
        for one in [
            "floating: group of one",
            "floating: no score",
            "floating: average not above zero",
            "bonus volume: not applicable",
            "bonus nobody knows: not applicable",
            "wage below the minimum wage",
            "commission M1: no plan in force",
            "stopped: no rate for USD on 2026-03-01",
            "stopped: /plan/indicators/i1: division by zero",
        ] {
            let text = note(one, &books.plan, language);
            assert_ne!(text, one, "{language}");
            whole(&text, one);
        }
        assert_eq!(note("a new note", &books.plan, language), "a new note");
        assert_ne!(flag("dismissal candidate", language), "dismissal candidate");
    }
    // RES-2: the law asks for something first.
    assert!(flag("dismissal candidate", Language::ZhCn).contains("法律要求先培训或调岗"));
    assert!(flag("dismissal candidate", Language::ZhTw).contains("法律要求先培訓或調崗"));
    assert!(flag("dismissal candidate", Language::En).contains("the law asks for training or a transfer first"));
}

#[test]
fn every_metric_and_what_it_is_made_of_has_a_name() {
    let books = company();
    let facts = Facts::of(&books, None).unwrap();
    for language in Language::ALL {
        let view = View::new(&books.plan, 2, language);
        for metric in METRICS {
            assert_ne!(view.metric_name(metric.id), metric.id, "{language}");
            for (employee, _) in facts.people.by_id() {
                let span = Span::from(books.periods[0]);
                let scope =
                    Scope { facts: &facts, employee, span, parameter: Some("P1"), today: None, evidence: false };
                for (input, _) in (metric.measure)(&scope).unwrap().inputs {
                    let text = view.input_name(Some(metric.id), input);
                    assert!(text != input || language == Language::En, "{language}: {} {input}", metric.id);
                }
            }
        }
        assert_ne!(view.metric_name("coverage:A"), view.metric_name("coverage"));
        whole(&view.metric_name("product_quantity:P1"), language);
        assert_eq!(view.metric_name("unheard of"), "unheard of");
    }
}

#[test]
fn the_worked_floating_wage_reads_as_people_would_write_it() {
    let books = company();
    let (node, _) = samples::of(What::FloatingWage).remove(0);
    let mut page = Page::default();
    tree::explain(&View::new(&books.plan, 2, Language::ZhCn), &node, 0, false, &mut page);
    assert_eq!(
        page.done(),
        "2,000.00 ×（88 − 80）÷ 80 = 200.00\n\
         得分 88，同模板同考核期 3 人平均 240 ÷ 3 = 80，相差 +10%〔PAY-5、D-3、D-32〕\n"
    );
}

#[test]
fn a_whole_company_reads_without_a_hole_in_every_language() {
    let books = company();
    let facts = Facts::of(&books, None).unwrap();
    for (month, results) in all_known(&books, &facts, &InTurn) {
        for (id, result) in &results {
            for language in Language::ALL {
                let text = text(&Title::new(&books, id, month), result.explained.as_ref(), &[], language);
                whole(&text, format!("{language}: {month} {id}"));
            }
        }
    }
}

#[test]
fn a_language_is_found_by_its_tag() {
    for (tag, language) in
        [("zh", Language::ZhCn), ("zh-CN", Language::ZhCn), ("zh_TW", Language::ZhTw), ("EN", Language::En)]
    {
        assert_eq!(tag.parse(), Ok(language));
        assert_eq!(language.tag().parse(), Ok(language));
    }
    assert_eq!("fr".parse::<Language>().unwrap_err().to_string(), "\"fr\" is none of zh-CN (zh), zh-TW and en");
}

/// A node with arguments, as the engine makes them.
fn node(what: What, value: impl Into<Value>, args: &[(&'static str, &str)]) -> Node {
    let mut node = Node::new(what).value(value);
    for (name, text) in args {
        let value = match crate::num::decimal(text) {
            Ok(number) if !matches!(*name, "line" | "tier_name" | "name" | "version") => Value::Plain(number),
            _ if *name == "name" || *name == "version" || *name == "formula" || *name == "kind" || *name == "event" => {
                Value::Text((*text).to_owned())
            }
            _ => Value::Id((*text).into()),
        };
        node.args.push((name, value));
    }
    node
}
