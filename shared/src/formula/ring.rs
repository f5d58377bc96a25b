use std::collections::{BTreeMap, BTreeSet};

use super::Formula;
use super::fault::{Fault, FormulaError};
use super::tree::Place;

/// Refuses formulas that come back to themselves by the formulas they name. The error's place is in the first of the
/// ring; names that are no formulas are left aside.
pub fn check_cycles(formulas: &BTreeMap<String, Formula>) -> Result<(), FormulaError> {
    order(formulas).map(drop)
}

/// The formulas so that each comes after those it names, otherwise by name; or the ring that prevents it.
pub fn order(formulas: &BTreeMap<String, Formula>) -> Result<Vec<&str>, FormulaError> {
    let mut order = Vec::with_capacity(formulas.len());
    let (mut done, mut open) = (BTreeSet::new(), BTreeSet::new());
    for (name, formula) in formulas {
        let mut way = if done.contains(name.as_str()) { Vec::new() } else { vec![Step::into(name, formula)] };
        while let Some(step) = way.last_mut() {
            open.insert(step.name);
            match step.next.pop() {
                Some((at, next)) if open.contains(next) => {
                    step.at = at;
                    let start = way.iter().position(|step| step.name == next).unwrap_or_default();
                    return Err(ring(way.get(start..).unwrap_or_default(), next));
                }
                Some((at, next)) if !done.contains(next) => {
                    step.at = at;
                    way.extend(formulas.get_key_value(next).map(|(next, formula)| Step::into(next, formula)));
                }
                Some(_) => {}
                None => {
                    open.remove(step.name);
                    done.insert(step.name);
                    order.push(step.name);
                    way.pop();
                }
            }
        }
    }
    Ok(order)
}

/// A formula on the way down.
struct Step<'f> {
    name: &'f str,
    /// Where the name stands by which the way goes on.
    at: Place,
    /// Names yet to be followed, the first last.
    next: Vec<(Place, &'f str)>,
}

impl<'f> Step<'f> {
    fn into(name: &'f str, formula: &'f Formula) -> Self {
        let next = formula.each_name().into_iter().rev().map(|name| (name.at, name.id.as_str())).collect();
        Self { name, at: 0, next }
    }
}

fn ring(way: &[Step<'_>], back_to: &str) -> FormulaError {
    let names = way.iter().map(|step| step.name).chain([back_to]).map(str::to_owned).collect();
    Fault::Ring(names).at(way.first().map_or(0, |step| step.at))
}
