use std::collections::{BTreeMap, BTreeSet};

use super::formula::check_formula;
use crate::books::Id;
use crate::books::plan::{FormulaMetric, Grade, LANGUAGES, Plan, default_grades};
use crate::books::read::door::{At, Door, shown};
use crate::books::read::{Names, limit, metric_named};
use crate::num::Decimal;

/// A formula metric may ask for the metrics before it, so that none can come back to itself.
pub(in crate::books) fn metrics(metrics: &[FormulaMetric], at: &At<'_>, door: &mut Door<'_>) {
    let products = door.index.names.products.clone();
    let mut before = Names { products, formulas: BTreeSet::new() };
    for (number, metric) in metrics.iter().enumerate() {
        let at = at.item(number);
        let id = metric.id.as_str();
        if !word(id) {
            door.fault(&at.key("id"), || format!("{} is no name: small letters, digits and _ are", shown(id)));
        } else if metric_named(id, &Names::default()).is_ok() || id == "product_quantity" {
            door.fault(&at.key("id"), || format!("{} is everybody's metric already", shown(id)));
        }
        if let Err(reason) = check_formula(&metric.formula, &before) {
            door.fault(&at.key("formula"), || reason);
        }
        before.formulas.insert(id);
    }
}

/// What a formula can name.
fn word(id: &str) -> bool {
    id.starts_with(|first: char| first.is_ascii_lowercase())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Best first, the last from 0: everybody with a score has a grade.
pub(in crate::books) fn grades(grades: &[Grade], at: &At<'_>, door: &mut Door<'_>) {
    for (number, pair) in grades.windows(2).enumerate() {
        if let [better, worse] = pair
            && worse.from >= better.from
        {
            let at = at.item(number + 1);
            door.fault(&at.key("from"), || format!("{} is not below {}: best first", worse.from, better.from));
        }
    }
    if grades.last().is_none_or(|worst| !worst.from.is_zero()) {
        door.fault(at, || "the last grade must begin at 0".to_owned());
    }
}

/// Percent of the heads, together 100, of the plan's grades in their order.
///
/// The books format itself writes no grades: there a list none of whose names is one of the usual grades brings its own.
/// `grades`: `None` where they could not be read.
pub(in crate::books) fn forced(forced: &[(Id, Decimal)], grades: Option<&[Grade]>, at: &At<'_>, door: &mut Door<'_>) {
    limit::hundred(forced.iter().map(|(_, percent)| Some(*percent)), "percents", at, door);
    let place = |id: &Id| grades.and_then(|grades| grades.iter().position(|grade| grade.id == *id));
    let own =
        grades.is_some_and(|grades| grades == default_grades()) && forced.iter().all(|(id, _)| place(id).is_none());
    let (mut seen, mut last) = (BTreeSet::new(), None);
    for (number, (id, percent)) in forced.iter().enumerate() {
        let at = at.item(number);
        limit::not_negative(percent, &at.item(1), door);
        if !seen.insert(id) {
            door.fault(&at.item(0), || format!("{} stands twice", shown(id.as_str())));
        } else if grades.is_some() && !own {
            match place(id) {
                None => door.fault(&at.item(0), || format!("the plan has no grade {}", shown(id.as_str()))),
                here if here < last => door.fault(&at.item(0), || "stands after a worse grade: best first".to_owned()),
                here => last = here,
            }
        }
    }
}

/// Names stand in the product's languages.
pub(in crate::books) fn languages(names: &BTreeMap<String, BTreeMap<Id, String>>, at: &At<'_>, door: &mut Door<'_>) {
    for language in names.keys().filter(|language| !LANGUAGES.contains(&language.as_str())) {
        door.fault(&at.key(language), || format!("{} is none of {}", shown(language), LANGUAGES.join(", ")));
    }
}

/// A name for what is not in the plan is probably a slip of the pen.
pub(super) fn named(plan: &Plan, at: &At<'_>, door: &mut Door<'_>) {
    let known: BTreeSet<&str> = plan.parts().map(|(id, _)| id).collect();
    for (language, names) in &plan.names {
        let at = at.key(language);
        for id in names.keys().filter(|id| !known.contains(id.as_str())) {
            door.warn(&at.key(id.as_str()), || format!("the plan has nothing called {}", shown(id.as_str())));
        }
    }
}
