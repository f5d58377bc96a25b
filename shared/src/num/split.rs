use rust_decimal::Decimal;

use super::{Exact, NumError};

/// Splits a whole over weights so that the parts are multiples of the minor unit and sum to the whole (D-4).
///
/// The last units go by largest remainder, ties to the smaller id by bytes; a negative whole mirrors the positive one; a
/// weight of zero gets nothing. Parts come back in the order of `weights`.
pub fn largest_remainder<I: AsRef<[u8]>>(
    whole: Decimal,
    minor: u32,
    weights: &[(I, Decimal)],
) -> Result<Vec<Decimal>, NumError> {
    let mut units = whole.abs();
    units.rescale(minor);
    if units != whole.abs() {
        return Err(NumError::FinerThanMinor(whole, minor));
    }
    // Near the end of what a decimal holds, rescaling stops short without a word.
    if units.scale() != minor {
        return Err(NumError::TooLarge);
    }
    let units = units.mantissa();
    let sum: Exact = weights.iter().map(|(_, weight)| Exact::from(*weight)).sum();
    let mut parts = Vec::with_capacity(weights.len());
    for (id, weight) in weights {
        let exact = (Exact::from(Decimal::from(units)) * Exact::from(*weight)).div(&sum, "the sum of weights")?;
        let down = floor(&exact)?;
        parts.push((id.as_ref(), down, exact - Exact::from(Decimal::from(down)), weight.is_zero()));
    }
    let mut left = units - parts.iter().map(|part| part.1).sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).filter(|at| parts.get(*at).is_some_and(|part| !part.3)).collect();
    order.sort_by(|a, b| match (parts.get(*a), parts.get(*b)) {
        (Some(a), Some(b)) => b.2.cmp(&a.2).then_with(|| a.0.cmp(b.0)),
        _ => std::cmp::Ordering::Equal,
    });
    for at in order {
        if left == 0 {
            break;
        }
        if let Some(part) = parts.get_mut(at) {
            part.1 += 1;
            left -= 1;
        }
    }
    parts
        .into_iter()
        .map(|(_, units, _, _)| {
            let signed = if whole.is_sign_negative() { -units } else { units };
            Decimal::try_from_i128_with_scale(signed, minor).map_err(|_| NumError::TooLarge)
        })
        .collect()
}

/// Splits a whole over weights so that the parts are multiples of the minor unit and sum to the whole (D-4).
///
/// The last units go by largest remainder, ties to the smaller id by bytes; a negative whole mirrors the positive one; a
/// weight of zero gets nothing. Parts come back in the order of `weights`.
pub fn largest_remainder_exact<I: AsRef<[u8]>>(
    whole: Decimal,
    minor: u32,
    weights: &[(I, Exact)],
) -> Result<Vec<Decimal>, NumError> {
    let mut units = whole.abs();
    units.rescale(minor);
    if units != whole.abs() {
        return Err(NumError::FinerThanMinor(whole, minor));
    }
    // Near the end of what a decimal holds, rescaling stops short without a word.
    if units.scale() != minor {
        return Err(NumError::TooLarge);
    }
    let units = units.mantissa();
    let sum: Exact = weights.iter().map(|(_, weight)| weight.clone()).sum();
    let mut parts = Vec::with_capacity(weights.len());
    for (id, weight) in weights {
        let exact = (Exact::from(Decimal::from(units)) * weight.clone()).div(&sum, "the sum of weights")?;
        let down = floor(&exact)?;
        parts.push((id.as_ref(), down, exact - Exact::from(Decimal::from(down)), weight.is_zero()));
    }
    let mut left = units - parts.iter().map(|part| part.1).sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).filter(|at| parts.get(*at).is_some_and(|part| !part.3)).collect();
    order.sort_by(|a, b| match (parts.get(*a), parts.get(*b)) {
        (Some(a), Some(b)) => b.2.cmp(&a.2).then_with(|| a.0.cmp(b.0)),
        _ => std::cmp::Ordering::Equal,
    });
    for at in order {
        if left == 0 {
            break;
        }
        if let Some(part) = parts.get_mut(at) {
            part.1 += 1;
            left -= 1;
        }
    }
    parts
        .into_iter()
        .map(|(_, units, _, _)| {
            let signed = if whole.is_sign_negative() { -units } else { units };
            Decimal::try_from_i128_with_scale(signed, minor).map_err(|_| NumError::TooLarge)
        })
        .collect()
}

fn floor(value: &Exact) -> Result<i128, NumError> {
    let near = value.round(0)?;
    let down = if Exact::from(near) > *value { near - Decimal::ONE } else { near };
    Ok(down.mantissa())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(whole: &str, weights: &[(&str, i64)]) -> Vec<String> {
        let weights: Vec<_> = weights.iter().map(|(id, weight)| (*id, Decimal::from(*weight))).collect();
        let parts = largest_remainder(crate::num::decimal(whole).unwrap(), 2, &weights).unwrap();
        parts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_last_cents_go_by_largest_remainder_then_by_id() {
        assert_eq!(split("100.00", &[("b", 1), ("a", 1), ("c", 1)]), ["33.33", "33.34", "33.33"]);
        assert_eq!(split("-100.00", &[("b", 1), ("a", 1), ("c", 1)]), ["-33.33", "-33.34", "-33.33"]);
        assert_eq!(split("0.01", &[("a", 0), ("b", 100)]), ["0.00", "0.01"]);
    }

    #[test]
    fn what_can_not_be_split_is_refused() {
        assert!(largest_remainder(Decimal::new(1005, 3), 2, &[("a", Decimal::ONE)]).is_err());
        assert!(largest_remainder(Decimal::ONE, 2, &[("a", Decimal::ZERO)]).is_err());
        assert_eq!(largest_remainder(Decimal::MAX, 2, &[("a", Decimal::ONE)]), Err(NumError::TooLarge));
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole(cents in -1_000_000_000i64..1_000_000_000, weights in prop::collection::vec(1i64..1000, 1..8)) {
            let whole = Decimal::new(cents, 2);
            let weights: Vec<_> = weights.iter().enumerate().map(|(i, w)| (format!("p{i}"), Decimal::from(*w))).collect();
            let parts = largest_remainder(whole, 2, &weights).unwrap();
            prop_assert_eq!(parts.iter().sum::<Decimal>(), whole);
        }
    }
}
