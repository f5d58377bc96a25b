//! Positions on WGS-84, the verdict of a fence, other datums. The only floats of this crate.

mod datum;
mod evidence;
mod mainland;
pub mod route;
mod track;

use geo::{Distance, Haversine, Point};
use serde::{Deserialize, Serialize};

use crate::num::Decimal;

pub use datum::{Datum, Given};
pub use evidence::{Flag, Sighting, flags_of, is_impossible, is_impossible_travel};
pub use mainland::is_mainland;
pub use track::track_length;

/// A length on the ground.
pub type Metres = f64;

/// Latitude and longitude in degrees, as the books format prints them.
pub type LatLon = [f64; 2];

/// A position that can not be on Earth.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{field}: {value} is not between {low} and {high}")]
pub struct PlaceError {
    pub field: &'static str,
    pub value: f64,
    low: f64,
    high: f64,
}

fn within(field: &'static str, value: f64, low: f64, high: f64) -> Result<f64, PlaceError> {
    // NaN is in no range, so it is refused here too.
    if (low..=high).contains(&value) { Ok(value) } else { Err(PlaceError { field, value, low, high }) }
}

/// The float nearest to a decimal: a length of the books in metres, or a coordinate.
#[must_use]
pub fn float(value: Decimal) -> f64 {
    let (mantissa, scale) = (value.mantissa(), value.scale());
    if mantissa.unsigned_abs() < 1 << 53 && scale <= 22 {
        // Both are exact as floats, so that one division rounds once.
        return mantissa as f64 / (0..scale).fold(1.0, |power, _| power * 10.0);
    }
    // The digits of a decimal are always a number to the standard library.
    value.to_string().parse().unwrap_or(f64::NAN)
}

/// A point on WGS-84, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawPlace")]
pub struct Place {
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct RawPlace {
    lat: f64,
    lon: f64,
}

impl TryFrom<RawPlace> for Place {
    type Error = PlaceError;
    fn try_from(raw: RawPlace) -> Result<Self, PlaceError> {
        Self::new(raw.lat, raw.lon)
    }
}

impl Place {
    /// Latitude −90 to 90, longitude −180 to 180, in degrees.
    pub fn new(lat: f64, lon: f64) -> Result<Self, PlaceError> {
        Ok(Self { lat: within("lat", lat, -90.0, 90.0)?, lon: within("lon", lon, -180.0, 180.0)? })
    }

    /// From degrees as the books hold them.
    pub fn from_decimals(lat: Decimal, lon: Decimal) -> Result<Self, PlaceError> {
        Self::new(float(lat), float(lon))
    }

    #[must_use]
    pub const fn lat_lon(self) -> LatLon {
        [self.lat, self.lon]
    }

    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }

    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Haversine distance on the mean sphere, in metres.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        Haversine.distance(Point::new(self.lon, self.lat), Point::new(other.lon, other.lat))
    }
}

/// Where a fix came from (VIS-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FixSource {
    /// The device's location service, whatever it used.
    Device,
    /// An earlier fix, kept; its age tells.
    LastKnown,
}

/// A position as the device gave it (VIS-1, VIS-3).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawFix")]
pub struct Fix {
    #[serde(flatten)]
    pub place: Place,
    /// Radius in metres that holds the true position with 68 %; `None` where the device does not know.
    pub accuracy: Option<f64>,
    pub source: FixSource,
    /// When the device took it.
    pub at: crate::period::Instant,
    /// The device said that a mock provider made it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mock: bool,
}

#[derive(Deserialize)]
struct RawFix {
    lat: f64,
    lon: f64,
    accuracy: Option<f64>,
    source: FixSource,
    at: crate::period::Instant,
    #[serde(default)]
    mock: bool,
}

impl TryFrom<RawFix> for Fix {
    type Error = PlaceError;
    fn try_from(raw: RawFix) -> Result<Self, PlaceError> {
        let accuracy = raw.accuracy.map(|metres| within("accuracy", metres, 0.0, 1.0e7)).transpose()?;
        Ok(Self { place: Place::new(raw.lat, raw.lon)?, accuracy, source: raw.source, at: raw.at, mock: raw.mock })
    }
}

/// A circle around a customer's site, as it stood when somebody checked in there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fence {
    #[serde(flatten)]
    pub place: Place,
    /// Metres.
    pub radius: u32,
}

/// Default radius of a fence in metres (VIS-1).
pub const DEFAULT_RADIUS: u32 = 300;

/// Whether a check-in was at the site (domain.md, Position).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Inside,
    Uncertain,
    Outside,
}

impl Verdict {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Uncertain => "uncertain",
            Self::Outside => "outside",
        }
    }

    /// The verdict on a fix. No fix, no fence or no accuracy known: uncertain (D-41). An earlier fix used again is never
    /// inside.
    #[must_use]
    pub fn of(fix: Option<&Fix>, fence: Option<&Fence>) -> Self {
        let (Some(fix), Some(fence)) = (fix, fence) else { return Self::Uncertain };
        let Some(accuracy) = fix.accuracy else { return Self::Uncertain };
        match (Self::decide(fix.place.distance(fence.place), accuracy, f64::from(fence.radius)), fix.source) {
            // It says where somebody was, not that he is there.
            (Self::Inside, FixSource::LastKnown) => Self::Uncertain,
            (verdict, _) => verdict,
        }
    }

    /// Inside if d + a ≤ r, outside if d − a > r, else uncertain; all in metres.
    #[must_use]
    pub fn decide(distance: f64, accuracy: f64, radius: f64) -> Self {
        if distance + accuracy <= radius {
            Self::Inside
        } else if distance - accuracy > radius {
            Self::Outside
        } else {
            Self::Uncertain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_outside_the_world_is_refused_with_field_and_value() {
        assert_eq!(Place::new(91.0, 0.0).unwrap_err().to_string(), "lat: 91 is not between -90 and 90");
        assert_eq!(Place::new(f64::NAN, 0.0).unwrap_err().to_string(), "lat: NaN is not between -90 and 90");
        assert_eq!(Place::new(0.0, -180.5).unwrap_err().field, "lon");
        assert!(Place::new(0.0, f64::INFINITY).is_err());
    }

    #[test]
    fn the_edge_of_the_fence_is_inside() {
        for (distance, accuracy, radius, verdict) in [
            (282.0, 18.0, 300.0, Verdict::Inside),
            (282.1, 18.0, 300.0, Verdict::Uncertain),
            (318.0, 18.0, 300.0, Verdict::Uncertain),
            (318.1, 18.0, 300.0, Verdict::Outside),
            (0.0, 300.0, 300.0, Verdict::Inside),
            (0.0, 301.0, 300.0, Verdict::Uncertain),
        ] {
            assert_eq!(Verdict::decide(distance, accuracy, radius), verdict, "{distance} {accuracy}");
        }
    }

    #[test]
    fn no_fix_or_no_accuracy_is_uncertain() {
        let place = Place::new(30.2741, 120.1551).unwrap();
        let fence = Fence { place, radius: DEFAULT_RADIUS };
        let fix = Fix {
            place,
            accuracy: None,
            source: FixSource::Device,
            at: crate::period::Instant::from_millis(0),
            mock: false,
        };
        assert_eq!(Verdict::of(None, Some(&fence)), Verdict::Uncertain);
        assert_eq!(Verdict::of(Some(&fix), None), Verdict::Uncertain);
        assert_eq!(Verdict::of(Some(&fix), Some(&fence)), Verdict::Uncertain);
        let good = Fix { accuracy: Some(10.0), ..fix };
        assert_eq!(Verdict::of(Some(&good), Some(&fence)), Verdict::Inside);
        let kept = Fix { source: FixSource::LastKnown, ..good };
        assert_eq!(Verdict::of(Some(&kept), Some(&fence)), Verdict::Uncertain);
    }
}
