//! Numbers for people: thousands apart, percents as such, and a mark where decimals were left out.

use crate::num::{Decimal, Exact};

/// How a number is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Number,
    /// With at least the currency's decimals.
    Money,
    /// 0.05 is 5 %.
    Percent,
    /// 5 is 5 %.
    Hundredths,
}

/// Decimals shown of a number that does not end before; of a percent, as many of the share.
const DECIMALS: u32 = 6;

/// The number in that look; ≈ stands before one that was cut.
pub(super) fn number(exact: &Exact, look: Look, minor: u32) -> String {
    let scaled;
    let shown = match look {
        Look::Percent => {
            scaled = exact * &Exact::whole(100);
            &scaled
        }
        _ => exact,
    };
    let places = if look == Look::Percent { DECIMALS - 2 } else { DECIMALS };
    let text = match shown.round(places) {
        Ok(rounded) if Exact::from(rounded) == *shown => grouped(&fitted(rounded, look, minor).to_string()),
        Ok(rounded) => format!("≈{}", grouped(&fitted(rounded, look, minor).to_string())),
        Err(_) => grouped(&shown.to_string()),
    };
    match look {
        Look::Percent | Look::Hundredths => text + "%",
        Look::Number | Look::Money => text,
    }
}

/// The same with a sign before what is above 0.
pub(super) fn signed(exact: &Exact, look: Look, minor: u32) -> String {
    let text = number(exact, look, minor);
    match (exact.is_positive(), text.strip_prefix('≈')) {
        (false, _) => text,
        (true, None) => format!("+{text}"),
        (true, Some(rest)) => format!("≈+{rest}"),
    }
}

/// Numbers with a plus between them, or the minus that one has.
pub(super) fn added(numbers: &[String]) -> String {
    let mut sum = String::new();
    for (at, number) in numbers.iter().enumerate() {
        match (at, number.strip_prefix('−')) {
            (0, _) => sum.push_str(number),
            (_, None) => sum.extend([" + ", number]),
            (_, Some(size)) => sum.extend([" − ", size]),
        }
    }
    sum
}

pub(super) fn decimal(value: Decimal, look: Look, minor: u32) -> String {
    number(&Exact::from(value), look, minor)
}

/// An amount of money with its own decimals.
pub(super) fn money(amount: Decimal) -> String {
    grouped(&amount.to_string())
}

/// A difference, with its sign.
pub(super) fn difference(amount: Decimal) -> String {
    if amount > Decimal::ZERO { format!("+{}", money(amount)) } else { money(amount) }
}

/// All that is printed of an exact number: twelve decimals.
pub(super) fn whole(exact: &Exact) -> String {
    grouped(&exact.to_string())
}

/// No zeros at the end, but the decimals of money.
fn fitted(value: Decimal, look: Look, minor: u32) -> Decimal {
    let mut value = value.normalize();
    if look == Look::Money && value.scale() < minor {
        value.rescale(minor);
    }
    value
}

/// `-1234567.50` → `−1,234,567.50`; what is no number stays as it is.
fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("−", digits));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |at| digits.split_at(at));
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        let third = Exact::one().div(&Exact::whole(3), "three").unwrap();
        for (exact, look, shown) in [
            (Exact::whole(0), Look::Number, "0"),
            (Exact::whole(-1_234_567), Look::Money, "−1,234,567.00"),
            (Decimal::new(12345, 1).into(), Look::Money, "1,234.50"),
            (Decimal::new(1005, 3).into(), Look::Money, "1.005"),
            (Decimal::new(50, 3).into(), Look::Percent, "5%"),
            (Decimal::new(333, 1).into(), Look::Hundredths, "33.3%"),
            (Decimal::new(999_9999, 4).into(), Look::Number, "999.9999"),
            (third.clone(), Look::Number, "≈0.333333"),
            (third.clone(), Look::Money, "≈0.333333"),
            (third.clone(), Look::Percent, "≈33.3333%"),
        ] {
            assert_eq!(number(&exact, look, 2), shown);
        }
        assert_eq!(number(&Exact::whole(1_200), Look::Money, 0), "1,200");
        let ratio = Decimal::new(5, 2).into();
        assert_eq!(
            (signed(&ratio, Look::Percent, 0), signed(&-&ratio, Look::Percent, 0)),
            ("+5%".into(), "−5%".into())
        );
        assert_eq!(signed(&third, Look::Percent, 0), "≈+33.3333%");
        assert_eq!(added(&["0.00".into(), "−350.00".into(), "2.00".into()]), "0.00 − 350.00 + 2.00");
        assert_eq!(difference(Decimal::new(5, 2)), "+0.05");
        assert_eq!(difference(Decimal::new(-123_456, 2)), "−1,234.56");
    }
}
