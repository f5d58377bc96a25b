use shared::place::{Fix, Place};

/// An accuracy nobody told, in metres.
const UNKNOWN: f64 = 200.0;

/// The middle of a few fixes, each weighing what its accuracy says. What they are worth together is no better than the best
/// of them: a receiver's error stays much the same for minutes.
#[must_use]
pub fn average(fixes: &[Fix]) -> Option<Fix> {
    let first = fixes.first()?;
    let (mut lat, mut lon, mut sum) = (0.0, 0.0, 0.0);
    for fix in fixes {
        let weight = fix.accuracy.unwrap_or(UNKNOWN).max(1.0).powi(-2);
        // Beside the first one: nothing jumps at the date line.
        lat += weight * (fix.place.lat() - first.place.lat());
        lon += weight * (fix.place.lon() - first.place.lon());
        sum += weight;
    }
    let place = Place::new(first.place.lat() + lat / sum, first.place.lon() + lon / sum).ok()?;
    let accuracy = fixes.iter().filter_map(|fix| fix.accuracy).min_by(f64::total_cmp);
    let last = fixes.last().unwrap_or(first);
    Some(Fix { place, accuracy, mock: fixes.iter().any(|fix| fix.mock), ..*last })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::tests::samples::{at, place};
    use shared::place::FixSource;

    fn fix(lat: f64, accuracy: Option<f64>) -> Fix {
        Fix { place: place(lat, 120.0), accuracy, source: FixSource::Device, at: at(0), mock: false }
    }

    #[test]
    fn the_more_precise_fix_weighs_more() {
        assert_eq!(average(&[]), None);
        let one = average(&[fix(30.0, Some(10.0))]).unwrap();
        assert_eq!((one.place.lat(), one.accuracy), (30.0, Some(10.0)));
        let two = average(&[fix(30.0, Some(10.0)), fix(30.01, Some(20.0))]).unwrap();
        assert!((two.place.lat() - 30.002).abs() < 1e-9, "{two:?}");
        assert_eq!(two.accuracy, Some(10.0));
        let unknown = average(&[fix(30.0, None), fix(30.0, None)]).unwrap();
        assert_eq!((unknown.place.lat(), unknown.accuracy), (30.0, None));
    }
}
