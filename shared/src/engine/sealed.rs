use serde::{Deserialize, Serialize};

use super::month::PersonResult;
use super::told::ToldAdjustment;
use super::{EngineError, Pack, Statement};
use crate::canonical;
use crate::num::Decimal;

/// What a close gives one person: his statement, what changed in months closed before, and the input pack the statement
/// was computed from. Server, desk document and phone have it in this one form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    pub format: String,
    /// `None`: nothing to state, only adjustments.
    pub statement: Option<Statement>,
    pub adjustments: Vec<ToldAdjustment>,
    pub pack: Pack,
    pub hashes: Hashes,
}

/// BLAKE3 of canonical bytes, hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashes {
    /// Of the statement, without its trail; of `null` where there is none.
    pub statement: String,
    pub adjustments: String,
    /// Of the input pack: one altered input shows here, even where it alters no line.
    pub pack: String,
    /// Over the three: what periods are chained by.
    pub seal: String,
}

const FORMAT: &str = "fieldtally-sealed/1";

fn hash(value: &impl Serialize) -> Result<String, EngineError> {
    let bytes = canonical::to_bytes(value).map_err(|why| EngineError::Write(why.to_string()))?;
    Ok(canonical::hash(&bytes))
}

impl Hashes {
    /// Of what a close gives, from the things themselves.
    pub fn of(statement: Option<&Statement>, adjustments: &[ToldAdjustment], pack: &Pack) -> Result<Self, EngineError> {
        let statement = hash(&statement)?;
        let adjustments = hash(&adjustments)?;
        let pack = pack.hash()?;
        let seal = hash(&[&statement, &adjustments, &pack])?;
        Ok(Self { statement, adjustments, pack, seal })
    }
}

impl Sealed {
    pub fn new(
        statement: Option<Statement>,
        adjustments: Vec<ToldAdjustment>,
        pack: Pack,
    ) -> Result<Self, EngineError> {
        let hashes = Hashes::of(statement.as_ref(), &adjustments, &pack)?;
        Ok(Self { format: FORMAT.to_owned(), statement, adjustments, pack, hashes })
    }

    /// Computes the statement again from the pack, and the hashes of what came out: they agree where nothing was altered.
    pub fn again(&self) -> Result<(PersonResult, Hashes), EngineError> {
        let result = self.pack.evaluate()?;
        let statement = result.explained.as_ref().map(|explained| &explained.statement);
        let hashes = Hashes::of(statement, &self.adjustments, &self.pack)?;
        Ok((result, hashes))
    }

    /// The sum of the adjustments; `None` where there are none.
    #[must_use]
    pub fn adjusted(&self) -> Option<Decimal> {
        let mut sum = None;
        for one in &self.adjustments {
            sum = Some(sum.unwrap_or(Decimal::ZERO) + one.adjustment.difference);
        }
        sum
    }
}
