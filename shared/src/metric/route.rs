use super::measured::Evidence;
use super::{Scope, size};
use crate::facts::{Act, Planned, in_days};

/// The plan of a period's days and what came of it (D-26).
pub(super) struct Route {
    /// Planned stops.
    pub planned: i64,
    /// Checked-out visits, also of days without a plan.
    pub actual: i64,
    /// Planned stops that took a visit.
    pub matched: i64,
    /// Of the matched visits, those in the planned order.
    pub in_order: i64,
    /// Ids of the matched visits.
    pub matches: Evidence,
    /// Ids of all visits.
    pub visits: Evidence,
}

impl Route {
    pub fn of(scope: &Scope<'_>) -> Self {
        let (first, last) = (scope.first_day(), scope.last_day());
        let acts = in_days(&scope.person().acts, first, last);
        let planned = in_days(&scope.person().planned, first, last);
        let mut route = Self {
            planned: size(planned.len()),
            actual: 0,
            matched: 0,
            in_order: 0,
            matches: Evidence::of(scope),
            visits: Evidence::of(scope),
        };
        for visit in acts.iter().filter(|act| act.is_visit()) {
            route.actual += 1;
            route.visits.note(&visit.id);
        }
        let mut work = Work::default();
        for stops in planned.chunk_by(|a, b| a.day == b.day) {
            let Some(day) = stops.first().map(|stop| stop.day) else { continue };
            route.walk(&mut work, stops, in_days(acts, day, day));
        }
        route
    }

    /// One day: stops in the planned order, acts in the order of time.
    fn walk(&mut self, work: &mut Work, stops: &[Planned], acts: &[Act]) {
        work.taken.clear();
        work.taken.resize(acts.len(), None);
        for (place, stop) in stops.iter().enumerate() {
            // The first unused visit to that customer.
            let free = |(act, taken): &(&Act, &mut Option<usize>)| {
                taken.is_none() && act.is_visit() && Some(act.customer) == stop.customer
            };
            if let Some((act, taken)) = acts.iter().zip(&mut work.taken).find(free) {
                *taken = Some(place);
                self.matched += 1;
                self.matches.note(&act.id);
            }
        }
        self.in_order += work.longest_run();
    }
}

/// Room to work in, used again for each day.
#[derive(Default)]
struct Work {
    /// Which stop took each act.
    taken: Vec<Option<usize>>,
    /// By length, the smallest place an increasing run of that length ends with.
    ends: Vec<usize>,
}

impl Work {
    /// How many of the taken visits stand in the planned order: their longest increasing subsequence.
    fn longest_run(&mut self) -> i64 {
        self.ends.clear();
        for place in self.taken.iter().flatten() {
            let at = self.ends.partition_point(|end| end < place);
            match self.ends.get_mut(at) {
                Some(end) => *end = *place,
                None => self.ends.push(*place),
            }
        }
        size(self.ends.len())
    }
}
