//! One month of a company: scores first, then what people take from each other, then everybody's statement.

use std::collections::BTreeMap;

use super::pool::{self, Member};
use super::score::{self, Outcome, Scored};
use super::statement::{Explained, Statement};
use super::{Balance, Constants, EngineError, Group, forced, person};
use crate::books::Id;
use crate::books::plan::{BonusKind, Template};
use crate::facts::{EmployeeNo, Facts};
use crate::num::Decimal;
use crate::period::{BusinessDay, Month, Span};

/// A month to evaluate.
#[derive(Debug, Clone, Copy)]
pub struct MonthRun<'a> {
    pub facts: &'a Facts,
    pub month: Month,
    /// Ratings known by that day count; `None`: all (D-39).
    pub ratings: Option<BusinessDay>,
    /// The month is still open and this is today: results are provisional.
    pub today: Option<BusinessDay>,
}

/// One person's result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonResult {
    /// `None`: nothing to state: not employed, and no line.
    pub explained: Option<Explained>,
    /// What the next month starts from.
    pub balance: Balance,
    pub constants: Constants,
}

/// Everybody's results of a month, by employee.
pub type Results = BTreeMap<Id, PersonResult>;

/// Who goes through a list: one after the other, or several at a time where the machine can.
pub trait Workers {
    /// The results in the order of the items.
    fn map<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R>;
}

/// One after the other.
#[derive(Debug, Clone, Copy)]
pub struct InTurn;

impl Workers for InTurn {
    fn map<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        items.iter().map(work).collect()
    }
}

/// A person's score, or why there can be none.
type Scoring = Result<Option<Outcome>, EngineError>;

impl<'a> MonthRun<'a> {
    /// Evaluates everybody. An error of one person's formula or numbers stops that person's statement with the reason,
    /// never the others'.
    pub fn evaluate(&self, before: &BTreeMap<Id, Balance>, workers: &impl Workers) -> Results {
        let people: Vec<EmployeeNo> = self
            .facts
            .people
            .by_id()
            .filter(|(_, employee)| employee.person.is_some())
            .map(|(number, _)| number)
            .collect();
        let scores = workers.map(&people, |number| self.score(*number));
        let constants = self.constants(&people, &scores);
        let both: Vec<(EmployeeNo, &Scoring)> = people.iter().copied().zip(&scores).collect();
        let none = Balance::default();
        let results = workers.map(&both, |(number, score)| {
            let id = &self.facts.people[*number].id;
            let constants = constants.get(number).cloned().unwrap_or_default();
            let balance = before.get(id).unwrap_or(&none);
            self.person(*number, score, constants, balance)
        });
        people.iter().zip(results).map(|(number, result)| (self.facts.people[*number].id.clone(), result)).collect()
    }

    /// One person's statement with given constants: what the phone does.
    pub fn evaluate_one(&self, number: EmployeeNo, constants: Constants, before: &Balance) -> PersonResult {
        self.person(number, &self.score(number), constants, before)
    }

    fn person(&self, number: EmployeeNo, score: &Scoring, constants: Constants, before: &Balance) -> PersonResult {
        let stopped = |reason: String| PersonResult {
            explained: Some(Explained {
                statement: Statement::stopped(reason, self.facts.company.minor),
                trail: Vec::new(),
                score: None,
            }),
            balance: before.clone(),
            constants: constants.clone(),
        };
        if let Some(stop) = self.stop(number).or_else(|| constants.stopped.clone()) {
            return stopped(stop);
        }
        let computed = match score {
            Err(why) => Err(why.clone()),
            Ok(outcome) => person::statement(self, number, outcome.as_ref(), &constants, before),
        };
        match computed {
            Ok((explained, balance)) => PersonResult { explained, balance, constants },
            Err(why) => stopped(why.to_string()),
        }
    }

    /// A missing exchange rate stops a person's statement from the month of the fact on (D-40).
    fn stop(&self, number: EmployeeNo) -> Option<String> {
        let stop = self.facts.people[number].stops.first()?;
        (stop.day <= self.month.last_day()).then(|| format!("no rate for {} on {}", stop.currency, stop.day))
    }

    /// The template of who is scored in this month: his last post's in it, where its cycle ends with it (D-10).
    #[must_use]
    pub fn template(&self, number: EmployeeNo) -> Option<&'a Template> {
        let person = self.facts.people[number].person.as_ref()?;
        let day = person.last_employed_day(self.month.into())?;
        self.facts.plan.template(person.post_on(day)?.template.as_str())
    }

    fn score(&self, number: EmployeeNo) -> Scoring {
        let Some(template) = self.template(number) else { return Ok(None) };
        let span = Span::of(self.month, template.cycle);
        if span.last_month() != self.month || self.stop(number).is_some() {
            return Ok(None);
        }
        let scored = Scored {
            facts: self.facts,
            employee: number,
            span,
            ratings: self.ratings,
            today: self.today,
            formulas: usize::MAX,
        };
        score::score(&scored, template).map(Some)
    }

    /// What each takes from the others: the group's mean, a forced grade, parts of pools.
    fn constants(&self, people: &[EmployeeNo], scores: &[Scoring]) -> BTreeMap<EmployeeNo, Constants> {
        let mut groups: BTreeMap<&Id, Vec<(EmployeeNo, Decimal)>> = BTreeMap::new();
        let mut members = Vec::new();
        for (number, score) in people.iter().zip(scores) {
            let total = score.as_ref().ok().and_then(Option::as_ref).and_then(|outcome| outcome.score.total);
            let Some(template) = self.template(*number) else { continue };
            if let Some(total) = total {
                groups.entry(&template.id).or_default().push((*number, total));
            }
            let person = self.facts.people[*number].person.as_ref();
            let last = person.and_then(|person| person.last_employed_day(self.month.into()));
            let post = person.zip(last).and_then(|(person, day)| person.post_on(day));
            if let Some(post) = post {
                members.push(Member { employee: *number, department: &post.department, template: &template.id, total });
            }
        }
        let mut constants: BTreeMap<EmployeeNo, Constants> = BTreeMap::new();
        for scored in groups.values() {
            let sum = scored.iter().map(|(_, total)| *total).sum();
            let group = Group { count: u32::try_from(scored.len()).unwrap_or(u32::MAX), sum };
            let grades = self.facts.plan.forced.as_ref().map(|forced| forced::grades(forced, scored));
            for (at, (number, _)) in scored.iter().enumerate() {
                let own = constants.entry(*number).or_default();
                own.group = Some(group.clone());
                own.forced_grade = grades.as_ref().and_then(|grades| grades.get(at).cloned().flatten());
            }
        }
        for bonus in self.facts.plan.bonuses.iter().filter(|bonus| matches!(bonus.kind, BonusKind::Pool { .. })) {
            match pool::parts(self.facts, self.month, bonus, &members) {
                Ok(parts) => {
                    for (number, part) in parts {
                        constants.entry(number).or_default().pools.insert(bonus.id.clone(), part);
                    }
                }
                Err(why) => {
                    for member in pool::members(bonus, &members) {
                        constants.entry(member.employee).or_default().stopped = Some(why.to_string());
                    }
                }
            }
        }
        constants
    }
}
