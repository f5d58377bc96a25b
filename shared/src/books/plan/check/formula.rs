use crate::books::read::Names;

/// May this formula stand in a plan? `names`: the metrics it may ask for besides those everybody has.
///
/// So far it refuses a text without anything in it; what a formula may be made of is decided where formulas are parsed,
/// and this is the one place that asks.
pub fn check_formula(text: &str, _names: &Names<'_>) -> Result<(), String> {
    if text.trim().is_empty() { Err("the formula is empty".to_owned()) } else { Ok(()) }
}
