//! What a position tells about itself (VIS-3). Flags inform; they never delete anything.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Fix, FixSource, Metres, Place};
use crate::period::{BusinessDay, Instant};

/// Fixes no more than this many metres apart may be one place, seen inexactly.
const JITTER: Metres = 500.0;
/// In km/h: faster than any road.
const TOP_SPEED: f64 = 150.0;
/// Age in milliseconds from which on a fix is stale.
const STALE: i64 = 60_000;
/// Accuracy in metres past which a fix says little.
const COARSE: Metres = 100.0;
/// A clock off by more than this, in milliseconds, is flagged (domain.md, Time).
const CLOCK: i64 = 10 * 60_000;

/// Whether nobody gets so far in so short a time: more than 500 m and over 150 km/h. Two places at one instant are.
#[must_use]
pub fn is_impossible(distance: Metres, millis: i64) -> bool {
    // km/h = metres × 3,600 ÷ milliseconds; multiplied out, so that no time at all needs no case of its own.
    distance > JITTER && distance * 3_600.0 > TOP_SPEED * millis.unsigned_abs() as f64
}

/// Impossible travel between two fixes of one person, in either order.
#[must_use]
pub fn is_impossible_travel(one: (Place, Instant), other: (Place, Instant)) -> bool {
    is_impossible(one.0.distance(other.0), other.1.since(one.1))
}

/// Something about a check-in that a person should look at. It informs: no verdict changes by it, and nothing is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// A mock provider made the fix.
    Mock,
    /// The fix was over 60 s old when it was used.
    Stale,
    /// Its accuracy is over 100 m.
    Coarse,
    /// Nobody gets here from the fix before.
    Impossible,
    /// The device's clock is off by more than 10 minutes.
    Clock,
    /// The same coordinates to the last digit stand on another day too.
    Repeated,
}

impl Flag {
    pub const ALL: [Self; 6] = [Self::Mock, Self::Impossible, Self::Repeated, Self::Clock, Self::Stale, Self::Coarse];

    /// As serialised, and the end of the fluent key `flag-…`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mock => "mock",
            Self::Stale => "stale",
            Self::Coarse => "coarse",
            Self::Impossible => "impossible",
            Self::Clock => "clock",
            Self::Repeated => "repeated",
        }
    }
}

/// When and where somebody checked in, and out, by his device.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sighting {
    /// By the device's clock.
    pub at: Instant,
    /// How far that clock was ahead, in milliseconds, where it is known.
    pub skew: Option<i64>,
    pub fix: Option<Fix>,
    /// Of the check-out.
    pub left: Option<Fix>,
}

impl Sighting {
    /// Coordinates of a fix of its own as its evidence prints them, `lat lon`. An earlier fix used again repeats itself by
    /// its nature, and says so.
    #[must_use]
    pub fn coordinates(&self) -> Option<String> {
        let fix = self.own_fix()?;
        Some(format!("{} {}", fix.place.lat(), fix.place.lon()))
    }

    fn own_fix(&self) -> Option<Fix> {
        self.fix.filter(|fix| fix.source == FixSource::Device)
    }

    fn corrected(&self, at: Instant) -> Instant {
        at.plus_millis(-self.skew.filter(|skew| skew.abs() > CLOCK).unwrap_or(0))
    }

    /// Where and when the person was seen last at this visit.
    fn seen_last(&self) -> Option<(Place, Instant)> {
        let came = self.own_fix()?;
        let left = self.left.filter(|left| left.source == FixSource::Device && left.at > came.at);
        let last = left.unwrap_or(came);
        Some((last.place, self.corrected(last.at)))
    }

    /// What the check-in says about itself.
    #[must_use]
    pub fn own_flags(&self) -> BTreeSet<Flag> {
        let of_fix = |test: &dyn Fn(&Fix) -> bool| self.fix.as_ref().is_some_and(test);
        let is = [
            (Flag::Mock, of_fix(&|fix| fix.mock)),
            (Flag::Stale, of_fix(&|fix| self.at.since(fix.at) > STALE)),
            (Flag::Coarse, of_fix(&|fix| fix.accuracy.is_some_and(|accuracy| accuracy > COARSE))),
            (Flag::Clock, self.skew.is_some_and(|skew| skew.abs() > CLOCK)),
        ];
        is.into_iter().filter_map(|(flag, is)| is.then_some(flag)).collect()
    }

    /// The same, with what other visits of the person say about it: `before` is the last one before it that has a fix of
    /// its own; `repeated`: its coordinates stand on another day.
    #[must_use]
    pub fn flags(&self, before: Option<&Self>, repeated: bool) -> BTreeSet<Flag> {
        let mut flags = self.own_flags();
        if let (Some(fix), Some(from)) = (self.own_fix(), before.and_then(Self::seen_last))
            && is_impossible_travel(from, (fix.place, self.corrected(fix.at)))
        {
            flags.insert(Flag::Impossible);
        }
        if repeated {
            flags.insert(Flag::Repeated);
        }
        flags
    }
}

/// The flags of one person's visits, given in the order in which they happened, each with its business day.
#[must_use]
pub fn flags_of(visits: &[(BusinessDay, Sighting)]) -> Vec<BTreeSet<Flag>> {
    use std::collections::BTreeMap;
    let mut days: BTreeMap<String, BTreeSet<BusinessDay>> = BTreeMap::new();
    for (day, sighting) in visits {
        if let Some(coordinates) = sighting.coordinates() {
            days.entry(coordinates).or_default().insert(*day);
        }
    }
    let mut before: Option<&Sighting> = None;
    let mut found = Vec::with_capacity(visits.len());
    for (_, sighting) in visits {
        let repeated = sighting.coordinates().and_then(|text| days.get(&text)).is_some_and(|days| days.len() > 1);
        found.push(sighting.flags(before, repeated));
        if sighting.own_fix().is_some() {
            before = Some(sighting);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_150_km_an_hour_and_over_500_metres_is_impossible() {
        for (metres, millis, impossible) in [
            (500.0, 0, false),
            (500.1, 0, true),
            (1_000.0, 24_000, false), // exactly 150 km/h
            (1_000.1, 24_000, true),
            (1_000.0, 23_999, true),
            (500.0, 1_000, false), // 1,800 km/h, but no more than 500 m
            (100_000.0, 2_400_000, false),
            (100_000.0, -2_399_999, true), // the order of the two does not matter
            (0.0, 0, false),
        ] {
            assert_eq!(is_impossible(metres, millis), impossible, "{metres} m in {millis} ms");
        }
    }

    /// A fix so many minutes after the first one, so many thousandths of a degree (111 m) north of it.
    fn fix(minutes: i64, north: f64) -> Fix {
        Fix {
            place: Place::new(30.274_1 + north / 1000.0, 120.1551).unwrap(),
            accuracy: Some(100.0),
            source: FixSource::Device,
            at: Instant::from_millis(minutes * 60_000),
            mock: false,
        }
    }

    fn seen(fix: Fix) -> Sighting {
        Sighting { at: fix.at, skew: None, fix: Some(fix), left: None }
    }

    const NONE: [Flag; 0] = [];

    #[test]
    fn a_check_in_says_what_it_is_worth() {
        let good = seen(fix(0, 0.0));
        let later = |millis: i64| good.at.plus_millis(millis);
        let with = |fix: Fix| Sighting { fix: Some(fix), ..good };
        let old = Fix { source: FixSource::LastKnown, ..fix(-30, 0.0) };
        for (what, sighting, flags) in [
            ("a good one", good, NONE.as_slice()),
            ("60 s old", Sighting { at: later(60_000), ..good }, &[]),
            ("over 60 s old", Sighting { at: later(60_001), ..good }, &[Flag::Stale]),
            ("the last known, half an hour old", with(old), &[Flag::Stale]),
            ("100.1 m", with(Fix { accuracy: Some(100.1), ..fix(0, 0.0) }), &[Flag::Coarse]),
            ("no accuracy", with(Fix { accuracy: None, ..fix(0, 0.0) }), &[]),
            ("mock", with(Fix { mock: true, ..fix(0, 0.0) }), &[Flag::Mock]),
            ("10 min ahead", Sighting { skew: Some(600_000), ..good }, &[]),
            ("over 10 min ahead", Sighting { skew: Some(600_001), ..good }, &[Flag::Clock]),
            ("over 10 min behind", Sighting { skew: Some(-600_001), ..good }, &[Flag::Clock]),
            ("no fix", Sighting { fix: None, ..good }, &[]),
        ] {
            assert_eq!(sighting.flags(None, false), flags.iter().copied().collect(), "{what}");
        }
        assert_eq!(good.flags(None, true), [Flag::Repeated].into());
    }

    #[test]
    fn the_last_fix_before_tells_whether_one_could_get_here() {
        let first = seen(fix(0, 0.0));
        // A degree of latitude, 111 km, in 44 and in 45 minutes.
        let here = |minutes: i64| seen(fix(minutes, 1000.0));
        let impossible = |one: Sighting, before: &Sighting| one.flags(Some(before), false).contains(&Flag::Impossible);
        assert!(impossible(here(44), &first) && !impossible(here(45), &first));
        // He left when he checked out, not when he came.
        let stayed = Sighting { left: Some(fix(30, 0.0)), ..first };
        assert!(impossible(here(74), &stayed) && !impossible(here(75), &stayed));
        // A clock an hour ahead before, right now: what is known of it is taken off.
        let ahead = Sighting { skew: Some(3_600_000), ..seen(fix(60, 0.0)) };
        assert!(impossible(here(44), &ahead) && !impossible(here(45), &ahead));
        // An earlier fix used again says nothing about the way.
        let again = Sighting { fix: Some(Fix { source: FixSource::LastKnown, ..fix(0, 0.0) }), ..here(1) };
        assert!(!impossible(again, &here(0)));
    }

    #[test]
    fn coordinates_repeat_from_one_day_to_another_and_not_within_one() {
        let day = |text: &str| text.parse::<BusinessDay>().unwrap();
        let last_known =
            Sighting { fix: Some(Fix { source: FixSource::LastKnown, ..fix(0, 0.0) }), ..seen(fix(0, 0.0)) };
        let visits = [
            (day("2026-03-02"), seen(fix(0, 0.0))),
            (day("2026-03-02"), seen(fix(60, 0.0))),
            (day("2026-03-02"), seen(fix(120, 1.0))),
            (day("2026-03-02"), seen(fix(180, 1.0))),
            (day("2026-03-03"), seen(fix(1440, 0.0))),
            (day("2026-03-03"), last_known),
            (day("2026-03-03"), seen(fix(1500, 0.000_000_1))),
        ];
        let repeated: Vec<bool> = flags_of(&visits).iter().map(|flags| flags.contains(&Flag::Repeated)).collect();
        assert_eq!(repeated, [true, true, false, false, true, false, false]);
    }
}
