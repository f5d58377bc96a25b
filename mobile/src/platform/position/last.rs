//! The last position the person asked for, kept on this device for the next check-in that gets none.

use shared::period::Instant;
use shared::place::{Fix, FixSource};

use crate::platform::prefs;

const KEPT: &str = "last-fix";
/// Older than this it says nothing about today, in milliseconds.
const OLDEST: i64 = 12 * 3_600_000;

/// Keeps a fix the person asked for.
pub fn keep_last(fix: &Fix) {
    if let Ok(text) = serde_json::to_string(fix) {
        prefs::set(KEPT, &text);
    }
}

/// The last one, marked as such; `None`: there is none of the last twelve hours.
#[must_use]
pub fn last_known(now: Instant) -> Option<Fix> {
    marked(&prefs::get(KEPT)?, now)
}

/// At signing out: it is this person's.
pub fn forget_last() {
    prefs::remove(KEPT);
}

fn marked(text: &str, now: Instant) -> Option<Fix> {
    let fix: Fix = serde_json::from_str(text).ok()?;
    (0..=OLDEST).contains(&now.since(fix.at)).then_some(Fix { source: FixSource::LastKnown, ..fix })
}

#[cfg(test)]
mod tests {
    use shared::place::Place;

    use super::*;

    #[test]
    fn what_is_kept_says_that_it_is_old() {
        let at = |hours: i64| Instant::from_millis(hours * 3_600_000);
        let place = Place::new(30.2741, 120.1551).unwrap();
        let fix = Fix { place, accuracy: Some(18.0), source: FixSource::Device, at: at(10), mock: false };
        let text = serde_json::to_string(&fix).unwrap();
        assert_eq!(marked(&text, at(22)), Some(Fix { source: FixSource::LastKnown, ..fix }));
        assert_eq!((marked(&text, at(23)), marked(&text, at(9)), marked("", at(10))), (None, None, None));
    }
}
