//! The rule language of a company: metrics and scores by formula (CFG-1, APP-2).
//!
//! ```text
//! collected_amount / contract_amount >= 0.9 ? min(100, 60 + effective_visits * 2) : round(coverage["A"] * 100, 1)
//! ```
//!
//! A formula is made of decimal numbers, names of metrics, `+ - * /`, `== != < <= > >=`, `condition ? a : b`, `and`, `or`,
//! `not`, parentheses, and `min`, `max`, `abs`, `floor`, `ceil`, `round(x)`, `round(x, places)`. Nothing else exists: no
//! power, no clock, no chance, no text, no list; what is not in this list is refused where the formula is saved, with its
//! place. A metric with a parameter is written with brackets: `product_quantity["P1"]` is the metric
//! `product_quantity:P1` of the books (a colon would be read as part of `? :`).
//!
//! A condition stands only where one is asked for, a number everywhere else, and the whole is a number; that is settled
//! when the formula is read. `and`, `or` and `? :` look no further than they must. `not` takes the whole comparison after
//! it; comparisons are not chained.
//!
//! Values are [`Exact`]: a third times three is one. A name without a value, a division by zero and a number past 4,096
//! bits are errors with their place. A formula has at most 1,000 characters, 50 levels and 500 parts, and its evaluation a
//! bounded amount of work, so that no plan can make a statement late.
//!
//! The design named the crate zen-expression for reading. Its reader alone would add half a megabyte to the phone's
//! program and some twenty crates, among them a regular expression engine, the clock of chrono, a second `syn` and,
//! natively, an assembler file; places are kept apart from its tree, by address; letters outside ASCII it does not know.
//! All that for a few hundred lines that are the product's own rules, and what it reads would be evaluated here anyway:
//! its quotients have 28 digits, ours are exact. The notation stays close to its, apart from its lists in `min` and `max`.

mod fault;
mod parse;
mod power;
mod print;
mod ring;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod value;

use std::collections::BTreeSet;
use std::fmt;

use crate::num::Exact;
use tree::{Name, Number};

pub use fault::{Fault, FormulaError};
pub use ring::{check_cycles, order};

/// Characters of a formula.
pub const MAX_CHARACTERS: usize = 1000;
/// Levels of parentheses, functions, branches and signs.
pub const MAX_LEVELS: usize = 50;
/// Numbers, names, operators and functions.
pub const MAX_PARTS: usize = 500;

/// A formula that has been read: every name in it is known, its value is a number.
///
/// `Display` writes it anew, with only the parentheses it needs; what is written reads as the same formula.
///
/// ```
/// use shared::formula::Formula;
/// use shared::num::Exact;
/// let formula = Formula::parse("visits > 0 ? 100 / visits : 0", &|name| name == "visits")?;
/// assert_eq!(formula.value(&|_| Some(Exact::whole(40)))?.to_string(), "2.5");
/// let wrong = Formula::parse("visits ^ 2", &|_| true).unwrap_err();
/// assert_eq!(wrong.to_string(), "at character 8: `^` is not allowed in a formula");
/// # Ok::<(), shared::formula::FormulaError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Formula(Number);

impl Formula {
    /// Reads a formula; `known` says which metrics there are, such as `visits` or `coverage:A`.
    pub fn parse(text: &str, known: &dyn Fn(&str) -> bool) -> Result<Self, FormulaError> {
        parse::formula(text, known).map(Self)
    }

    /// The metrics it names, as in `coverage:A`.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        self.each_name().into_iter().map(|name| name.id.as_str()).collect()
    }

    /// Its value. `of` gives a metric's value, `None` where it does not apply: that is an error
    /// ([`Fault::NoValue`]) if the formula comes to need it.
    pub fn value(&self, of: &dyn Fn(&str) -> Option<Exact>) -> Result<Exact, FormulaError> {
        value::value(&self.0, of)
    }

    /// Every place a name stands, from left to right.
    fn each_name(&self) -> Vec<&Name> {
        let mut names = Vec::new();
        self.0.names(&mut names);
        names
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::number(&self.0, power::ANY, f)
    }
}
