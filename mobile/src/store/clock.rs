//! The device's clock beside the server's (VIS-3).

use shared::doc::journal::SKEW;
use shared::period::Instant;

use super::{Store, StoreError, settings};
use crate::record::Command;

/// An answer that took longer than this tells nothing about a clock, in milliseconds.
const SLOW: i64 = 2 * 60_000;

/// How far a clock is ahead of the server's: asked and answered by that clock, the server's time in between. `None`: it
/// took too long to tell. `Some(None)`: no more than a clock may be off.
fn ahead(asked: Instant, answered: Instant, server: Instant) -> Option<Option<i64>> {
    let way = answered.since(asked);
    if !(0..=SLOW).contains(&way) {
        return None;
    }
    let skew = asked.plus_millis(way / 2).since(server);
    Some((skew.abs() > SKEW).then_some(skew))
}

impl Store {
    /// Compares the clocks: when an exchange went out and its answer came, by the device, and what the server's clock said.
    pub(super) fn compare_clocks(
        &mut self,
        asked: Instant,
        answered: Instant,
        server: Instant,
    ) -> Result<(), StoreError> {
        let Some(skew) = ahead(asked, answered, server) else { return Ok(()) };
        if settings::skew(&self.db)? == skew {
            return Ok(());
        }
        let tx = self.db.transaction()?;
        settings::set_skew(&tx, skew)?;
        Ok(tx.commit()?)
    }

    /// The command with what is known of the clock it was made by; `None`: nothing is to be said.
    pub(super) fn with_skew(&self, command: &Command) -> Result<Option<Command>, StoreError> {
        let known = settings::skew(&self.db)?.filter(|_| command.skew.is_none());
        Ok(known.map(|skew| Command { skew: Some(skew), ..command.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_off_by_what_is_left_without_the_way() {
        let at = Instant::from_millis;
        for (asked, answered, server, ahead_by) in [
            (0, 2_000, 1_000, Some(None)),
            (3_600_000, 3_602_000, 1_000, Some(Some(3_600_000))),
            (0, 0, 600_001, Some(Some(-600_001))),
            (0, 0, 600_000, Some(None)),
            // Three minutes on the way: the clock may be right.
            (0, 180_000, 0, None),
            // Somebody set the clock meanwhile.
            (5_000, 0, 0, None),
        ] {
            assert_eq!(ahead(at(asked), at(answered), at(server)), ahead_by, "{asked} {answered} {server}");
        }
    }
}
