use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;

use super::NumError;

/// A number past this size is a mistake or an attack: [`NumError::TooLarge`].
pub(super) const MAX_BITS: u64 = 4096;

/// An exact rational: what stands between the inputs and a line. Never stored, never printed rounded but by
/// [`Exact::round`] (D-2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(BigRational);

impl Exact {
    #[must_use]
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    #[must_use]
    pub fn whole(n: i64) -> Self {
        Self(BigRational::from_integer(BigInt::from(n)))
    }

    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// `self ÷ other`; `what` names the quotient in the error.
    pub fn div(&self, other: &Self, what: &'static str) -> Result<Self, NumError> {
        if other.0.is_zero() {
            return Err(NumError::DivisionByZero(what));
        }
        Ok(Self(&self.0 / &other.0))
    }

    #[must_use]
    pub fn clamp(self, low: &Self, high: &Self) -> Self {
        if self < *low {
            low.clone()
        } else if self > *high {
            high.clone()
        } else {
            self
        }
    }

    /// The one rounding door: half away from zero (D-1) to `places` decimals.
    pub fn round(&self, places: u32) -> Result<Decimal, NumError> {
        let scale = BigInt::from(10u8).pow(places);
        let scaled = self.0.numer().magnitude() * scale.magnitude();
        let (whole, rest) = scaled.div_rem(self.0.denom().magnitude());
        let up = (rest * 2u8).cmp(self.0.denom().magnitude()) != Ordering::Less;
        let units = if up { whole + 1u8 } else { whole };
        let units = units.to_i128().filter(|n| *n < (1i128 << 96)).ok_or(NumError::TooLarge)?;
        let signed = if self.0.is_negative() { -units } else { units };
        Decimal::try_from_i128_with_scale(signed, places).map_err(|_| NumError::TooLarge)
    }

    /// For people: at most 12 decimals, cut half-up, trailing zeros gone.
    pub fn print(&self) -> Result<String, NumError> {
        Ok(self.round(12)?.normalize().to_string())
    }

    /// Refuses a number that has grown past [`MAX_BITS`]; called where numbers come in and where lines go out.
    pub fn bounded(self) -> Result<Self, NumError> {
        if self.0.numer().bits() > MAX_BITS || self.0.denom().bits() > MAX_BITS {
            return Err(NumError::TooLarge);
        }
        Ok(self)
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        let scale = BigInt::from(10u8).pow(value.scale());
        Self(BigRational::new(BigInt::from(value.mantissa()), scale))
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.print() {
            Ok(text) => f.write_str(&text),
            Err(_) => write!(f, "{}", self.0),
        }
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident) => {
        impl $trait for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact($trait::$method(&self.0, &other.0))
            }
        }
        impl $trait for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                Exact($trait::$method(self.0, other.0))
            }
        }
    };
}
operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);

impl Neg for Exact {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::zero(), |sum, part| sum + part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        crate::num::decimal(text).unwrap().into()
    }

    #[test]
    fn a_tie_goes_away_from_zero() {
        // D-1: a clawback mirrors what it takes back.
        for (given, places, want) in [
            ("0.005", 2, "0.01"),
            ("-0.005", 2, "-0.01"),
            ("0.0049", 2, "0.00"),
            ("2.5", 0, "3"),
            ("-2.5", 0, "-3"),
            ("1", 2, "1.00"),
            ("-1.994", 2, "-1.99"),
        ] {
            assert_eq!(exact(given).round(places).unwrap().to_string(), want, "{given}");
        }
    }

    #[test]
    fn a_third_of_a_third_times_nine_is_one() {
        let third = Exact::whole(1).div(&Exact::whole(3), "third").unwrap();
        assert_eq!(&(&third * &third) * &Exact::whole(9), Exact::whole(1));
        assert_eq!(third.print().unwrap(), "0.333333333333");
    }

    #[test]
    fn what_can_not_be_is_an_error() {
        assert_eq!(Exact::whole(1).div(&Exact::zero(), "rate"), Err(NumError::DivisionByZero("rate")));
        let mut huge = Exact::whole(i64::MAX);
        for _ in 0..7 {
            huge = &huge * &huge;
        }
        assert_eq!(huge.round(2), Err(NumError::TooLarge));
        assert_eq!(huge.bounded(), Err(NumError::TooLarge));
    }
}
