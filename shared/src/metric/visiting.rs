//! How the plans of a person's period were kept, and whom he has not been to: what pages show beside the metrics.

use serde::{Deserialize, Serialize};

use super::coverage::covers;
use super::route::Route;
use super::{Scope, size};
use crate::books::{Class, Id};

/// What came of the day plans of a period (D-26).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Kept {
    pub planned: i64,
    pub actual: i64,
    /// Planned stops that were visited: of the planned plan compliance, of the actual call compliance.
    pub matched: i64,
    /// Of the matched, those in the planned order.
    pub in_order: i64,
}

/// How many customers of a class were contacted at their frequency (D-23), and who was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    pub class: Class,
    pub covered: i64,
    pub all: i64,
    pub missing: Vec<Id>,
}

/// Plans against visits.
#[must_use]
pub fn kept(scope: &Scope<'_>) -> Kept {
    let Route { planned, actual, matched, in_order, .. } = Route::of(scope);
    Kept { planned, actual, matched, in_order }
}

/// Coverage of each class that the person has customers of.
#[must_use]
pub fn coverage(scope: &Scope<'_>) -> Vec<Coverage> {
    let mut found = Vec::new();
    for class in Class::ALL {
        let (covered, missing): (Vec<_>, Vec<_>) =
            scope.owned().filter(|customer| customer.class == class).partition(|customer| covers(scope, customer));
        if covered.is_empty() && missing.is_empty() {
            continue;
        }
        found.push(Coverage {
            class,
            covered: size(covered.len()),
            all: size(covered.len() + missing.len()),
            missing: missing.into_iter().map(|customer| customer.id.clone()).collect(),
        });
    }
    found
}
