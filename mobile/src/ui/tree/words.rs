//! What is shared's to say of a statement, in the language of the pages.

use shared::books::Id;
use shared::engine::{Explanation, Line, Section, What};
use shared::metric::{self, Unit};
use shared::rest::Under;
use shared::trail_text::{self, Language, Words};

use crate::i18n::{self, LANGUAGE, format};
use crate::view::{Evidence, Found};

fn language() -> Language {
    match LANGUAGE() {
        i18n::Language::ZhCn => Language::ZhCn,
        i18n::Language::ZhTw => Language::ZhTw,
        i18n::Language::En => Language::En,
    }
}

/// A score's explanation.
pub fn words(node: &Explanation, under: &Under) -> Words {
    trail_text::words(node, "", &under.plan, under.minor, language())
}

/// A line's explanation, named as the line is: an accrual says that it is not paid yet.
pub fn line(line: &Line, node: &Explanation, under: &Under) -> Words {
    let words = trail_text::words(node, &line.key, &under.plan, under.minor, language());
    if line.section == Section::Accrual { Words { label: label(&line.key, under), ..words } } else { words }
}

/// An adjustment's explanation.
pub fn adjusted(node: &Explanation, under: &Under) -> Words {
    trail_text::adjusted(node, &under.plan, under.minor, language())
}

/// A line's key in words.
pub fn label(key: &str, under: &Under) -> String {
    trail_text::label(key, &under.plan, language())
}

/// A section of a statement.
#[must_use]
pub fn section_name(section: Section) -> String {
    trail_text::section(section, language())
}

/// A note of a statement.
#[must_use]
pub fn note_words(note: &str, under: &Under) -> String {
    trail_text::note(note, &under.plan, language())
}

/// Why a statement could not be computed.
#[must_use]
pub fn stopped_words(reason: &str) -> String {
    trail_text::stopped(reason, language())
}

/// A flag of a statement, with what the law asks for before anything follows from it.
#[must_use]
pub fn flag_words(flag: &str) -> String {
    trail_text::flag(flag, language())
}

/// The name of a metric; of one that a plan defines, what the plan calls it.
#[must_use]
pub fn metric_name(name: &str, under: Option<&Under>) -> String {
    trail_text::metric(name, under.map(|under| &under.plan), language())
}

/// A value of a metric in its unit.
#[must_use]
pub fn metric_value(name: &str, value: &str) -> String {
    match metric::named(name).map(|named| named.metric.unit) {
        Some(Unit::Money) => format::amount(value),
        Some(Unit::Share) => format::percent(value),
        Some(Unit::Count | Unit::PerDay | Unit::Points | Unit::Quantity) | None => format::short(value, 2),
    }
}

/// What an id is: of the kinds the node speaks of, where it is one of them; else of all there are.
pub fn evidence(found: &Found, node: &Words, id: &Id) -> Vec<Option<Evidence>> {
    let Some(all) = found.get(id.as_str()) else { return vec![None] };
    let kinds: &[&str] = match node.what {
        What::Collection | What::Hold | What::Release => &["collection"],
        What::Clawback | What::HoldClawback => &["refund", "collection"],
        What::PriceLine => &["contract"],
        What::BadDebtBonus => &["bad_debt"],
        _ => &[],
    };
    let fitting: Vec<_> = all.iter().filter(|one| kinds.contains(&one.kind.as_str())).collect();
    let shown = if fitting.is_empty() { all.iter().collect() } else { fitting };
    shown.into_iter().cloned().map(Some).collect()
}
