//! Numbers, money, days and times as people read them. Amounts come as the decimal text they were computed to and are
//! only grouped here; what is cut for the eye has its whole value beside it.

mod moment;

use shared::num::{Decimal, Money, decimal};

pub use moment::{ago, clock, day, day_week, exact_time, minutes, month, period, stopwatch, when};

use crate::t;

/// The sign of a minus (U+2212), as wide as a digit.
const MINUS: char = '−';

/// Thousands separated, decimals as they stand: `-1234.50` → `−1,234.50`. What is no number stays as it is.
#[must_use]
pub fn grouped(text: &str) -> String {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + whole.len() / 3 + 2);
    if negative {
        out.push(MINUS);
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(decimals) = decimals {
        out.push('.');
        out.push_str(decimals);
    }
    out
}

/// An amount with its currency's sign: `¥1,234.50`, `−¥100.00`.
#[must_use]
pub fn money(amount: &str, currency: &str) -> String {
    let sign = match currency {
        "CNY" => "¥",
        "USD" => "US$",
        "EUR" => "€",
        "HKD" => "HK$",
        "TWD" => "NT$",
        "JPY" => "JP¥",
        other => return format!("{} {other}", grouped(amount)),
    };
    let grouped = grouped(amount);
    grouped.strip_prefix(MINUS).map_or_else(|| format!("{sign}{grouped}"), |rest| format!("{MINUS}{sign}{rest}"))
}

/// Money as the store prints it, `480.00 CNY`.
#[must_use]
pub fn money_text(text: &str) -> String {
    text.split_once(' ').map_or_else(|| grouped(text), |(amount, currency)| money(amount, currency))
}

#[must_use]
pub fn of_money(money: Money) -> String {
    self::money(&money.amount().to_string(), &money.currency().to_string())
}

/// `data-sign` of an amount.
#[must_use]
pub fn sign(text: &str) -> &'static str {
    match decimal(text) {
        Ok(value) if value.is_zero() => "zero",
        Ok(value) if value.is_sign_negative() => "neg",
        _ => "none",
    }
}

/// At most so many decimals, for the eye; trailing zeros of a longer number go.
#[must_use]
pub fn short(text: &str, decimals: u32) -> String {
    match Decimal::from_str_exact(text) {
        Ok(value) if value.scale() > decimals => grouped(&value.round_dp(decimals).normalize().to_string()),
        Ok(_) => grouped(text),
        // More digits than a decimal holds: a printed quotient.
        Err(_) => match text.parse::<Decimal>() {
            Ok(value) => grouped(&value.round_dp(decimals).normalize().to_string()),
            Err(_) => text.to_owned(),
        },
    }
}

/// An amount with no decimals or with all of the currency's usual two: never one.
#[must_use]
pub fn amount(text: &str) -> String {
    match text.parse::<Decimal>() {
        Ok(value) if value.fract().is_zero() => grouped(&value.trunc().to_string()),
        Ok(value) => grouped(&format!("{:.2}", value.round_dp(2))),
        Err(_) => text.to_owned(),
    }
}

/// A ratio as percent with one decimal: `0.88` → `88.0%`.
#[must_use]
pub fn percent(ratio: &str) -> String {
    match ratio.parse::<Decimal>().ok().and_then(|value| value.checked_mul(Decimal::ONE_HUNDRED)) {
        Some(value) => format!("{}%", grouped(&format!("{:.1}", value.round_dp(1)))),
        None => ratio.to_owned(),
    }
}

/// A rate as percent without needless decimals: `0.03` → `3%`.
#[must_use]
pub fn rate(ratio: &str) -> String {
    match ratio.parse::<Decimal>().ok().and_then(|value| value.checked_mul(Decimal::ONE_HUNDRED)) {
        Some(value) => format!("{}%", grouped(&value.normalize().to_string())),
        None => ratio.to_owned(),
    }
}

/// Percent of a bar, 0 to 100.
#[must_use]
pub fn share(ratio: &str) -> f64 {
    ratio.parse::<f64>().map_or(0.0, |value| (value * 100.0).clamp(0.0, 100.0))
}

/// A formula of the engine with its numbers grouped.
#[must_use]
pub fn formula(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut number = String::new();
    for c in text.chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() || (c == '.' && !number.is_empty()) {
            number.push(c);
            continue;
        }
        if !number.is_empty() {
            out.push_str(&grouped(&number));
            number.clear();
        }
        out.push(if c == '-' { MINUS } else { c });
    }
    out.truncate(out.trim_end().len());
    out
}

/// Metres as people say them: `86 米`, `1.8 公里`.
#[must_use]
pub fn distance(metres: f64) -> String {
    if metres < 999.5 {
        t!("distance-m", n = format!("{metres:.0}"))
    } else if metres < 99_950.0 {
        t!("distance-km", n = format!("{:.1}", metres / 1000.0))
    } else {
        t!("distance-km", n = grouped(&format!("{:.0}", metres / 1000.0)))
    }
}

/// A hash for the eye: its first and last four digits.
#[must_use]
pub fn hash(text: &str) -> String {
    match (text.get(..4), text.len().checked_sub(4).and_then(|at| text.get(at..))) {
        (Some(first), Some(last)) if text.len() > 12 => format!("{first}…{last}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_keep_their_decimals() {
        for (text, shown) in
            [("0.00", "0.00"), ("999", "999"), ("1234.5", "1,234.5"), ("-1234567.00", "−1,234,567.00"), ("—", "—")]
        {
            assert_eq!(grouped(text), shown);
        }
        assert_eq!(money("-100.00", "CNY"), "−¥100.00");
        assert_eq!(money("1500", "KRW"), "1,500 KRW");
    }

    #[test]
    fn what_is_cut_for_the_eye_is_rounded() {
        assert_eq!(short("6.0952380952380952380952380952", 2), "6.1");
        assert_eq!(short("272000.00", 2), "272,000.00");
        assert_eq!((amount("380000.5"), amount("400000.00")), ("380,000.50".to_owned(), "400,000".to_owned()));
        assert_eq!(percent("0.8804"), "88.0%");
        assert_eq!(rate("0.030"), "3%");
        assert_eq!(formula("300000 × 0.03 - 12"), "300,000 × 0.03 − 12");
        assert_eq!(hash("7f3a00000000c91e"), "7f3a…c91e");
    }
}
