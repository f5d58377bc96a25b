//! Closing one month after the other, each with what was known at its freeze; what comes later becomes adjustments of the
//! next close (CLO-2, D-39). What was paid never changes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::month::{MonthRun, Results, Workers};
use super::statement::Explained;
use super::trail::{Node, What};
use super::{Balance, EngineError};
use crate::books::{Books, Id};
use crate::facts::Facts;
use crate::num::Decimal;
use crate::period::{BusinessDay, Month};

/// A line of a closed month that would be another now (D-39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    pub employee: Id,
    /// The closed month.
    pub period: Month,
    /// The line's key in it.
    pub key: String,
    /// What was paid so far.
    pub was: Decimal,
    pub is: Decimal,
    pub difference: Decimal,
}

/// An adjustment and why: the late facts and the line's new explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjusted {
    pub adjustment: Adjustment,
    pub node: Node,
}

/// A closed month, with the day of its freeze.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    pub month: Month,
    /// Inclusive; ratings known by then count for this month for ever.
    pub freeze: Option<BusinessDay>,
}

/// What one close gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    pub results: Results,
    pub adjustments: Vec<Adjusted>,
}

/// Closes month after month. It keeps what was paid so far for each closed month: that is what a close is compared with.
#[derive(Debug, Clone, Default)]
pub struct Closer {
    paid: Vec<(Closing, Results)>,
}

impl Closer {
    /// Goes on from months that were closed before.
    #[must_use]
    pub const fn after(paid: Vec<(Closing, Results)>) -> Self {
        Self { paid }
    }

    /// What was paid so far, month by month, adjustments included.
    #[must_use]
    pub fn paid(&self) -> &[(Closing, Results)] {
        &self.paid
    }

    /// Closes the next month: evaluates all closed months again in order with all that is known, takes the differences
    /// as adjustments, and the open month from the new balances.
    pub fn close(&mut self, facts: &Facts, closing: Closing, workers: &impl Workers) -> Closed {
        let mut balances = BTreeMap::new();
        let mut adjustments = Vec::new();
        for (earlier, paid) in &mut self.paid {
            let mut now = evaluate(facts, *earlier, &balances, workers);
            stand_as_paid(paid, &mut now);
            adjustments.extend(differences(earlier.month, paid, &now));
            balances = after(&now);
            *paid = now;
        }
        let results = evaluate(facts, closing, &balances, workers);
        self.paid.push((closing, results.clone()));
        adjustments.sort_by(|a, b| {
            let key =
                |one: &Adjusted| (one.adjustment.period, one.adjustment.employee.clone(), one.adjustment.key.clone());
            key(a).cmp(&key(b))
        });
        Closed { results, adjustments }
    }
}

fn evaluate(facts: &Facts, closing: Closing, before: &BTreeMap<Id, Balance>, workers: &impl Workers) -> Results {
    let run = MonthRun { facts, month: closing.month, ratings: closing.freeze, today: None };
    run.evaluate(before, workers)
}

fn after(results: &Results) -> BTreeMap<Id, Balance> {
    results.iter().map(|(id, result)| (id.clone(), result.balance.clone())).collect()
}

/// A closed month that would stop only now, by a late fact, stands as it was paid (D-40).
fn stand_as_paid(paid: &Results, now: &mut Results) {
    for (id, result) in now.iter_mut() {
        let stops = |explained: &Option<Explained>| {
            explained.as_ref().is_some_and(|explained| explained.statement.stopped.is_some())
        };
        if let Some(before) = paid.get(id).filter(|before| stops(&result.explained) && !stops(&before.explained)) {
            *result = before.clone();
        }
    }
}

fn paid_lines(explained: Option<&Explained>) -> BTreeMap<&str, (Decimal, &Node)> {
    explained
        .into_iter()
        .flat_map(|explained| explained.statement.lines.iter().zip(&explained.trail))
        .filter(|(line, _)| line.paid)
        .map(|(line, node)| (line.key.as_str(), (line.amount, node)))
        .collect()
}

/// Each paid line that differs from what was paid so far, of anyone.
fn differences(period: Month, paid: &Results, now: &Results) -> Vec<Adjusted> {
    let mut found = Vec::new();
    let people: BTreeSet<&Id> = paid.keys().chain(now.keys()).collect();
    for employee in people {
        let side = |results: &'_ Results| results.get(employee).and_then(|result| result.explained.clone());
        let (before, after) = (side(paid), side(now));
        let (was, is) = (paid_lines(before.as_ref()), paid_lines(after.as_ref()));
        let keys: BTreeSet<&str> = was.keys().chain(is.keys()).copied().collect();
        for key in keys {
            let amount = |lines: &BTreeMap<&str, (Decimal, &Node)>| lines.get(key).map(|(amount, _)| *amount);
            let scale = amount(&was).or(amount(&is)).map_or(0, |amount| amount.scale());
            let zero = Decimal::new(0, scale);
            let (was_paid, is_paid) = (amount(&was).unwrap_or(zero), amount(&is).unwrap_or(zero));
            if was_paid == is_paid {
                continue;
            }
            let adjustment = Adjustment {
                employee: employee.clone(),
                period,
                key: key.to_owned(),
                was: was_paid,
                is: is_paid,
                difference: is_paid - was_paid,
            };
            let (before, after) = (was.get(key).map(|(_, node)| *node), is.get(key).map(|(_, node)| *node));
            let node = Node::new(What::Adjustment)
                .arg("period", crate::period::Span::from(period))
                .arg("key", key.to_owned())
                .arg("was", was_paid)
                .arg("is", is_paid)
                .facts(changed(before, after));
            let mut node = node.parts(after.into_iter().cloned().collect());
            node.value = super::Value::Money(adjustment.difference);
            found.push(Adjusted { adjustment, node });
        }
    }
    found
}

/// Evidence on one side only: what came, or went, since it was paid.
fn changed(before: Option<&Node>, after: Option<&Node>) -> Vec<Id> {
    let evidence =
        |node: Option<&Node>| -> BTreeSet<Id> { node.into_iter().flat_map(Node::evidence).cloned().collect() };
    evidence(before).symmetric_difference(&evidence(after)).cloned().collect()
}

/// All months of the books, closed one after the other with what was known at each freeze.
pub fn close_all(books: &Books, workers: &impl Workers) -> Result<(Vec<(Month, Closed)>, Closer), EngineError> {
    let mut closer = Closer::default();
    let mut closed = Vec::with_capacity(books.periods.len());
    for month in &books.periods {
        let freeze = books.closes.get(month).copied();
        let facts = Facts::of(books, freeze)?;
        closed.push((*month, closer.close(&facts, Closing { month: *month, freeze }, workers)));
    }
    Ok((closed, closer))
}

/// The same had everything been known from the start.
pub fn all_known(books: &Books, facts: &Facts, workers: &impl Workers) -> Vec<(Month, Results)> {
    let mut balances = BTreeMap::new();
    let mut months = Vec::with_capacity(books.periods.len());
    for month in &books.periods {
        let results = evaluate(facts, Closing { month: *month, freeze: None }, &balances, workers);
        balances = after(&results);
        months.push((*month, results));
    }
    months
}
