//! Numbers that count. Money is decimal with a currency; everything between input and line is an exact rational; there
//! is one door where anything is rounded ([`Exact::round`]).

mod exact;
mod money;
mod split;

pub use exact::{Exact, Sum};
pub use money::{Currency, Money};
pub use split::{largest_remainder, largest_remainder_exact};

pub use rust_decimal::Decimal;

/// A number that can not be what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumError {
    #[error("{0:?} is no currency: three capital letters of ISO 4217 are needed")]
    Currency(String),
    #[error("{0:?} is no decimal number")]
    Decimal(String),
    #[error("division by zero in {0}")]
    DivisionByZero(&'static str),
    #[error("the number has more than {} bits", exact::MAX_BITS)]
    TooLarge,
    #[error("{0} is more than 10^15: nobody is paid or scored so much")]
    TooMuch(Decimal),
    #[error("{0} is finer than the minor unit of {1} decimals")]
    FinerThanMinor(Decimal, u32),
    #[error("{0} is not the same currency as {1}")]
    CurrencyMismatch(Currency, Currency),
}

/// The largest amount of a line, and the largest score.
const MOST: i64 = 1_000_000_000_000_000;

/// An amount so small that no sum of such amounts overflows: up to 10^15. More is an error, and nothing is lost in silence.
pub(crate) fn within_reason(amount: Decimal) -> Result<Decimal, NumError> {
    if amount.abs() > Decimal::from(MOST) { Err(NumError::TooMuch(amount)) } else { Ok(amount) }
}

/// Reads a decimal as people and files write it: no exponent, no thousands separators, no spaces.
pub fn decimal(text: &str) -> Result<Decimal, NumError> {
    let wrong = || NumError::Decimal(text.chars().take(40).collect());
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    if !plain || digits.starts_with('.') || digits.ends_with('.') {
        return Err(wrong());
    }
    Decimal::from_str_exact(text).map_err(|_| wrong())
}
