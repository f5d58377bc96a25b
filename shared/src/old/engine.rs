//! The engine: a pack of inputs in, a statement with its explanation out. Pure and deterministic, the same bytes on phone
//! and server (PAY-7).

mod commission;
mod pack;
mod score;
mod statement;
mod trail;
mod wage;

use crate::num::NumError;

pub use pack::{Group, Pack, PersonTerms, Terms, Wage, pack_for};
pub use statement::{DimensionScore, Explained, IndicatorScore, Line, Score, Statement};
pub use trail::{Node, What};

/// Why a statement could not be computed: whose, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    #[error("{place}: {source}")]
    Num { place: String, source: NumError },
    #[error("there is no template {0:?} in the plan")]
    UnknownTemplate(String),
    #[error("{currency} was paid, the pay currency is {pay}: no dated rate is known")]
    ForeignCurrency { currency: String, pay: String },
    #[error("the result can not be written: {0}")]
    Write(String),
}

/// Adds the place to an arithmetic error.
trait At<T> {
    fn at(self, place: impl Into<String>) -> Result<T, EngineError>;
}

impl<T> At<T> for Result<T, NumError> {
    fn at(self, place: impl Into<String>) -> Result<T, EngineError> {
        self.map_err(|source| EngineError::Num { place: place.into(), source })
    }
}

/// Computes one person's statement of one period.
pub fn evaluate(pack: &Pack) -> Result<Explained, EngineError> {
    pack.check_currency()?;
    let mut scored = score::score(pack)?;
    let mut lines = Vec::new();
    let mut trail = Vec::new();
    let base = wage::base(pack)?;
    let floating = wage::floating(pack, &base.exact, scored.score.as_ref(), &mut scored.notes)?;
    let commission = commission::lines(pack, &mut scored.notes)?;
    for (line, node) in std::iter::once((base.line, base.node)).chain(floating).chain(commission) {
        lines.push(line);
        trail.push(node);
    }
    statement::seal(pack, scored, lines, trail)
}

/// The total score alone: what a group's mean is made of.
pub fn total_score(pack: &Pack) -> Result<Option<rust_decimal::Decimal>, EngineError> {
    Ok(score::score(pack)?.score.map(|score| score.total))
}
