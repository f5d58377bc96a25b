use std::collections::BTreeSet;

use super::door::{At, Door, shown};
use super::fields::{filled, record};
use super::index::{customer, employee, template};
use super::limit;
use crate::books::plan::check::score::named;
use crate::books::{Customer, Person, PlannedVisit, Post, Site, Target, Wage};

record!(Person {
    id: must,
    join: must,
    leave: or_null,
    posts: history,
    wages: history,
    draw: or_null / limit::not_negative,
    pool_weight: must / limit::not_negative,
} then employed);

fn employed(person: &mut Person, at: &At<'_>, door: &mut Door<'_>) {
    if let Some(leave) = person.leave.filter(|leave| *leave < person.join) {
        door.fault(&at.key("leave"), || format!("the last day {leave} is before the first, {}", person.join));
    }
}

record!(Post { from: must, department: must, template: must / template });

record!(Wage { from: must, amount: must / limit::not_negative });

record!(Customer { id: must, class: must, owner: must / employee, since: must, site: maybe });

record!(Site { lat: must / limit::latitude, lon: must / limit::longitude, radius: must / limit::positive });

record!(PlannedVisit { employee: must / employee, date: must, customer: must / customer, order: must });

// The subject is a person, the company, or else a department: departments are listed nowhere, and one without people
// may have a target, so an unknown subject can not be told from an empty department.
record!(Target {
    subject: must,
    metric: must / named,
    period: must,
    value: must,
    owner: maybe / employee,
    deadline: maybe,
    achievable: or_default,
    relevance: or_default,
});

/// Of two targets for the same thing nobody could say which one counts.
pub(super) fn targets(targets: &[Target], at: &At<'_>, door: &mut Door<'_>) {
    let mut seen = BTreeSet::new();
    for (number, target) in targets.iter().enumerate() {
        if !seen.insert((&target.subject, &target.metric, target.period)) {
            let (subject, metric) = (shown(target.subject.as_str()), shown(target.metric.as_str()));
            door.fault(&at.item(number), || format!("{metric} of {subject} in {} has a target already", target.period));
        }
    }
}
