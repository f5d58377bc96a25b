use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::books::{Books, Expense, ExpenseState, Id, Won};
use crate::num::{Decimal, Exact};
use crate::period::BusinessDay;

/// The category that counts as 招待.
const ENTERTAINMENT: &str = "entertainment";
/// So many claims …
const CLAIMS: usize = 3;
/// … within so many days are a flag (**ours**, EXP-3).
const DAYS: i64 = 90;

/// An opportunity's expenses against its expected amount (EXP-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    Ok,
    /// Above 5 %.
    Warn,
    /// Above 10 %.
    Stop,
}

/// What one opportunity cost so far.
pub(super) struct Claims {
    expected: Decimal,
    spent: Exact,
    entertainments: Vec<BusinessDay>,
    wins: Vec<BusinessDay>,
}

impl Claims {
    pub(super) fn entertained_in_vain(&self) -> bool {
        is_entertained_in_vain(&self.entertainments, &self.wins)
    }

    pub(super) fn share(&self) -> Option<Share> {
        share_of(&self.spent, self.expected)
    }
}

/// Submitted, approved and paid claims count, of every category (D-31); a draft is no claim yet, a rejected one none more.
const fn counts(expense: &Expense) -> bool {
    match expense.state {
        ExpenseState::Submitted | ExpenseState::Approved | ExpenseState::Paid => true,
        ExpenseState::Draft | ExpenseState::Rejected => false,
    }
}

/// Of every opportunity, claimed on or not.
pub(super) fn by_opportunity(books: &Books) -> BTreeMap<&Id, Claims> {
    let none = |expected| Claims { expected, spent: Exact::zero(), entertainments: Vec::new(), wins: Vec::new() };
    let mut all: BTreeMap<&Id, Claims> = books.opportunities.iter().map(|of| (&of.id, none(of.expected))).collect();
    for expense in books.expenses.iter().filter(|expense| counts(expense)) {
        let Some(of) = expense.opportunity.as_ref().and_then(|id| all.get_mut(id)) else { continue };
        of.spent = &of.spent + &Exact::from(expense.amount);
        if expense.category == ENTERTAINMENT {
            of.entertainments.push(expense.date);
        }
    }
    for outcome in books.outcomes.iter().filter(|outcome| outcome.result == Won::Won) {
        if let Some(of) = all.get_mut(&outcome.opportunity) {
            of.wins.push(outcome.date);
        }
    }
    all
}

/// 多次招待未成單: some three claims with last − first < 90 days, and no win on or before the last of the three (D-31).
#[must_use]
pub fn is_entertained_in_vain(claims: &[BusinessDay], wins: &[BusinessDay]) -> bool {
    let mut days = claims.to_vec();
    days.sort_unstable();
    let thirds = days.iter().skip(CLAIMS - 1);
    days.iter().zip(thirds).any(|(first, last)| last.days_since(*first) < DAYS && wins.iter().all(|win| win > last))
}

/// Above 5 % of the expected amount: warn; above 10 %: stop. `None` where nothing is expected.
#[must_use]
pub fn share_of(spent: &Exact, expected: Decimal) -> Option<Share> {
    if expected <= Decimal::ZERO {
        return None;
    }
    let expected = Exact::from(expected);
    let above = |times: i64| spent * &Exact::whole(times) > expected;
    Some(match (above(10), above(20)) {
        (true, _) => Share::Stop,
        (false, true) => Share::Warn,
        (false, false) => Share::Ok,
    })
}
