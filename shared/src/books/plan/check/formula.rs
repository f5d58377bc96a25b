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
