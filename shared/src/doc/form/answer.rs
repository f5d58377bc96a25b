//! Filling a form in: what is asked, what an answer must be, what is kept.

use std::collections::BTreeMap;

use super::{Answer, Condition, Field, FieldKind, Filled, Form, Test};
use crate::num::Decimal;

/// Answers of a level, by the field's id.
pub type Answers = BTreeMap<String, Answer>;

/// An answer that does not do, or is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFault {
    /// The field's id; in a group `shelf.2.count`, rows counted from 0.
    pub path: String,
    /// For people.
    pub label: String,
    pub why: AnswerFaultKind,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerFaultKind {
    Missing,
    LessThan(Decimal),
    MoreThan(Decimal),
    /// More digits behind the point than asked for.
    Decimals(u8),
    UnknownOption(String),
    /// In letters, pictures or rows: at most so many.
    TooMany(u32),
    /// It is none of what is asked.
    WrongKind,
}

impl Answer {
    /// Whether something was answered at all.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Choice(chosen) => chosen.is_empty(),
            Self::Photos(photos) => photos.is_empty(),
            Self::Rows(rows) => rows.iter().all(|row| row.values().all(Self::is_blank)),
            Self::Number(_) | Self::Date(_) => false,
        }
    }
}

/// The fields of a level that are asked. An answer to a field that is not asked is none: what hangs on it is not asked either.
#[must_use]
pub fn asked<'a>(fields: &'a [Field], answers: &Answers) -> Vec<&'a Field> {
    let mut asked: Vec<&Field> = Vec::new();
    for field in fields {
        let shown = field.visible_if.as_ref().is_none_or(|condition| {
            let looked_at = asked.iter().find(|earlier| earlier.id == condition.field);
            let answer = looked_at.and_then(|earlier| answers.get(&earlier.id)).filter(|answer| !answer.is_blank());
            holds(condition, answer)
        });
        if shown {
            asked.push(field);
        }
    }
    asked
}

fn holds(condition: &Condition, answer: Option<&Answer>) -> bool {
    match (&condition.test, answer) {
        (Test::Answered(wanted), answer) => answer.is_some() == *wanted,
        (_, None) => false,
        (Test::Is(wanted), Some(Answer::Choice(chosen))) => chosen.iter().any(|id| wanted.contains(id)),
        (Test::Is(wanted), Some(Answer::Text(text))) => wanted.iter().any(|one| one == text.trim()),
        (Test::AtLeast(least), Some(Answer::Number(number))) => number >= least,
        (Test::AtMost(most), Some(Answer::Number(number))) => number <= most,
        (Test::Is(_) | Test::AtLeast(_) | Test::AtMost(_), Some(_)) => false,
    }
}

/// What is kept of answers: those that are asked for and not blank, in rows too.
#[must_use]
pub fn kept(fields: &[Field], answers: &Answers) -> Answers {
    let mut kept = Answers::new();
    for field in asked(fields, answers) {
        let Some(answer) = answers.get(&field.id).filter(|answer| !answer.is_blank()) else { continue };
        let answer = match (&field.kind, answer) {
            (FieldKind::Group { fields, .. }, Answer::Rows(rows)) => {
                Answer::Rows(rows.iter().map(|row| self::kept(fields, row)).filter(|row| !row.is_empty()).collect())
            }
            (_, answer) => answer.clone(),
        };
        kept.insert(field.id.clone(), answer);
    }
    kept
}

/// What is wrong with answers, in the order of the fields.
#[must_use]
pub fn check(fields: &[Field], answers: &Answers) -> Vec<AnswerFault> {
    let mut faults = Vec::new();
    level(fields, answers, "", &mut faults);
    faults
}

fn level(fields: &[Field], answers: &Answers, above: &str, faults: &mut Vec<AnswerFault>) {
    for field in asked(fields, answers) {
        let path = format!("{above}{}", field.id);
        let mut add = |why| faults.push(AnswerFault { path: path.clone(), label: field.label.clone(), why });
        let Some(answer) = answers.get(&field.id).filter(|answer| !answer.is_blank()) else {
            if field.required {
                add(AnswerFaultKind::Missing);
            }
            continue;
        };
        match (&field.kind, answer) {
            (FieldKind::Group { fields, most }, Answer::Rows(rows)) => {
                if rows.len() > usize::from(*most) {
                    add(AnswerFaultKind::TooMany(u32::from(*most)));
                }
                for (at, row) in rows.iter().enumerate() {
                    // A row that was added and left empty is not kept.
                    if row.values().any(|answer| !answer.is_blank()) {
                        level(fields, row, &format!("{path}.{at}."), faults);
                    }
                }
            }
            (kind, answer) => {
                if let Some(why) = wrong(kind, answer) {
                    add(why);
                }
            }
        }
    }
}

fn wrong(kind: &FieldKind, answer: &Answer) -> Option<AnswerFaultKind> {
    let too_many = |count: usize, most: u32| {
        (u32::try_from(count).unwrap_or(u32::MAX) > most).then_some(AnswerFaultKind::TooMany(most))
    };
    match (kind, answer) {
        (FieldKind::Text { longest }, Answer::Text(text)) => {
            longest.and_then(|longest| too_many(text.chars().count(), longest))
        }
        (FieldKind::Number { min, max, decimals, .. }, Answer::Number(number)) => {
            if let Some(min) = min.filter(|min| number < min) {
                Some(AnswerFaultKind::LessThan(min))
            } else if let Some(max) = max.filter(|max| number > max) {
                Some(AnswerFaultKind::MoreThan(max))
            } else {
                (number.normalize().scale() > u32::from(*decimals)).then_some(AnswerFaultKind::Decimals(*decimals))
            }
        }
        (FieldKind::Choice { options, many }, Answer::Choice(chosen)) => {
            let unknown = chosen.iter().find(|id| !options.iter().any(|option| option.id == **id));
            match unknown {
                Some(id) => Some(AnswerFaultKind::UnknownOption(id.clone())),
                None if !many => too_many(chosen.len(), 1),
                None => None,
            }
        }
        (FieldKind::Photo { most }, Answer::Photos(photos)) => too_many(photos.len(), u32::from(*most)),
        (FieldKind::Date, Answer::Date(_)) | (FieldKind::Scan, Answer::Text(_)) => None,
        _ => Some(AnswerFaultKind::WrongKind),
    }
}

/// The sum of a number over the rows of a group; `None` where it is beyond what a decimal holds.
#[must_use]
pub fn total(rows: &[Answers], field: &str) -> Option<Decimal> {
    rows.iter().try_fold(Decimal::ZERO, |sum, row| match row.get(field) {
        Some(Answer::Number(number)) => sum.checked_add(*number),
        _ => Some(sum),
    })
}

impl Form {
    /// The form as it was filled in; `None` where nothing was answered.
    #[must_use]
    pub fn filled(&self, answers: &Answers) -> Option<Filled> {
        let answers = kept(&self.fields, answers);
        (!answers.is_empty()).then(|| Filled { form: self.id.clone(), version: self.version, answers })
    }
}

/// The newest version of each form that is still offered, by id.
#[must_use]
pub fn offered(forms: &BTreeMap<(String, u32), Form>) -> Vec<&Form> {
    let mut newest: BTreeMap<&str, &Form> = BTreeMap::new();
    for form in forms.values() {
        // By id and version: a later one takes the place of an earlier one.
        newest.insert(&form.id, form);
    }
    newest.into_values().filter(|form| !form.retired).collect()
}

/// The form of a visit with that purpose: one made for the purpose before one for every visit.
#[must_use]
pub fn chosen<'a>(forms: &'a BTreeMap<(String, u32), Form>, purpose: Option<&str>) -> Option<&'a Form> {
    let offered = offered(forms);
    let made_for = |form: &&&Form| purpose.is_some_and(|purpose| form.purposes.iter().any(|one| one == purpose));
    offered.iter().find(made_for).or_else(|| offered.iter().find(|form| form.purposes.is_empty())).copied()
}
