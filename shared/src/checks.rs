//! What the books show besides pay: fences, travel, trips, entertainment, expenses, datums. The object `checks` of
//! `fieldtally-statements/1`, over everything known.

mod claims;
mod points;
mod travel;
pub mod trips;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::books::{Books, Customer, Id, Site, Visit};
use crate::place::{Place, Verdict, float};

pub use claims::{Share, is_entertained_in_vain, share_of};
pub use points::PointCheck;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checks {
    /// Of each visit, whether it was at the customer's site (D-41).
    pub verdicts: BTreeMap<Id, Verdict>,
    /// Visits that nobody reaches from the same person's visit before; by id.
    pub impossible_travel: Vec<Id>,
    /// Trips beyond what their opportunity allows (D-30); by date, then id.
    pub trips_over_limit: Vec<Id>,
    /// Of each opportunity, whether customers were entertained again and again without a win (D-31).
    pub entertainment: BTreeMap<Id, bool>,
    /// Of each opportunity, its expenses against the expected amount; `None` where nothing is expected (D-31).
    pub expense_share: BTreeMap<Id, Option<Share>>,
    pub points: Vec<PointCheck>,
}

/// All checks of one company's books.
#[must_use]
pub fn checks(books: &Books) -> Checks {
    let claims = claims::by_opportunity(books);
    Checks {
        verdicts: verdicts(books),
        impossible_travel: travel::impossible(&books.visits),
        trips_over_limit: trips::over_limit(&books.trips),
        entertainment: claims.iter().map(|(id, of)| ((*id).clone(), of.entertained_in_vain())).collect(),
        expense_share: claims.iter().map(|(id, of)| ((*id).clone(), of.share())).collect(),
        points: books.points.iter().filter_map(PointCheck::of).collect(),
    }
}

/// The position of a visit's fix.
fn place_of(visit: &Visit) -> Option<Place> {
    Place::from_decimals(visit.lat?, visit.lon?).ok()
}

fn verdicts(books: &Books) -> BTreeMap<Id, Verdict> {
    let site = |customer: &Customer| customer.site.clone().map(|site| (customer.id.clone(), site));
    let sites: BTreeMap<Id, Site> = books.customers.iter().filter_map(site).collect();
    let verdict = |visit: &Visit| verdict(visit, sites.get(&visit.customer)).unwrap_or(Verdict::Uncertain);
    books.visits.iter().map(|visit| (visit.id.clone(), verdict(visit))).collect()
}

/// `None` where fix, accuracy or fence is not known.
fn verdict(visit: &Visit, site: Option<&Site>) -> Option<Verdict> {
    let (fix, site) = (place_of(visit)?, site?);
    let centre = Place::from_decimals(site.lat, site.lon).ok()?;
    Some(Verdict::decide(fix.distance(centre), float(visit.accuracy?), float(site.radius)))
}
