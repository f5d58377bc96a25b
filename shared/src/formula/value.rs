use std::cmp::Ordering;

use super::fault::{Fault, FormulaError};
use super::tree::{Comparison, Condition, Function, Name, Number, Place, Term};
use crate::num::{Exact, NumError};

/// What one evaluation may cost. A step on numbers in machine words costs 1; one on longer numbers the square of their
/// length in words, as their divisions do. No formula over metrics of the books comes near it; one made to be slow
/// stops within milliseconds.
const MAX_WORK: u32 = 10_000;

pub(super) fn value(number: &Number, of: &dyn Fn(&str) -> Option<Exact>) -> Result<Exact, FormulaError> {
    Evaluation { of, work: MAX_WORK }.number(number)
}

struct Evaluation<'f> {
    of: &'f dyn Fn(&str) -> Option<Exact>,
    /// What is left.
    work: u32,
}

impl Evaluation<'_> {
    fn number(&mut self, number: &Number) -> Result<Exact, FormulaError> {
        match number {
            Number::Value(value) => Ok(Exact::from(*value)),
            Number::Name(name) => self.name(name),
            Number::Minus(inner) => Ok(-self.number(inner)?),
            Number::Sum(terms) => {
                self.each(terms, |sum, term, value| Ok(if term.inverse { sum - value } else { sum + value }))
            }
            Number::Product(terms) => {
                self.each(
                    terms,
                    |product, term, value| {
                        if term.inverse { product.div(&value, "a formula") } else { Ok(product * value) }
                    },
                )
            }
            Number::If(parts) => {
                if self.holds(&parts.0)? {
                    self.number(&parts.1)
                } else {
                    self.number(&parts.2)
                }
            }
            Number::Call { at, function, arguments } => self.call(*at, *function, arguments),
            Number::Round { at, number, places } => {
                let value = self.number(number)?;
                self.pay(*at, value.words())?;
                placed(*at, value.round(*places).map(Exact::from))
            }
        }
    }

    fn name(&self, name: &Name) -> Result<Exact, FormulaError> {
        let value = (self.of)(&name.id).ok_or_else(|| Fault::NoValue(name.id.clone()).at(name.at))?;
        placed(name.at, value.bounded())
    }

    /// Folds the terms; the first stands as it is.
    fn each(
        &mut self,
        terms: &[Term],
        join: impl Fn(Exact, &Term, Exact) -> Result<Exact, NumError>,
    ) -> Result<Exact, FormulaError> {
        let mut terms = terms.iter();
        let Some(first) = terms.next() else { return Ok(Exact::zero()) };
        let mut so_far = self.number(&first.number)?;
        for term in terms {
            let value = self.number(&term.number)?;
            self.pay(term.at, so_far.words().saturating_add(value.words()))?;
            so_far = placed(term.at, join(so_far, term, value).and_then(Exact::bounded))?;
        }
        Ok(so_far)
    }

    fn call(&mut self, at: Place, function: Function, arguments: &[Number]) -> Result<Exact, FormulaError> {
        let mut result: Option<Exact> = None;
        for argument in arguments {
            let value = self.number(argument)?;
            let so_far = result.as_ref().map_or(0, Exact::words);
            self.pay(at, so_far.saturating_add(value.words()))?;
            result = Some(match (function, result) {
                (Function::Min, Some(least)) => least.min(value),
                (Function::Max, Some(most)) => most.max(value),
                (Function::Min | Function::Max, None) => value,
                (Function::Abs, _) => value.abs(),
                (Function::Floor, _) => placed(at, whole(&value))?,
                (Function::Ceil, _) => -placed(at, whole(&-value))?,
            });
        }
        Ok(result.unwrap_or_default())
    }

    fn holds(&mut self, condition: &Condition) -> Result<bool, FormulaError> {
        match condition {
            Condition::Compare { at, how, sides } => {
                let (left, right) = (self.number(&sides.0)?, self.number(&sides.1)?);
                self.pay(*at, left.words().saturating_add(right.words()))?;
                Ok(how.holds(left.cmp(&right)))
            }
            Condition::Not(inner) => Ok(!self.holds(inner)?),
            Condition::All(all) => {
                for one in all {
                    if !self.holds(one)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Condition::Any(all) => {
                for one in all {
                    if self.holds(one)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    /// For a step on so many words.
    fn pay(&mut self, at: Place, words: u32) -> Result<(), FormulaError> {
        let price = if words <= 2 { 1 } else { words.saturating_mul(words) };
        self.work = self.work.checked_sub(price).ok_or_else(|| Fault::TooMuchWork.at(at))?;
        Ok(())
    }
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// The greatest whole number that is not above.
fn whole(value: &Exact) -> Result<Exact, NumError> {
    Exact::from_units(value.floor_units(0)?, 0)
}

fn placed(at: Place, result: Result<Exact, NumError>) -> Result<Exact, FormulaError> {
    result.map_err(|err| {
        match err {
            NumError::DivisionByZero(_) => Fault::DivisionByZero,
            _ => Fault::TooLarge,
        }
        .at(at)
    })
}
