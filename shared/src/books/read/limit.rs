//! Limits of single values, as checks for a field.

use super::door::{At, Door};
use crate::num::Decimal;

pub(in crate::books) fn not_negative(value: &Decimal, at: &At<'_>, door: &mut Door<'_>) {
    if *value < Decimal::ZERO {
        door.fault(at, || format!("{value} is below 0"));
    }
}

pub(in crate::books) fn positive(value: &Decimal, at: &At<'_>, door: &mut Door<'_>) {
    if *value <= Decimal::ZERO {
        door.fault(at, || format!("{value} is not above 0"));
    }
}

fn within(value: Decimal, low: i64, high: i64, at: &At<'_>, door: &mut Door<'_>) {
    if value < Decimal::from(low) || value > Decimal::from(high) {
        door.fault(at, || format!("{value} is not within {low} to {high}"));
    }
}

/// 0 to 1.
pub(in crate::books) fn share(value: &Decimal, at: &At<'_>, door: &mut Door<'_>) {
    within(*value, 0, 1, at, door);
}

/// 0 to 100.
pub(in crate::books) fn percent(value: &Decimal, at: &At<'_>, door: &mut Door<'_>) {
    within(*value, 0, 100, at, door);
}

/// 滿意度: 1 to 5.
pub(in crate::books) fn answer(value: &Decimal, at: &At<'_>, door: &mut Door<'_>) {
    within(*value, 1, 5, at, door);
}

pub(in crate::books) fn latitude(value: &Decimal, at: &At<'_>, door: &mut Door<'_>) {
    within(*value, -90, 90, at, door);
}

pub(in crate::books) fn longitude(value: &Decimal, at: &At<'_>, door: &mut Door<'_>) {
    within(*value, -180, 180, at, door);
}

/// Not finer than the minor unit; `None`: the unit could not be read, which is a fault of its own.
pub(in crate::books) fn coins(value: &Decimal, minor: Option<u32>, at: &At<'_>, door: &mut Door<'_>) {
    if let Some(minor) = minor
        && value.normalize().scale() > minor
    {
        door.fault(at, || format!("{value} is finer than the minor unit of {minor} decimals"));
    }
}

/// An amount of a currency with `minor` decimals, 0 or more.
pub(in crate::books) fn amount(value: &Decimal, minor: Option<u32>, at: &At<'_>, door: &mut Door<'_>) {
    not_negative(value, at, door);
    coins(value, minor, at, door);
}

/// An amount in the company's currency, 0 or more.
pub(in crate::books) fn own_amount(value: &Decimal, at: &At<'_>, door: &mut Door<'_>) {
    amount(value, door.index.minor, at, door);
}

/// An amount in the company's currency, also below 0.
pub(in crate::books) fn own_coins(value: &Decimal, at: &At<'_>, door: &mut Door<'_>) {
    coins(value, door.index.minor, at, door);
}

/// Weights or percents of one whole: none below 0, together exactly 100 (D-8). `None` among them was a fault already.
pub(in crate::books) fn hundred(
    parts: impl Iterator<Item = Option<Decimal>>,
    what: &str,
    at: &At<'_>,
    door: &mut Door<'_>,
) {
    let mut sum = Decimal::ZERO;
    for part in parts {
        let Some(part) = part else { return };
        match sum.checked_add(part) {
            Some(more) => sum = more,
            None => return door.fault(at, || format!("the {what} are too large to add")),
        }
    }
    if sum != Decimal::ONE_HUNDRED {
        door.fault(at, || format!("the {what} sum to {}, not to 100", sum.normalize()));
    }
}
