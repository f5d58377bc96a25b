//! The exact rational every figure is made of.
//!
//! Almost every number of a company fits two machine words: amounts in cents, rates in ten-thousandths, days. Such a
//! number is a [`Small`] fraction that is *not* kept reduced: sums of one scale are one addition, and a greatest common
//! divisor is paid only when a word would overflow. What does not fit is a reduced big rational; what comes back into the
//! words becomes small again. Equality, order and hash are those of the value, never of its form.

mod cut;
mod ops;
mod small;
mod sum;
#[cfg(test)]
mod tests;
pub(super) mod wide;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use rust_decimal::Decimal;

use super::NumError;
use small::Small;

pub use sum::Sum;

/// A number past this size is a mistake or an attack: [`NumError::TooLarge`].
pub(super) const MAX_BITS: u64 = 4096;

/// An exact rational: what stands between the inputs and a line. Never stored, never printed rounded but by
/// [`Exact::round`] (D-2).
///
/// A result of more than 4,096 bits above or below the line is not computed on: it stays "too large" through every
/// later `+ − ×`, `min`, `max` and `clamp`, and [`Exact::div`], [`Exact::bounded`], [`Exact::round`], [`Exact::print`] and
/// [`Exact::floor_units`] answer it with [`NumError::TooLarge`]. It compares greater than every number.
#[derive(Clone)]
pub struct Exact(Repr);

/// `Big(None)` is a number that became too large. A `Big(Some)` is reduced and does not fit a `Small`.
#[derive(Clone)]
enum Repr {
    Small(Small),
    Big(Option<Box<BigRational>>),
}

impl Exact {
    #[must_use]
    pub const fn zero() -> Self {
        Self::whole(0)
    }

    #[must_use]
    pub const fn one() -> Self {
        Self::whole(1)
    }

    #[must_use]
    pub const fn whole(n: i64) -> Self {
        Self(Repr::Small(Small::whole(n)))
    }

    #[must_use]
    pub fn is_zero(&self) -> bool {
        matches!(&self.0, Repr::Small(small) if small.num() == 0)
    }

    #[must_use]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(small) => small.num() < 0,
            Repr::Big(big) => big.as_ref().is_some_and(|big| big.is_negative()),
        }
    }

    /// Above 0.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        match &self.0 {
            Repr::Small(small) => small.num() > 0,
            Repr::Big(big) => big.as_ref().is_none_or(|big| big.is_positive()),
        }
    }

    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// `self ÷ other`; `what` names the quotient in the error.
    pub fn div(&self, other: &Self, what: &'static str) -> Result<Self, NumError> {
        if other.is_zero() {
            return Err(NumError::DivisionByZero(what));
        }
        if let (Repr::Small(a), Repr::Small(b)) = (&self.0, &other.0)
            && let Some(quotient) = a.div(*b)
        {
            return Ok(Self(Repr::Small(quotient)));
        }
        match (self.big(), other.big()) {
            (Some(a), Some(b)) => Self::from_big(a / b).bounded(),
            _ => Err(NumError::TooLarge),
        }
    }

    /// Between `low` and `high`.
    #[must_use]
    pub fn clamp(self, low: &Self, high: &Self) -> Self {
        if self.is_too_large() {
            self
        } else if self < *low {
            low.clone()
        } else if self > *high {
            high.clone()
        } else {
            self
        }
    }

    /// `units × 10^-places`, the way back from [`Exact::floor_units`]; at most 28 places.
    pub fn from_units(units: i128, places: u32) -> Result<Self, NumError> {
        if places > Decimal::MAX_SCALE { Err(NumError::TooLarge) } else { Ok(Self::scaled(units, places)) }
    }

    /// How many words of 64 bits the longer half of the fraction takes; 1 for all that machine words hold. What an
    /// operation costs grows with it.
    #[must_use]
    pub fn words(&self) -> u32 {
        match &self.0 {
            Repr::Big(Some(big)) => {
                u32::try_from(big.numer().bits().max(big.denom().bits()).div_ceil(64)).unwrap_or(u32::MAX)
            }
            _ => 1,
        }
    }

    /// Refuses a number that has grown past 4,096 bits; called where numbers come in and where lines go out.
    pub fn bounded(self) -> Result<Self, NumError> {
        if self.is_too_large() { Err(NumError::TooLarge) } else { Ok(self) }
    }

    fn is_too_large(&self) -> bool {
        matches!(self.0, Repr::Big(None))
    }

    const fn too_large() -> Self {
        Self(Repr::Big(None))
    }

    /// `units × 10^-scale`.
    #[inline]
    fn scaled(units: i128, scale: u32) -> Self {
        match Small::scaled(units, scale) {
            Some(small) => Self(Repr::Small(small)),
            None => Self::from_big(BigRational::new(BigInt::from(units), BigInt::from(10u8).pow(scale))),
        }
    }

    /// The reduced big form; `None` when too large.
    fn big(&self) -> Option<BigRational> {
        match &self.0 {
            Repr::Small(small) => {
                let small = small.reduced();
                Some(BigRational::new_raw(BigInt::from(small.num()), BigInt::from(small.den().get())))
            }
            Repr::Big(big) => big.as_deref().cloned(),
        }
    }

    /// Takes a reduced big rational into the smallest form that holds it.
    fn from_big(big: BigRational) -> Self {
        let small = big.numer().to_i128().zip(big.denom().to_u128()).and_then(|(num, den)| Small::new(num, den));
        if let Some(small) = small {
            Self(Repr::Small(small))
        } else if big.numer().bits() > MAX_BITS || big.denom().bits() > MAX_BITS {
            Self::too_large()
        } else {
            Self(Repr::Big(Some(Box::new(big))))
        }
    }
}

impl Default for Exact {
    fn default() -> Self {
        Self::zero()
    }
}

impl From<Decimal> for Exact {
    #[inline]
    fn from(value: Decimal) -> Self {
        Self::scaled(value.mantissa(), value.scale())
    }
}

impl From<i64> for Exact {
    fn from(value: i64) -> Self {
        Self::whole(value)
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a), Repr::Small(b)) => a.cmp(*b),
            _ => match (self.big(), other.big()) {
                (Some(a), Some(b)) => (a.numer() * b.denom()).cmp(&(b.numer() * a.denom())),
                (a, b) => a.is_none().cmp(&b.is_none()),
            },
        }
    }

    fn min(self, other: Self) -> Self {
        // Too large is no number to be left aside.
        if self.is_too_large() || (!other.is_too_large() && self <= other) { self } else { other }
    }
}

impl Hash for Exact {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::Small(small) => {
                let small = small.reduced();
                small.num().hash(state);
                small.den().hash(state);
            }
            Repr::Big(big) => big.hash(state),
        }
    }
}

impl fmt::Debug for Exact {
    /// The reduced fraction, whatever the form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.big() {
            Some(big) => write!(f, "Exact({big})"),
            None => f.write_str("Exact(too large)"),
        }
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.print() {
            Ok(text) => f.write_str(&text),
            Err(err) => write!(f, "({err})"),
        }
    }
}
