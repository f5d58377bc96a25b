//! Closing one month after the other, each with what was known at its freeze; what comes later becomes adjustments of the
//! next close (CLO-2, D-39). What was paid never changes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::month::{MonthRun, PersonResult, Results, Workers};
use super::statement::Statement;
use super::trail::{Node, Value, What};
use super::{Balance, EngineError};
use crate::books::{Books, Id};
use crate::facts::Facts;
use crate::num::Decimal;
use crate::period::{BusinessDay, Month, Span};

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

/// What somebody was paid for a closed month so far, adjustments included, and the balance after it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Paid {
    /// By key, of the paid lines.
    pub lines: BTreeMap<String, Decimal>,
    pub balance: Balance,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
}

impl From<&PersonResult> for Paid {
    fn from(result: &PersonResult) -> Self {
        let statement = result.explained.as_ref().map(|explained| &explained.statement);
        let lines = statement.into_iter().flat_map(Statement::paid);
        Self {
            lines: lines.map(|line| (line.key.clone(), line.amount)).collect(),
            balance: result.balance.clone(),
            stopped: statement.is_some_and(|statement| statement.stopped.is_some()),
        }
    }
}

/// A closed month and what everybody was paid for it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedMonth {
    pub closing: Closing,
    pub paid: BTreeMap<Id, Paid>,
}

/// Closes month after month, each compared with what was paid so far.
#[derive(Debug, Clone, Default)]
pub struct Closer {
    /// Balances before the first of the months.
    before: BTreeMap<Id, Balance>,
    months: Vec<ClosedMonth>,
}

impl Closer {
    /// Goes on from months that were closed before, in their order.
    #[must_use]
    pub const fn after(months: Vec<ClosedMonth>) -> Self {
        Self { before: BTreeMap::new(), months }
    }

    /// The same where no late fact reaches back before the first of these months: what stands before it is its balances.
    #[must_use]
    pub const fn resuming(before: BTreeMap<Id, Balance>, months: Vec<ClosedMonth>) -> Self {
        Self { before, months }
    }

    /// What was paid so far, month by month.
    #[must_use]
    pub fn months(&self) -> &[ClosedMonth] {
        &self.months
    }

    /// Closes the next month: evaluates all closed months again in order with all that is known, takes the differences
    /// as adjustments, and the open month from the new balances.
    ///
    /// `facts` gives what is known now, under the plan and org that were frozen for a month; `late` are the facts that
    /// came since the close before.
    pub fn close<'f>(
        &mut self,
        facts: impl Fn(Month) -> &'f Facts,
        late: &BTreeSet<Id>,
        closing: Closing,
        workers: &impl Workers,
    ) -> Closed {
        let mut balances = self.before.clone();
        let mut adjustments = Vec::new();
        if let (true, Some(last)) = (late.is_empty(), self.months.last()) {
            // Nothing was heard of since: what was closed says the same.
            balances = last.balances();
        }
        for earlier in self.months.iter_mut().filter(|_| !late.is_empty()) {
            let results = evaluate(facts(earlier.closing.month), earlier.closing, &balances, workers);
            adjustments.extend(earlier.take_in(&results, late));
            balances = earlier.balances();
        }
        let results = evaluate(facts(closing.month), closing, &balances, workers);
        let paid = results.iter().map(|(id, result)| (id.clone(), Paid::from(result))).collect();
        self.months.push(ClosedMonth { closing, paid });
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

impl ClosedMonth {
    fn balances(&self) -> BTreeMap<Id, Balance> {
        self.paid.iter().map(|(id, paid)| (id.clone(), paid.balance.clone())).collect()
    }

    /// The differences to what was paid so far, which then is what these results say.
    fn take_in(&mut self, now: &Results, late: &BTreeSet<Id>) -> Vec<Adjusted> {
        let none = Paid::default();
        let mut adjustments = Vec::new();
        for (employee, result) in now {
            let is = Paid::from(result);
            let was = self.paid.get(employee).unwrap_or(&none);
            // A closed month that would stop only now, by a late fact, stands as it was paid (D-40).
            if is.stopped && !was.stopped && self.paid.contains_key(employee) {
                continue;
            }
            for adjustment in differences(employee, self.closing.month, was, &is) {
                adjustments.push(explained(adjustment, Some(result), late));
            }
            self.paid.insert(employee.clone(), is);
        }
        adjustments
    }
}

/// Each paid line that differs, by key.
fn differences(employee: &Id, period: Month, was: &Paid, is: &Paid) -> Vec<Adjustment> {
    let keys: BTreeSet<&String> = was.lines.keys().chain(is.lines.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (before, now) = (was.lines.get(key), is.lines.get(key));
            let zero = Decimal::new(0, before.or(now).map_or(0, Decimal::scale));
            let (was, is) = (before.copied().unwrap_or(zero), now.copied().unwrap_or(zero));
            let (employee, key, difference) = (employee.clone(), key.clone(), is - was);
            (was != is).then_some(Adjustment { employee, period, key, was, is, difference })
        })
        .collect()
}

/// Why: the late facts the line rests on, else those the statement rests on, else all that came late.
fn explained(adjustment: Adjustment, result: Option<&PersonResult>, late: &BTreeSet<Id>) -> Adjusted {
    let result = result.and_then(|result| result.explained.as_ref());
    let lines = result.iter().flat_map(|one| one.statement.lines.iter().zip(&one.trail));
    let line = lines.filter(|(line, _)| line.key == adjustment.key).map(|(_, node)| node).next();
    let all = result.iter().flat_map(|one| one.trail.iter().chain(one.score.as_deref())).flat_map(Node::evidence);
    let known = |facts: &mut dyn Iterator<Item = &Id>| -> BTreeSet<Id> {
        facts.filter(|id| late.contains(id.as_str())).cloned().collect()
    };
    let mut facts = known(&mut line.into_iter().flat_map(Node::evidence));
    if facts.is_empty() {
        facts = known(&mut { all });
    }
    if facts.is_empty() {
        facts.clone_from(late);
    }
    let mut node = Node::new(What::Adjustment)
        .arg("period", Span::from(adjustment.period))
        .arg("key", adjustment.key.clone())
        .arg("was", adjustment.was)
        .arg("is", adjustment.is)
        .facts(facts.into_iter().collect())
        .parts(line.into_iter().cloned().collect());
    node.value = Value::Money(adjustment.difference);
    Adjusted { adjustment, node }
}

/// The difference by line between two evaluations of a month, of anyone (PAY-8).
#[must_use]
pub fn compare(month: Month, was: &Results, is: &Results) -> Vec<Adjusted> {
    let people: BTreeSet<&Id> = was.keys().chain(is.keys()).collect();
    let mut found = Vec::new();
    for employee in people {
        let side = |results: &Results| results.get(employee).map(Paid::from).unwrap_or_default();
        for adjustment in differences(employee, month, &side(was), &side(is)) {
            found.push(explained(adjustment, is.get(employee), &BTreeSet::new()));
        }
    }
    found
}

/// All months of the books, closed one after the other with what was known at each freeze.
pub fn close_all(books: &Books, workers: &impl Workers) -> Result<(Vec<(Month, Closed)>, Closer), EngineError> {
    let mut closer = Closer::default();
    let mut closed = Vec::with_capacity(books.periods.len());
    let mut before = None;
    for month in &books.periods {
        let freeze = books.closes.get(month).copied();
        let facts = Facts::of(books, freeze)?;
        let late = before.map_or_else(BTreeSet::new, |before| books.known_after(before, freeze));
        closed.push((*month, closer.close(|_| &facts, &late, Closing { month: *month, freeze }, workers)));
        before = freeze;
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
