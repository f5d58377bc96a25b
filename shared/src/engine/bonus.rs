//! 獎金 (PAY-2, PAY-4): each month's is computed and rounded and accrues; the sum is paid with the cycle's last month, or
//! with the last month of who leaves (D-33, D-34).

mod kinds;

use super::lines::Lines;
use super::person::Work;
use super::statement::Section;
use super::trail::{Node, What};
use super::{Balance, EngineError};
use crate::books::Id;
use crate::books::plan::Bonus;
use crate::facts::in_span;
use crate::num::{Decimal, Exact};
use crate::period::{Cycle, Span};

/// What a bonus comes to in a month.
struct Amount {
    exact: Exact,
    node: Node,
    /// Of a performance bonus, for D-37.
    coefficient: Option<Decimal>,
}

/// What a kind of bonus says of a month.
enum Said {
    Amount(Box<Amount>),
    /// It needs something that is missing: a note says so.
    NotApplicable,
    /// It is not this person's matter.
    Nothing,
}

/// Accruals, payments and special awards of the month.
pub(super) fn lines(
    work: &Work<'_>,
    total: Option<Decimal>,
    balance: &mut Balance,
    lines: &mut Lines,
) -> Result<(), EngineError> {
    let mut bonuses: Vec<&Bonus> = work.facts.plan.bonuses.iter().collect();
    bonuses.sort_by(|a, b| a.id.cmp(&b.id));
    for bonus in bonuses {
        let month = accrue(work, bonus, total, balance, lines)?;
        pay(work, bonus, month, balance, lines)?;
    }
    // What a former plan accrued under a bonus that is no more.
    let known = |id: &Id| work.facts.plan.bonuses.iter().any(|bonus| bonus.id == *id);
    let gone: Vec<Id> = balance.accrued.keys().filter(|id| !known(id)).cloned().collect();
    for id in gone {
        let amount = balance.accrued.remove(&id).unwrap_or_default();
        let node = Node::new(What::BonusPaid).arg("bonus", &id);
        lines.money(Section::Bonus, format!("bonus {id}"), amount, node)?;
    }
    for special in in_span(&work.employee.specials, work.month.into()).iter().filter(|special| special.confirmed) {
        let node = Node::new(What::Special)
            .arg("special", &special.id)
            .arg("date", special.date)
            .arg("amount", special.amount)
            .facts(vec![special.id.clone()]);
        lines.money(Section::Special, format!("special {}", special.id), special.amount, node)?;
    }
    Ok(())
}

/// What it comes to in the month, 0 where it is nothing.
fn accrue(
    work: &Work<'_>,
    bonus: &Bonus,
    total: Option<Decimal>,
    balance: &mut Balance,
    lines: &mut Lines,
) -> Result<Decimal, EngineError> {
    let theirs = work.employed && work.template.is_some_and(|template| bonus.templates.contains(&template.id));
    if !theirs {
        return Ok(Decimal::ZERO);
    }
    match kinds::amount(work, bonus, total)? {
        Said::Nothing => Ok(Decimal::ZERO),
        Said::NotApplicable => {
            lines.note(format!("bonus {}: not applicable", bonus.id));
            Ok(Decimal::ZERO)
        }
        Said::Amount(amount) => {
            let Amount { exact, node, coefficient } = *amount;
            let node = node.arg("bonus", &bonus.id);
            // A monthly bonus is paid as it is computed.
            // One that was quarterly until now still has what it accrued.
            let amount = if bonus.cycle == Cycle::Month && !balance.accrued.contains_key(&bonus.id) {
                lines.rounded_amount(Section::Bonus, format!("bonus {}", bonus.id), &exact, node)?
            } else {
                let amount = lines.rounded_amount(Section::Accrual, format!("accrual {}", bonus.id), &exact, node)?;
                *balance.accrued.entry(bonus.id.clone()).or_default() += amount;
                amount
            };
            balance.year.bonuses += amount;
            balance.year.bonus_count += 1;
            if let Some(coefficient) = coefficient {
                balance.year.coefficients += coefficient;
                balance.year.coefficient_count += 1;
            }
            Ok(amount)
        }
    }
}

fn pay(
    work: &Work<'_>,
    bonus: &Bonus,
    month: Decimal,
    balance: &mut Balance,
    lines: &mut Lines,
) -> Result<(), EngineError> {
    let ends = Span::of(work.month, bonus.cycle).last_month() == work.month;
    let leaves = work.person.leave.is_some_and(|last| work.month.contains(last));
    if !ends && !leaves {
        return Ok(());
    }
    let Some(amount) = balance.accrued.remove(&bonus.id) else { return Ok(()) };
    let node = Node::new(What::BonusPaid)
        .arg("bonus", &bonus.id)
        .arg("cycle", Span::of(work.month, bonus.cycle))
        .arg("before", amount - month)
        .arg("month", month);
    lines.money(Section::Bonus, format!("bonus {}", bonus.id), amount, node).map(|_| ())
}
