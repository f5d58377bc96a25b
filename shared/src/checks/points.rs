use serde::{Deserialize, Serialize};

use crate::books::{Id, Point};
use crate::place::{Datum, LatLon, Place, is_mainland};

/// A point in other datums (D-41); each pair is latitude, longitude in degrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointCheck {
    pub id: Id,
    pub mainland: bool,
    /// The point, taken for WGS-84, in GCJ-02 and in BD-09.
    pub gcj: LatLon,
    pub bd: LatLon,
    /// The point, taken for GCJ-02 and for BD-09, on WGS-84.
    pub from_gcj: LatLon,
    pub from_bd: LatLon,
}

impl PointCheck {
    /// `None` for a point that is not on Earth; the door of the books refuses those.
    #[must_use]
    pub fn of(point: &Point) -> Option<Self> {
        let place = Place::from_decimals(point.lat, point.lon).ok()?;
        Some(Self {
            id: point.id.clone(),
            mainland: is_mainland(place),
            gcj: Datum::Gcj02.from_wgs(place).lat_lon(),
            bd: Datum::Bd09.from_wgs(place).lat_lon(),
            from_gcj: Datum::Gcj02.to_wgs(place).lat_lon(),
            from_bd: Datum::Bd09.to_wgs(place).lat_lon(),
        })
    }
}
