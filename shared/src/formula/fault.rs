use super::{MAX_CHARACTERS, MAX_LEVELS, MAX_PARTS};

/// What is wrong with a formula, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {fault}")]
pub struct FormulaError {
    /// Which character of the text, counted from 1.
    pub at: usize,
    pub fault: Fault,
}

/// What is wrong with a formula.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the formula is empty")]
    Empty,
    #[error("the formula has more than {MAX_CHARACTERS} characters")]
    TooLong,
    #[error("the formula has more than {MAX_LEVELS} levels")]
    TooDeep,
    #[error("the formula has more than {MAX_PARTS} parts")]
    TooManyParts,
    #[error("`{0}` is not allowed in a formula")]
    NotAllowed(String),
    #[error("`{0}` is not allowed in a formula: write `{1}`")]
    WriteInstead(String, &'static str),
    #[error("there is no metric {0}")]
    UnknownName(String),
    #[error("{0} is no decimal number of at most 28 digits")]
    NoNumber(String),
    #[error("{expected} is expected here, not {found}")]
    Expected { expected: &'static str, found: String },
    #[error("a number is expected here, not a condition")]
    NotANumber,
    #[error("a condition is expected here, not a number")]
    NotACondition,
    #[error("`{name}` takes {takes}")]
    Arguments { name: &'static str, takes: &'static str },
    #[error("the quotation has no end")]
    OpenQuotation,
    /// Evaluation: the metric does not apply.
    #[error("{0} has no value")]
    NoValue(String),
    /// Evaluation.
    #[error("division by zero")]
    DivisionByZero,
    /// Evaluation.
    #[error("the number is too large")]
    TooLarge,
    /// Evaluation: numbers so long that the formula would take too much time.
    #[error("the formula takes too much time")]
    TooMuchWork,
    /// The first formula and those it comes back to itself by.
    #[error("the formula names itself: {}", .0.join(" → "))]
    Ring(Vec<String>),
}

impl Fault {
    pub(super) fn at(self, at: u16) -> FormulaError {
        FormulaError { at: usize::from(at), fault: self }
    }
}
