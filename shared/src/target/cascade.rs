use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::adding_up;
use crate::books::{Id, Person, Target};
use crate::num::Decimal;
use crate::period::Span;

/// Who stands below whom in a period: company, departments, people; deeper where an organisation has teams.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// The company; whoever has a target and stands nowhere is a department without people, right below it.
    pub top: Option<Id>,
    pub below: BTreeMap<Id, BTreeSet<Id>>,
}

impl Tree {
    /// The company's departments and their people in a period, each in that of his last employed day in it (D-10).
    #[must_use]
    pub fn of<'p>(company: &Id, people: impl IntoIterator<Item = &'p Person>, span: Span) -> Self {
        let mut below: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for person in people {
            let post = person.last_employed_day(span).and_then(|day| person.post_on(day));
            if let Some(post) = post {
                below.entry(company.clone()).or_default().insert(post.department.clone());
                below.entry(post.department.clone()).or_default().insert(person.id.clone());
            }
        }
        Self { top: Some(company.clone()), below }
    }

    fn knows(&self, subject: &Id) -> bool {
        self.top.as_ref() == Some(subject)
            || self.below.contains_key(subject)
            || self.below.values().any(|children| children.contains(subject))
    }
}

/// A target that those below do not add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CascadeFault {
    pub parent: Id,
    pub metric: Id,
    pub period: Span,
    /// The parent's own.
    pub value: Decimal,
    /// Everybody right below with his own target; `None`: he has none.
    pub children: Vec<(Id, Option<Decimal>)>,
    /// Of the children's.
    pub sum: Decimal,
}

impl fmt::Display for CascadeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { parent, metric, period, value, children, sum } = self;
        write!(f, "{metric} of {parent} in {period} is {value}, but below it ")?;
        for (number, (child, value)) in children.iter().enumerate() {
            f.write_str(if number == 0 { "" } else { " + " })?;
            match value {
                Some(value) => write!(f, "{child} {value}")?,
                None => write!(f, "{child} (none)")?,
            }
        }
        write!(f, " = {sum}")
    }
}

impl std::error::Error for CascadeFault {}

/// Every target that those right below it do not add up to, exactly; by parent, metric and period.
///
/// Only metrics that add up are looked at (D-27), and only where at least one below has a target: what has not been handed
/// down yet is no fault.
#[must_use]
pub fn faults(targets: &[Target], tree: impl Fn(Span) -> Tree) -> Vec<CascadeFault> {
    let mut of_kind: BTreeMap<(&Id, Span), BTreeMap<&Id, Decimal>> = BTreeMap::new();
    for target in targets.iter().filter(|target| adding_up(&target.metric).is_ok()) {
        of_kind.entry((&target.metric, target.period)).or_default().insert(&target.subject, target.value);
    }
    let mut trees = BTreeMap::new();
    let mut found = Vec::new();
    for ((metric, period), values) in &of_kind {
        let tree = trees.entry(*period).or_insert_with(|| tree(*period));
        for (parent, value) in values {
            let Some(children) = children(tree, parent, values) else { continue };
            let sum: Option<Decimal> =
                children.iter().filter_map(|(_, value)| *value).try_fold(Decimal::ZERO, Decimal::checked_add);
            // What is too large to add equals no target.
            if sum != Some(*value) {
                found.push(CascadeFault {
                    parent: (*parent).clone(),
                    metric: (*metric).clone(),
                    period: *period,
                    value: *value,
                    children,
                    sum: sum.unwrap_or(Decimal::MAX),
                });
            }
        }
    }
    found.sort_by(|a, b| (&a.parent, &a.metric, a.period).cmp(&(&b.parent, &b.metric, b.period)));
    found
}

/// Those right below with what they have; `None` where none of them has anything.
fn children(tree: &Tree, parent: &Id, values: &BTreeMap<&Id, Decimal>) -> Option<Vec<(Id, Option<Decimal>)>> {
    let mut below: BTreeSet<&Id> = tree.below.get(parent).into_iter().flatten().collect();
    if tree.top.as_ref() == Some(parent) {
        below.extend(values.keys().copied().filter(|subject| !tree.knows(subject)));
    }
    let children: Vec<(Id, Option<Decimal>)> =
        below.into_iter().map(|child| (child.clone(), values.get(child).copied())).collect();
    children.iter().any(|(_, value)| value.is_some()).then_some(children)
}
