//! Largest remainder: a whole in parts that sum to it (D-4).

use std::cmp::Ordering;
use std::num::NonZero;

use rust_decimal::Decimal;

use super::exact::wide::{div_rem, ten};
use super::{Exact, NumError};

/// So many parts are split without a list beside the result.
const FEW: usize = 8;

/// Splits a whole over weights so that the parts are multiples of the minor unit and sum to the whole (D-4).
///
/// The last units go by largest remainder, ties to the smaller id by bytes; a negative whole mirrors the positive one; a
/// weight of zero gets nothing. Parts come back in the order of `weights`; without any weight there is no part.
pub fn largest_remainder<I: AsRef<[u8]>>(
    whole: Decimal,
    minor: u32,
    weights: &[(I, Decimal)],
) -> Result<Vec<Decimal>, NumError> {
    let units = units(whole, minor)?;
    if weights.iter().filter(|(_, weight)| !weight.is_zero()).count() == 1 {
        return weights.iter().map(|(_, w)| signed(if w.is_zero() { 0 } else { units }, whole, minor)).collect();
    }
    if weights.len() <= FEW {
        let mut few = [Part::default(); FEW];
        let parts = few.get_mut(..weights.len()).unwrap_or_default();
        if in_words(units, weights, parts).is_some() {
            return parts.iter().map(|part| signed(part.units, whole, minor)).collect();
        }
    } else {
        let mut parts = vec![Part::default(); weights.len()];
        if in_words(units, weights, &mut parts).is_some() {
            return parts.iter().map(|part| signed(part.units, whole, minor)).collect();
        }
    }
    let exact: Vec<_> = weights.iter().map(|(id, weight)| (id, Exact::from(*weight))).collect();
    largest_remainder_exact(whole, minor, &exact)
}

/// [`largest_remainder`] over weights that are no decimals, as the pool's weight × score ÷ something (D-36).
pub fn largest_remainder_exact<I: AsRef<[u8]>>(
    whole: Decimal,
    minor: u32,
    weights: &[(I, Exact)],
) -> Result<Vec<Decimal>, NumError> {
    let units = units(whole, minor)?;
    let exact = Exact::from(Decimal::from_i128_with_scale(units, 0));
    let sum: Exact = weights.iter().map(|(_, weight)| weight).sum();
    let mut left = units;
    let mut parts = Vec::with_capacity(weights.len());
    for (_, weight) in weights {
        let share = (&exact * weight).div(&sum, "the sum of weights")?;
        let down = share.floor_units(0)?;
        left = left.checked_sub(down).ok_or(NumError::TooLarge)?;
        let whole = Exact::from(Decimal::try_from_i128_with_scale(down, 0).map_err(|_| NumError::TooLarge)?);
        parts.push(Part { units: down, rest: share - whole, waits: !weight.is_zero() });
    }
    give(left, weights, &mut parts);
    parts.iter().map(|part| signed(part.units, whole, minor)).collect()
}

/// What one weight gets: whole units, and what they leave of its share.
#[derive(Clone, Copy, Default)]
struct Part<R> {
    units: i128,
    rest: R,
    /// May still get one more unit.
    waits: bool,
}

/// The size of the whole in minor units.
fn units(whole: Decimal, minor: u32) -> Result<i128, NumError> {
    let mut units = whole.abs();
    units.rescale(minor);
    if units != whole.abs() {
        return Err(NumError::FinerThanMinor(whole, minor));
    }
    // Near the end of what a decimal holds, rescaling stops short without a word.
    if units.scale() != minor {
        return Err(NumError::TooLarge);
    }
    Ok(units.mantissa())
}

fn signed(units: i128, whole: Decimal, minor: u32) -> Result<Decimal, NumError> {
    let signed = if whole.is_sign_negative() { -units } else { units };
    Decimal::try_from_i128_with_scale(signed, minor).map_err(|_| NumError::TooLarge)
}

/// The split in machine words; `None` where a weight is below 0, all are 0, or a word overflows.
fn in_words<I: AsRef<[u8]>>(units: i128, weights: &[(I, Decimal)], parts: &mut [Part<u128>]) -> Option<()> {
    let whole = units.unsigned_abs();
    let scale = weights.iter().map(|(_, weight)| weight.scale()).max()?;
    let word = |weight: &Decimal| {
        let mantissa = u128::try_from(weight.mantissa()).ok()?;
        if weight.scale() == scale { Some(mantissa) } else { mantissa.checked_mul(ten(scale - weight.scale())?) }
    };
    let sum = weights.iter().try_fold(0u128, |sum, (_, weight)| sum.checked_add(word(weight)?))?;
    let sum = NonZero::new(sum)?;
    let mut left = units;
    for (part, (_, weight)) in parts.iter_mut().zip(weights) {
        let (down, rest) = div_rem(whole.checked_mul(word(weight)?)?, sum);
        let down = i128::try_from(down).ok()?;
        *part = Part { units: down, rest, waits: !weight.is_zero() };
        left -= down;
    }
    give(left, weights, parts);
    Some(())
}

/// Gives the units that are left, one each, by largest remainder, then by id.
fn give<I: AsRef<[u8]>, W, R: Ord>(left: i128, weights: &[(I, W)], parts: &mut [Part<R>]) {
    let order = |a: &(&mut Part<R>, &(I, W)), b: &(&mut Part<R>, &(I, W))| -> Ordering {
        b.0.rest.cmp(&a.0.rest).then_with(|| a.1.0.as_ref().cmp(b.1.0.as_ref()))
    };
    if weights.len() <= FEW {
        for _ in 0..left {
            let waiting = parts.iter_mut().zip(weights).filter(|(part, _)| part.waits);
            let Some((part, _)) = waiting.min_by(order) else { return };
            part.units += 1;
            part.waits = false;
        }
    } else if left > 0 {
        let mut queue: Vec<_> = parts.iter_mut().zip(weights).filter(|(part, _)| part.waits).collect();
        queue.sort_by(order);
        for ((part, _), _) in queue.into_iter().zip(0..left) {
            part.units += 1;
        }
    }
}

#[cfg(test)]
mod tests;
