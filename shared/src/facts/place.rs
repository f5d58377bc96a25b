use rust_decimal::prelude::ToPrimitive;

use crate::books::{Site, Visit};
use crate::num::Decimal;
use crate::place::{Place, Verdict};

fn degrees(lat: Decimal, lon: Decimal) -> Option<Place> {
    Place::new(lat.to_f64()?, lon.to_f64()?).ok()
}

/// The verdict a visit was given, else that of the fence; no fix, no accuracy or no site known: uncertain (D-41).
#[must_use]
pub fn verdict_of(visit: &Visit, site: Option<&Site>) -> Verdict {
    if let Some(given) = visit.verdict {
        return given;
    }
    let decide = || {
        let (at, site) = (degrees(visit.lat?, visit.lon?)?, site?);
        let fence = degrees(site.lat, site.lon)?;
        Some(Verdict::decide(at.distance(fence), visit.accuracy?.to_f64()?, site.radius.to_f64()?))
    };
    decide().unwrap_or(Verdict::Uncertain)
}
