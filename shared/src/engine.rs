//! The engine: what is known and a plan in, statements with their explanation out (PAY-7). Pure and deterministic: the
//! same bytes on phone and server.
//!
//! classify ([`crate::facts`]: whose is it) → score → constants of the group → wage, bonuses, commission, limits,
//! deductions → statement and the balance the next month starts from.

mod annual;
mod balance;
mod bonus;
mod close;
mod commission;
mod constants;
mod deduction;
mod forced;
mod limits;
mod lines;
mod month;
mod pack;
mod person;
mod pool;
mod score;
mod sealed;
mod statement;
mod told;
mod trail;
mod wage;

use crate::facts::FactError;
use crate::num::NumError;

pub use annual::{Annual, Step, annual};
pub use balance::{Balance, Carried, Year};
pub use close::{Adjusted, Adjustment, Closed, ClosedMonth, Closer, Closing, Paid, all_known, close_all, compare};
pub use constants::{Constants, Group, PoolPart};
pub use month::{InTurn, MonthRun, PersonResult, Results, Workers};
pub use pack::Pack;
pub use sealed::{Hashes, Sealed};
pub use statement::{Explained, Line, Score, Section, Statement};
pub use told::{Told, ToldAdjustment};
pub use trail::{Explanation, Node, Value, What};

/// Why a statement could not be computed: whose, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    #[error("{place}: {source}")]
    Num { place: String, source: NumError },
    #[error(transparent)]
    Fact(#[from] FactError),
    #[error("{place}: {message}")]
    Formula { place: String, message: String },
    #[error("{place}: {message}")]
    Plan { place: String, message: String },
    #[error("the result can not be written: {0}")]
    Write(String),
}

/// Adds the place to an arithmetic error.
trait At<T> {
    fn at(self, place: impl FnOnce() -> String) -> Result<T, EngineError>;
}

impl<T> At<T> for Result<T, NumError> {
    fn at(self, place: impl FnOnce() -> String) -> Result<T, EngineError> {
        self.map_err(|source| EngineError::Num { place: place(), source })
    }
}
