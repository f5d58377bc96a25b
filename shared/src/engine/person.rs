//! One person's statement of a month.

use super::lines::Lines;
use super::month::MonthRun;
use super::score::{Outcome, Scored};
use super::statement::{Explained, Section, Statement};
use super::trail::{Node, What};
use super::{Balance, Constants, EngineError, bonus, commission, deduction, limits, wage};
use crate::books::Person;
use crate::books::plan::{Template, graded};
use crate::facts::{Credit, Employee, EmployeeNo, Facts};
use crate::num::{Decimal, Exact};
use crate::period::{BusinessDay, Month};

/// Whose month is worked on, and what is known of it.
pub(super) struct Work<'a> {
    pub facts: &'a Facts,
    pub number: EmployeeNo,
    pub employee: &'a Employee,
    pub person: &'a Person,
    pub month: Month,
    /// Employed on at least one day of the month.
    pub employed: bool,
    pub template: Option<&'a Template>,
    pub constants: &'a Constants,
    pub today: Option<BusinessDay>,
}

impl<'a> Work<'a> {
    /// The person's collections, by the day they are earned on.
    pub fn earned(&self) -> &'a [Credit] {
        &self.employee.credits
    }

    /// Whether money of a day is his: after leaving only where the company says so (D-33).
    pub fn earns(&self, day: BusinessDay) -> bool {
        self.facts.settings.leavers_earn || self.person.leave.is_none_or(|last| day <= last)
    }

    /// The month's own facts and targets.
    pub fn scored(&self) -> Scored<'a> {
        let (facts, employee, span) = (self.facts, self.number, self.month.into());
        Scored { facts, employee, span, ratings: None, today: self.today, formulas: usize::MAX }
    }
}

/// The statement, if there is anything to state, and the balance after it.
pub(super) fn statement(
    run: &MonthRun<'_>,
    number: EmployeeNo,
    outcome: Option<&Outcome>,
    constants: &Constants,
    before: &Balance,
) -> Result<(Option<Explained>, Balance), EngineError> {
    let employee = &run.facts.people[number];
    let Some(person) = &employee.person else { return Ok((None, before.clone())) };
    let work = Work {
        facts: run.facts,
        number,
        employee,
        person,
        month: run.month,
        employed: person.last_employed_day(run.month.into()).is_some(),
        template: run.template(number),
        constants,
        today: run.today,
    };
    let mut balance = before.clone();
    if run.month.number() == 1 {
        balance.year = super::Year::default();
    }
    balance.year.months += 1;
    let mut lines = Lines::new(run.facts.company.minor);
    let total = outcome.and_then(|outcome| outcome.score.total);
    if work.employed {
        let base = wage::base(&work, &mut lines)?;
        wage::floating(&work, &base, total, &mut lines)?;
    }
    bonus::lines(&work, total, &mut balance, &mut lines)?;
    commission::lines(&work, &mut lines)?;
    limits::lines(&work, &mut balance, &mut lines)?;
    deduction::lines(&work, &mut balance, &mut lines)?;
    if run.facts.settings.negative_carry {
        carry_negative(&mut balance, &mut lines)?;
    }
    if !work.employed && lines.rows.is_empty() {
        return Ok((None, balance));
    }
    let flags = flags(&work, &balance);
    let statement = seal(&work, outcome, &balance, flags, lines.in_order());
    Ok((Some(statement), balance))
}

/// A negative total is paid as 0, the rest carried on (D-38).
fn carry_negative(balance: &mut Balance, lines: &mut Lines) -> Result<(), EngineError> {
    let node = || Node::new(What::NegativeCarried);
    lines.money(Section::Balance, "balance before".into(), -balance.negative, node())?;
    balance.negative = (-lines.paid()).max(Decimal::ZERO);
    lines.money(Section::Balance, "balance after".into(), balance.negative, node()).map(|_| ())
}

/// Dismissal candidates at the end of a year that was evaluated as a whole (D-37). A flag for a human: nothing follows by
/// itself.
fn flags(work: &Work<'_>, balance: &Balance) -> Vec<String> {
    let year = crate::period::Span::of(work.month, crate::period::Cycle::Year);
    let all_year = work.person.join <= year.first_day() && work.person.employed_on(year.last_day());
    let of = &balance.year;
    if work.month != year.last_month() || !all_year || of.months < 12 {
        return Vec::new();
    }
    let count = Exact::whole(i64::from(of.coefficient_count));
    let low =
        of.coefficient_count > 0 && Exact::from(of.coefficients) < count * Exact::from(work.facts.settings.requirement);
    let none = of.bonus_count > 0 && of.bonuses <= Decimal::ZERO;
    if low || none { vec!["dismissal candidate".to_owned()] } else { Vec::new() }
}

fn seal(
    work: &Work<'_>,
    outcome: Option<&Outcome>,
    balance: &Balance,
    flags: Vec<String>,
    mut lines: Lines,
) -> Explained {
    let minor = work.facts.company.minor;
    let money = |mut amount: Decimal| {
        amount.rescale(minor);
        amount
    };
    lines.ties.sort();
    let total = money(lines.paid());
    let score = outcome.map(|outcome| outcome.score.clone());
    let scored = score.as_ref().and_then(|score| score.total);
    let grade = scored.and_then(|total| graded(&work.facts.plan.grades, total));
    let limited = work.facts.plan.commission_limits.is_some();
    let (lines, notes, ties) = (lines.rows, lines.notes, lines.ties);
    let (lines, trail) = lines.into_iter().unzip();
    let statement = Statement {
        lines,
        total,
        accrued: money(balance.accrued.values().copied().sum()),
        owed: money(balance.owed),
        carried: balance.carried.iter().map(|one| (one.id.clone(), money(one.amount))).collect(),
        grade,
        forced_grade: scored.and(work.constants.forced_grade.clone()),
        score,
        notes,
        flags,
        ties,
        over_cap: limited.then(|| money(balance.over_cap)),
        held: limited.then(|| balance.held.iter().map(|(id, amount)| (id.clone(), money(*amount))).collect()),
        stopped: None,
    };
    Explained { statement, trail, score: outcome.map(|outcome| outcome.node.clone()) }
}

impl Statement {
    /// A statement that could not be made, with the reason: no lines, no score, nothing in its balances.
    pub(super) fn stopped(reason: String, minor: u32) -> Self {
        let mut zero = Decimal::ZERO;
        zero.rescale(minor);
        Self {
            lines: Vec::new(),
            total: zero,
            accrued: zero,
            owed: zero,
            carried: Vec::new(),
            score: None,
            grade: None,
            forced_grade: None,
            notes: vec![format!("stopped: {reason}")],
            flags: Vec::new(),
            ties: Vec::new(),
            over_cap: None,
            held: None,
            stopped: Some(reason),
        }
    }
}
