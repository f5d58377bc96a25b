use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::FORMAT;
use super::door::{At, Door};
use super::fields::{Fields, Read, all, any, filled, record};
use super::limit;
use super::people::targets;
use crate::books::{Books, Company, Id, Intervals, Point, Settings};
use crate::period::{Calendar, Month};

/// A century of months: more is a mistake or an attack.
const MOST_PERIODS: usize = 1200;

impl Read for Books {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let fields = Fields::of(value, at, door)?;
        fields.must("format", door, |format: &String, at, door| {
            if format != FORMAT {
                door.fault(at, || format!("this door reads {FORMAT:?}, not {}", super::door::shown(format)));
            }
        });
        let books = filled!(
            fields,
            door,
            Books {
                company: must,
                settings: must,
                periods: must / all(periods),
                closes: must,
                people: list,
                products: list,
                customers: list,
                merged: or_default / none_merged,
                opportunities: list,
                contracts: list,
                collections: list,
                refunds: list,
                bad_debts: list,
                visits: list,
                contacts: list,
                planned_visits: must,
                surveys: list,
                expenses: list,
                trips: list,
                outcomes: list,
                ratings: list,
                events: list,
                penalties: list,
                specials: list_or_none,
                fx: or_default,
                targets: must / all(targets),
                points: list,
                plan: must,
            }
        );
        closed(&fields, at, door);
        books
    }
}

record!(Company { id: must, zone: must, currency: must, minor: must / minor, calendar: must });

record!(Calendar { weekend: must / weekdays, holidays: must, make_up: must });

record!(Point { id: must, lat: must / limit::latitude, lon: must / limit::longitude });

impl Read for Intervals {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let fields = Fields::of(value, at, door)?;
        let a = fields.must("A", door, a_day);
        let b = fields.must("B", door, a_day);
        let c = fields.must("C", door, a_day);
        Some(Self { a: a?, b: b?, c: c? })
    }
}

/// It divides a period (D-23).
fn a_day(days: &u32, at: &At<'_>, door: &mut Door<'_>) {
    if *days == 0 {
        door.fault(at, || "an interval has at least one day".to_owned());
    }
}

impl Read for Settings {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let fields = Fields::of(value, at, door)?;
        let usual = Self::default();
        let collection_rate = fields.must("collection_rate", door, any);
        let leavers_earn = fields.maybe("leavers_earn", door, any);
        let negative_carry = fields.maybe("negative_carry", door, any);
        let intervals = fields.maybe("intervals", door, any);
        let effective_minutes = fields.maybe("effective_minutes", door, any);
        let requirement = fields.maybe("requirement", door, any);
        Some(Self {
            collection_rate: collection_rate?,
            leavers_earn: leavers_earn?.unwrap_or(usual.leavers_earn),
            negative_carry: negative_carry?.unwrap_or(usual.negative_carry),
            intervals: intervals?.unwrap_or(usual.intervals),
            effective_minutes: effective_minutes?.unwrap_or(usual.effective_minutes),
            requirement: requirement?.unwrap_or(usual.requirement),
        })
    }
}

/// ISO 4217 knows no currency with more than 4 decimals.
fn minor(minor: &u32, at: &At<'_>, door: &mut Door<'_>) {
    if *minor > 4 {
        door.fault(at, || format!("{minor} is not within 0 to 4"));
    }
}

/// What a company keeps for its own facts, which come in by either name.
fn none_merged(merged: &BTreeMap<Id, Id>, at: &At<'_>, door: &mut Door<'_>) {
    if !merged.is_empty() {
        door.fault(at, || "facts of books name the customer that counts".to_owned());
    }
}

fn weekdays(days: &BTreeSet<u8>, at: &At<'_>, door: &mut Door<'_>) {
    for day in days.iter().filter(|day| !(1..=7).contains(*day)) {
        door.fault(at, || format!("{day} is no weekday: Monday 1 to Sunday 7"));
    }
}

fn periods(periods: &[Month], at: &At<'_>, door: &mut Door<'_>) {
    if periods.len() > MOST_PERIODS {
        door.fault(at, || format!("{} months are more than {MOST_PERIODS}", periods.len()));
    }
    for (number, pair) in periods.windows(2).enumerate() {
        if let [earlier, later] = pair
            && *later != earlier.next()
        {
            door.fault(&at.item(number + 1), || format!("{later} is not the month after {earlier}"));
        }
    }
}

/// Every month that is to be closed has its day.
fn closed(fields: &Fields<'_>, at: &At<'_>, door: &mut Door<'_>) {
    let (Some(periods), Some(closes)) =
        (fields.raw("periods").and_then(Value::as_array), fields.raw("closes").and_then(Value::as_object))
    else {
        return;
    };
    for month in periods.iter().filter_map(Value::as_str) {
        if month.parse::<Month>().is_ok() && !closes.contains_key(month) {
            door.fault(&at.key("closes").key(month), || format!("is missing: the day on which {month} is frozen"));
        }
    }
}
