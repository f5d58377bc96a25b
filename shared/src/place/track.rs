use super::{Metres, Place};

/// The length of a way from place to place, by the shortest lines between them. Of fewer than two places: none.
#[must_use]
pub fn track_length(track: impl IntoIterator<Item = Place>) -> Metres {
    let mut last: Option<Place> = None;
    let mut length = 0.0;
    for place in track {
        if let Some(before) = last.replace(place) {
            length += before.distance(place);
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_as_long_as_its_parts() {
        let place = |lat: f64, lon: f64| Place::new(lat, lon).unwrap();
        assert!(track_length([]).abs() < f64::EPSILON && track_length([place(30.0, 120.0)]).abs() < f64::EPSILON);
        // A degree of the mean sphere is 111,195.08 m; there and back is twice that.
        let way = [place(30.0, 120.0), place(31.0, 120.0), place(30.0, 120.0)];
        assert!((track_length(way) - 2.0 * 111_195.08).abs() < 0.1);
    }
}
