//! Numbers, days, labels, names: what a single JSON value may be.

use serde_json::Value;

use super::door::{At, Door, shown};
use super::fields::Read;
use crate::books::{Id, instant_text};
use crate::num::{Currency, Decimal, decimal};
use crate::period::{BusinessDay, Instant, Month, Span, Zone};

/// What a value is, for a message.
pub(super) const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn text<'v>(value: &'v Value, what: &str, at: &At<'_>, door: &mut Door<'_>) -> Option<&'v str> {
    if let Value::String(text) = value {
        return Some(text);
    }
    door.fault(at, || format!("{what} is needed, here stands {}", kind_of(value)));
    None
}

/// A text that must parse; `what` says which kind of text.
fn parsed<T>(
    value: &Value,
    what: &str,
    at: &At<'_>,
    door: &mut Door<'_>,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let text = text(value, what, at, door)?;
    let read = parse(text);
    if read.is_none() {
        door.fault(at, || format!("{} is not {what}", shown(text)));
    }
    read
}

macro_rules! from_text {
    ($kind:ty, $what:literal, $parse:expr) => {
        impl Read for $kind {
            fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
                parsed(value, $what, at, door, $parse)
            }
        }
    };
}
/// Digits a number may have before the point and after it: sums of such numbers stay far within what a decimal holds.
const WHOLE: u32 = 15;
const PLACES: u32 = 12;

impl Read for Decimal {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let what = "a decimal in quotes, such as \"12.50\"";
        let number = parsed(value, what, at, door, |text| decimal(text).ok())?;
        // Zeros at the end are no digits.
        let number = if number.scale() > PLACES { number.normalize() } else { number };
        if number.scale() > PLACES || number.trunc().abs() >= Self::from(10_i64.pow(WHOLE)) {
            door.fault(at, || format!("{number} has more than {WHOLE} digits before the point or {PLACES} after it"));
            return None;
        }
        Some(number)
    }
}

from_text!(BusinessDay, "a day (YYYY-MM-DD)", |text| four_digits(text, 10)?.parse().ok());
from_text!(Month, "a month (YYYY-MM)", |text| four_digits(text, 7)?.parse().ok());
from_text!(Span, "a period (2026-03, 2026-Q1, 2026-H1 or 2026)", |text| four_digits(text, text.len())?.parse().ok());
from_text!(Instant, "an instant (YYYY-MM-DDTHH:MM:SSZ)", instant);
from_text!(Currency, "a currency (three capital letters of ISO 4217)", |text| Currency::new(text).ok());
from_text!(Zone, "a time zone of the IANA list", |text| Zone::new(text).ok());
from_text!(String, "a text", |text| Some(text.to_owned()));
from_text!(Id, "an id (a text that is not empty)", |text| (!text.is_empty()).then(|| Id::new(text)));

/// A label that begins with a year of four digits and has `length` bytes: longer years and signs are no label, though a
/// calendar would take them.
fn four_digits(text: &str, length: usize) -> Option<&str> {
    let year = text.get(..4)?;
    (text.len() == length && year.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// Only the one way to write it: other offsets and finer fractions would be lost silently.
fn instant(text: &str) -> Option<Instant> {
    let at: Instant = four_digits(text, text.len())?.parse().ok()?;
    (instant_text::text(at) == text || at.to_string() == text).then_some(at)
}

impl Read for bool {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        if let Value::Bool(yes) = value {
            return Some(*yes);
        }
        door.fault(at, || format!("true or false is needed, here stands {}", kind_of(value)));
        None
    }
}

macro_rules! whole {
    ($($kind:ty)*) => {$(
        impl Read for $kind {
            fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
                let read = value.as_i64().and_then(|number| number.try_into().ok());
                if read.is_none() {
                    door.fault(at, || match value {
                        Value::Number(number) => format!("{number} is not a whole number of this size"),
                        other => format!("a whole number is needed, here stands {}", kind_of(other)),
                    });
                }
                read
            }
        }
    )*};
}
whole!(u8 u32 i64);

impl<A: Read, B: Read> Read for (A, B) {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let Some([first, second]) = value.as_array().map(Vec::as_slice) else {
            door.fault(at, || "a pair is needed: a list of two".to_owned());
            return None;
        };
        let first = A::read(first, &at.item(0), door);
        let second = B::read(second, &at.item(1), door);
        Some((first?, second?))
    }
}
