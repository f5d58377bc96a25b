use super::door::{At, Door, shown};
use super::fields::{filled, record};
use super::index::{Raters, customer, employee, indicator, opportunity};
use super::limit;
use crate::books::{Contact, Event, Expense, Opportunity, Outcome, Rating, StageEntry, Survey, Trip, Visit};

record!(Opportunity {
    id: must,
    owner: must / employee,
    expected: must / limit::not_negative,
    rates: history,
    stages: or_default,
} then in_order);

/// Stage entries may stand in any order; they count by (at, order).
fn in_order(opportunity: &mut Opportunity, _: &At<'_>, _: &mut Door<'_>) {
    opportunity.stages.sort_by_key(|entry| (entry.at, entry.order, entry.known_on));
}

record!(StageEntry { at: must, order: must, known_on: must });

record!(Visit {
    id: must,
    employee: must / employee,
    customer: must / customer,
    check_in: must,
    check_out: or_null,
    lat: or_null / limit::latitude,
    lon: or_null / limit::longitude,
    accuracy: or_null / limit::not_negative,
    verdict: maybe,
    result: must,
    next: or_null,
    known_on: must,
} then stayed);

fn stayed(visit: &mut Visit, at: &At<'_>, door: &mut Door<'_>) {
    if visit.check_out.is_some_and(|check_out| check_out < visit.check_in) {
        door.fault(&at.key("check_out"), || "the check-out is before the check-in".to_owned());
    }
    if visit.lat.is_some() != visit.lon.is_some() {
        let half = if visit.lat.is_some() { "lon" } else { "lat" };
        door.fault(&at.key(half), || "a position has both lat and lon, or neither".to_owned());
    }
}

record!(Contact {
    id: must,
    employee: must / employee,
    customer: must / customer,
    at: must,
    next: or_null,
    known_on: must,
});

record!(Survey { id: must, employee: must / employee, date: must, answer: must / limit::answer, known_on: must });

record!(Expense {
    id: must,
    employee: must / employee,
    opportunity: or_null / opportunity,
    category: must,
    date: must,
    amount: must / limit::not_negative,
    state: must,
    known_on: must,
});

record!(Trip {
    id: must,
    opportunity: must / opportunity,
    date: must,
    probability: must / limit::percent,
    amount: must / limit::not_negative,
    state: must,
    known_on: must,
});

record!(Outcome {
    id: must,
    opportunity: must / opportunity,
    employee: must / employee,
    date: must,
    result: must,
    known_on: must,
});

record!(Rating {
    id: must,
    employee: must / employee,
    period: must,
    indicator: must / indicator,
    kind: must,
    rater: must,
    score: must / limit::percent,
    known_on: must,
} then rated);

fn rated(rating: &mut Rating, at: &At<'_>, door: &mut Door<'_>) {
    let indicators = door.index.indicators.as_ref();
    match indicators.and_then(|known| known.get(rating.indicator.as_str())) {
        Some(Raters::Nobody) => {
            door.fault(&at.key("indicator"), || format!("{} is not rated", shown(rating.indicator.as_str())));
        }
        Some(Raters::Kinds(kinds)) if !kinds.contains(rating.kind.as_str()) => {
            door.fault(&at.key("kind"), || {
                format!("{} is rated by nobody of kind {}", shown(rating.indicator.as_str()), shown(&rating.kind))
            });
        }
        Some(Raters::Kinds(_) | Raters::Unread) | None => {}
    }
}

record!(Event { id: must, employee: must / employee, date: must, kind: must, known_on: must });
