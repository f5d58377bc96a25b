use shared::place::{Fix, FixSource, Place};

use super::{Fixing, NoFix, Position, Wish};
use crate::platform::clock;

/// The device natively. A phone's location service needs the system's own code, which is not there yet; on a desktop, for
/// development, `FIELDTALLY_POSITION=lat,lon,accuracy` (degrees, degrees, metres) says where one pretends to be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Device;

impl Position for Device {
    fn fix(&self, _: Wish) -> Fixing {
        let pretended = std::env::var("FIELDTALLY_POSITION").ok();
        Box::pin(async move {
            let text = pretended.ok_or(NoFix::NotHere)?;
            pretend(&text).ok_or(NoFix::Unavailable)
        })
    }
}

fn pretend(text: &str) -> Option<Fix> {
    let mut numbers = text.split(',').map(|part| part.trim().parse::<f64>());
    let place = Place::new(numbers.next()?.ok()?, numbers.next()?.ok()?).ok()?;
    let accuracy = numbers.next().transpose().ok()?.filter(|metres| *metres >= 0.0);
    // A made-up position says so: it is no evidence.
    Some(Fix { place, accuracy, source: FixSource::Device, at: clock::now(), mock: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pretended_position_is_marked() {
        let fix = pretend("30.2741, 120.1551, 18").unwrap();
        assert_eq!((fix.place.lat(), fix.accuracy, fix.mock), (30.2741, Some(18.0), true));
        assert!(pretend("91,0").is_none() && pretend("here").is_none());
        assert_eq!(pretend("1,2").unwrap().accuracy, None);
    }
}
