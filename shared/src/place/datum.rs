//! The shifted datums of maps of mainland China: GCJ-02 and, on top of it, BD-09 (domain.md Position, D-41).
//!
//! Forward by the formulas that were published; nobody publishes inverses, so those are found by iteration. Sine and
//! cosine come from `libm`, which gives the same bits natively and in wasm: checks are part of what is hashed.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::{Place, is_mainland};

/// A datum in which a map or a device may give a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    /// What satellites give and what everything here is kept in.
    #[default]
    Wgs84,
    /// 火星坐標: Amap, Tencent, Google's map of China.
    Gcj02,
    /// Baidu.
    Bd09,
}

/// Where a position came from that was given in another datum and converted once (VIS-7).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Given {
    pub datum: Datum,
    /// Degrees, as they were given.
    pub lat: f64,
    pub lon: f64,
}

impl Datum {
    pub const ALL: [Self; 3] = [Self::Wgs84, Self::Gcj02, Self::Bd09];

    /// As it is serialised.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|datum| datum.as_str() == name)
    }

    /// A WGS-84 position in this datum; the same one outside mainland China.
    #[must_use]
    pub fn from_wgs(self, place: Place) -> Place {
        self.shift(place, |at| match self {
            Self::Wgs84 => at,
            Self::Gcj02 => gcj(at),
            Self::Bd09 => bd(gcj(at)),
        })
    }

    /// A position of this datum on WGS-84, right to far under 1 cm; the same one outside mainland China. The point given
    /// decides what is mainland, not the one it stands for (D-41).
    #[must_use]
    pub fn to_wgs(self, place: Place) -> Place {
        self.shift(place, |at| match self {
            Self::Wgs84 => at,
            Self::Gcj02 => inverse(gcj, at),
            Self::Bd09 => inverse(gcj, inverse(bd, at)),
        })
    }

    fn shift(self, place: Place, by: impl Fn(Degrees) -> Degrees) -> Place {
        if self == Self::Wgs84 || !is_mainland(place) {
            return place;
        }
        let at = by(Degrees { lat: place.lat, lon: place.lon });
        Place { lat: at.lat, lon: at.lon }
    }
}

#[derive(Clone, Copy)]
struct Degrees {
    lat: f64,
    lon: f64,
}

/// The ellipsoid of Krasovsky 1940: half axis in metres, eccentricity squared.
const AXIS: f64 = 6_378_245.0;
const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;

/// WGS-84 to GCJ-02: an offset in metres by two series around 105° E, 35° N, put on the ellipsoid.
fn gcj(at: Degrees) -> Degrees {
    let (x, y) = (at.lon - 105.0, at.lat - 35.0);
    let wave = |amplitude: f64, times: f64| amplitude * libm::sin(times * PI);
    let short = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);

    let mut north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt();
    north += short * 2.0 / 3.0;
    north += (wave(20.0, y) + wave(40.0, y / 3.0)) * 2.0 / 3.0;
    north += (wave(160.0, y / 12.0) + wave(320.0, y / 30.0)) * 2.0 / 3.0;

    let mut east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt();
    east += short * 2.0 / 3.0;
    east += (wave(20.0, x) + wave(40.0, x / 3.0)) * 2.0 / 3.0;
    east += (wave(150.0, x / 12.0) + wave(300.0, x / 30.0)) * 2.0 / 3.0;

    let latitude = at.lat / 180.0 * PI;
    let sine = libm::sin(latitude);
    let flat = 1.0 - ECCENTRICITY * sine * sine;
    let meridian = AXIS * (1.0 - ECCENTRICITY) / (flat * flat.sqrt());
    let parallel = AXIS / flat.sqrt() * libm::cos(latitude);
    Degrees { lat: at.lat + north * 180.0 / (meridian * PI), lon: at.lon + east * 180.0 / (parallel * PI) }
}

/// GCJ-02 to BD-09: Baidu turns and stretches around 0° N, 0° E by a little and moves the result.
fn bd(at: Degrees) -> Degrees {
    const TIMES: f64 = PI * 3000.0 / 180.0;
    let radius = (at.lon * at.lon + at.lat * at.lat).sqrt() + 0.000_02 * libm::sin(at.lat * TIMES);
    let angle = libm::atan2(at.lat, at.lon) + 0.000_003 * libm::cos(at.lon * TIMES);
    Degrees { lat: radius * libm::sin(angle) + 0.006, lon: radius * libm::cos(angle) + 0.006_5 }
}

/// Below this many degrees (some 0.1 µm) two positions are the same.
const SAME: f64 = 1e-12;

/// What `forward` takes to `wanted`. Both shifts change so slowly that each step leaves some hundredth of the error.
fn inverse(forward: fn(Degrees) -> Degrees, wanted: Degrees) -> Degrees {
    let mut found = wanted;
    for _ in 0..32 {
        let reached = forward(found);
        let (lat, lon) = (reached.lat - wanted.lat, reached.lon - wanted.lon);
        if lat.abs() < SAME && lon.abs() < SAME {
            break;
        }
        found = Degrees { lat: found.lat - lat, lon: found.lon - lon };
    }
    found
}
