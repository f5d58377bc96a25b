use std::collections::BTreeMap;

use crate::books::plan::{FormulaMetric, Scoring, Template};
use crate::books::read::door::{At, Door};
use crate::books::read::{Names, metric_named};
use crate::formula::{Fault, Formula};

/// May this formula stand in a plan? `names`: the metrics it may ask for besides those everybody has. The reason names
/// the place in the text.
pub fn check_formula(text: &str, names: &Names<'_>) -> Result<(), String> {
    // `target["visits"]` is the target of a metric.
    let metric = |name: &str| metric_named(name.strip_prefix("target:").unwrap_or(name), names);
    let known = |name: &str| metric(name).is_ok();
    let Err(err) = Formula::parse(text, &known) else { return Ok(()) };
    Err(match &err.fault {
        Fault::UnknownName(name) => match metric(name) {
            Err(reason) => format!("at character {}: {reason}", err.at),
            Ok(()) => err.to_string(),
        },
        _ => err.to_string(),
    })
}

/// So many metrics are read for one formula, counted with those its formula metrics read for their part.
const MOST_READ: usize = 64;

/// No formula makes a statement late by asking for formulas that ask for formulas.
pub(in crate::books) fn reading(metrics: &[FormulaMetric], templates: &[Template], at: &At<'_>, door: &mut Door<'_>) {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let list = at.key("metrics");
    for (number, metric) in metrics.iter().enumerate() {
        let read = read_for(&metric.formula, &known);
        bounded(read, &list.item(number), door);
        known.insert(metric.id.as_str(), read);
    }
    let list = at.key("templates");
    for (number, template) in templates.iter().enumerate() {
        let at = list.item(number);
        let list = at.key("dimensions");
        for (number, dimension) in template.dimensions.iter().enumerate() {
            let at = list.item(number);
            let list = at.key("indicators");
            for (number, indicator) in dimension.indicators.iter().enumerate() {
                if let Scoring::Formula { formula } = &indicator.scoring {
                    bounded(read_for(formula, &known), &list.item(number), door);
                }
            }
        }
    }
}

/// Metrics read for a formula; one that can not be read is a fault of its own.
fn read_for(text: &str, known: &BTreeMap<&str, usize>) -> usize {
    let Ok(formula) = Formula::parse(text, &|_| true) else { return 0 };
    let names = formula.names();
    names
        .iter()
        .fold(0, |sum: usize, name| sum.saturating_add(known.get(name).map_or(1, |read| read.saturating_add(1))))
}

fn bounded(read: usize, at: &At<'_>, door: &mut Door<'_>) {
    if read > MOST_READ {
        door.fault(&at.key("formula"), || {
            format!("reads more than {MOST_READ} metrics, by itself and by formulas it names")
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_formula_names_metrics_of_the_books_and_earlier_formulas() {
        let names = Names { products: Some(BTreeSet::from(["P1"])), formulas: BTreeSet::from(["per_visit"]) };
        for (text, want) in [
            ("per_visit * visits", Ok(())),
            ("product_quantity[\"P1\"] + coverage['A']", Ok(())),
            ("visits / target[\"visits\"] * 100", Ok(())),
            ("target[\"later\"]", Err("at character 1: there is no metric \"later\"")),
            ("1 + later", Err("at character 5: there is no metric \"later\"")),
            ("product_quantity[\"P2\"]", Err("at character 1: there is no product \"P2\"")),
            ("product_quantity", Err("at character 1: product_quantity needs its product: product_quantity:ID")),
            ("coverage[\"D\"]", Err("at character 1: \"D\" is no class of customers: A, B or C")),
            ("visits[\"A\"]", Err("at character 1: visits takes no parameter")),
            ("visits ^ 2", Err("at character 8: `^` is not allowed in a formula")),
        ] {
            assert_eq!(check_formula(text, &names), want.map_err(str::to_owned), "{text}");
        }
    }
}
