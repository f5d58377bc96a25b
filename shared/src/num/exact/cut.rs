//! The doors where an exact number becomes one of so many decimals.

use std::cmp::Ordering;

use num_bigint::BigUint;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use rust_decimal::Decimal;

use super::small::Small;
use super::wide::{div_rem, ten};
use super::{Exact, Repr};
use crate::num::NumError;

/// Decimals of a printed number (books-format.md).
const PRINTED: u32 = 12;

/// A magnitude as whole units of the last place, and how what is left over lies to a half of one.
struct Cut<U> {
    units: U,
    rest: Rest,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rest {
    Nothing,
    Below,
    Half,
    Above,
}

impl Rest {
    fn of(half: Ordering, nothing: bool) -> Self {
        match half {
            Ordering::Less if nothing => Self::Nothing,
            Ordering::Less => Self::Below,
            Ordering::Equal => Self::Half,
            Ordering::Greater => Self::Above,
        }
    }

    /// Half-up of a magnitude is away from zero (D-1).
    fn goes_up(self) -> bool {
        self >= Self::Half
    }
}

impl Exact {
    /// The one rounding door: half away from zero (D-1) to `places` decimals, at most 28. A result of more than 96 bits is
    /// too large.
    pub fn round(&self, places: u32) -> Result<Decimal, NumError> {
        let cut = self.cut(places)?;
        let units = if cut.rest.goes_up() { cut.units.checked_add(1) } else { Some(cut.units) };
        let units = units.and_then(|n| i128::try_from(n).ok()).ok_or(NumError::TooLarge)?;
        let signed = if self.is_negative() { -units } else { units };
        Decimal::try_from_i128_with_scale(signed, places).map_err(|_| NumError::TooLarge)
    }

    /// Whole units of `places` decimals (at most 28), down: toward the smaller number, also below 0 (D-38).
    pub fn floor_units(&self, places: u32) -> Result<i128, NumError> {
        let cut = self.cut(places)?;
        let units = i128::try_from(cut.units).map_err(|_| NumError::TooLarge)?;
        match (self.is_negative(), cut.rest) {
            (false, _) => Ok(units),
            (true, Rest::Nothing) => Ok(-units),
            (true, _) => (-units).checked_sub(1).ok_or(NumError::TooLarge),
        }
    }

    /// Whether rounding to `places` decimals (at most 28) stands exactly on a half (books-format.md, `ties`).
    #[must_use]
    pub fn is_tie(&self, places: u32) -> bool {
        let rest = match &self.0 {
            Repr::Small(small) => cut_small(*small, places).map(|cut| cut.rest),
            Repr::Big(_) => None,
        };
        rest.or_else(|| Some(cut_big(&self.big()?, places)?.rest)) == Some(Rest::Half)
    }

    /// For people: at most 12 decimals, half-up away from zero, trailing zeros gone. Any size but the too large.
    pub fn print(&self) -> Result<String, NumError> {
        let small = match &self.0 {
            Repr::Small(small) => cut_small(*small, PRINTED),
            Repr::Big(_) => None,
        };
        let up = |rest: Rest| u8::from(rest.goes_up());
        let digits = match small.and_then(|cut| cut.units.checked_add(up(cut.rest).into())) {
            Some(units) => units.to_string(),
            None => {
                let big = self.big().ok_or(NumError::TooLarge)?;
                let cut = cut_big(&big, PRINTED).ok_or(NumError::TooLarge)?;
                (cut.units + up(cut.rest)).to_string()
            }
        };
        Ok(point(self.is_negative(), &digits))
    }

    fn cut(&self, places: u32) -> Result<Cut<u128>, NumError> {
        if let Repr::Small(small) = &self.0
            && let Some(cut) = cut_small(*small, places)
        {
            return Ok(cut);
        }
        let cut = self.big().and_then(|big| cut_big(&big, places)).ok_or(NumError::TooLarge)?;
        Ok(Cut { units: cut.units.to_u128().ok_or(NumError::TooLarge)?, rest: cut.rest })
    }
}

/// `None` where words do not suffice.
fn cut_small(small: Small, places: u32) -> Option<Cut<u128>> {
    if places > Decimal::MAX_SCALE {
        return None;
    }
    let (size, den, ten) = (small.num().unsigned_abs(), small.den(), ten(places)?);
    let (units, rest) = match size.checked_mul(ten) {
        Some(scaled) => div_rem(scaled, den),
        None => {
            let (whole, part) = div_rem(size, den);
            let (units, rest) = div_rem(part.checked_mul(ten)?, den);
            (whole.checked_mul(ten)?.checked_add(units)?, rest)
        }
    };
    Some(Cut { units, rest: Rest::of(rest.cmp(&(den.get() - rest)), rest == 0) })
}

/// `None` for more places than a decimal has.
fn cut_big(big: &BigRational, places: u32) -> Option<Cut<BigUint>> {
    if places > Decimal::MAX_SCALE {
        return None;
    }
    let den = big.denom().magnitude();
    let (units, rest) = (big.numer().magnitude() * ten(places)?).div_rem(den);
    let nothing = rest.is_zero();
    Some(Cut { units, rest: Rest::of((rest * 2u8).cmp(den), nothing) })
}

/// Sets the point into `digits` of the twelfth decimal and takes the zeros at the end away.
fn point(negative: bool, digits: &str) -> String {
    let padded = format!("{digits:0>width$}", width = PRINTED as usize + 1);
    let (whole, decimals) = padded.split_at(padded.len() - PRINTED as usize);
    let decimals = decimals.trim_end_matches('0');
    let sign = if negative && digits != "0" { "-" } else { "" };
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}
