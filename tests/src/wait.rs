//! Waiting for another process, which tells nobody when it is ready.

use std::time::Duration;

use anyhow::Result;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// Looks at once, and then not before the next beat; `None` where it was in vain for so long.
pub async fn look_until<T>(
    patience: Duration,
    beat: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<Option<T>> {
    let mut beat = interval(beat);
    // A look that took long is not made up for by many.
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let begun = Instant::now();
    while begun.elapsed() < patience {
        beat.tick().await;
        if let Some(found) = look().await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
