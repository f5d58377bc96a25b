//! What a position tells about itself (VIS-3). Flags inform; they never delete anything.

use super::{Fix, Metres, Place};
use crate::period::Instant;

/// Fixes no more than this many metres apart may be one place, seen inexactly.
const JITTER: Metres = 500.0;
/// In km/h: faster than any road.
const TOP_SPEED: f64 = 150.0;
/// Age in milliseconds from which on a fix is stale.
const STALE: i64 = 60_000;
/// Accuracy in metres past which a fix says little.
const COARSE: Metres = 100.0;

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

/// The flags of a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidence {
    /// A mock provider made it.
    pub mock: bool,
    /// It was over 60 s old when it was used.
    pub stale: bool,
    /// Its accuracy is over 100 m.
    pub coarse: bool,
    /// Nobody gets here from the fix before.
    pub impossible: bool,
}

impl Evidence {
    /// Of a fix used at `at`, after the same person's fix `before`.
    #[must_use]
    pub fn of(fix: &Fix, at: Instant, before: Option<&Fix>) -> Self {
        Self {
            mock: fix.mock,
            stale: at.since(fix.at) > STALE,
            coarse: fix.accuracy.is_some_and(|accuracy| accuracy > COARSE),
            impossible: before.is_some_and(|last| is_impossible_travel((last.place, last.at), (fix.place, fix.at))),
        }
    }

    #[must_use]
    pub fn any(self) -> bool {
        self != Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::FixSource;

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

    #[test]
    fn a_fix_says_what_it_is_worth() {
        let fix = |lat: f64, seconds: i64| Fix {
            place: Place::new(lat, 120.1551).unwrap(),
            accuracy: Some(100.0),
            source: FixSource::Device,
            at: Instant::from_millis(seconds * 1_000),
            mock: false,
        };
        let used = |seconds: i64| Instant::from_millis(seconds * 1_000);
        let good = fix(30.2741, 0);
        assert!(!Evidence::of(&good, used(60), None).any());
        assert!(Evidence::of(&good, used(61), None).stale);
        assert!(Evidence::of(&Fix { accuracy: Some(100.1), ..good }, used(0), None).coarse);
        assert!(Evidence::of(&Fix { mock: true, ..good }, used(0), None).mock);
        assert!(!Evidence::of(&Fix { accuracy: None, ..good }, used(0), None).any());
        // A degree of latitude, 111 km, in 44 and in 45 minutes.
        assert!(Evidence::of(&fix(31.2741, 44 * 60), used(44 * 60), Some(&good)).impossible);
        assert!(!Evidence::of(&fix(31.2741, 45 * 60), used(45 * 60), Some(&good)).impossible);
    }
}
