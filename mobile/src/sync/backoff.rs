/// When to exchange again without being asked, in milliseconds. There are no pokes yet, so the timer is all there is.
#[derive(Debug, Default)]
pub struct Backoff {
    failures: u32,
    waits: u32,
}

/// Between exchanges when nothing is expected.
const IDLE: u32 = 30_000;

impl Backoff {
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// After an exchange that worked: soon, where records wait to be counted; the projector takes milliseconds.
    pub fn after_success(&mut self, expecting: bool) -> u32 {
        self.failures = 0;
        if !expecting {
            self.waits = 0;
            return IDLE;
        }
        self.waits = (self.waits + 1).min(8);
        (100u32 << self.waits).min(IDLE)
    }

    /// After one that failed: 1 s, 2 s, 4 s … a minute, with up to a quarter more so that phones do not come in step.
    pub fn after_failure(&mut self, now_ms: i64) -> u32 {
        self.failures = (self.failures + 1).min(7);
        let wait = (500u32 << self.failures).min(60_000);
        let spread = u32::try_from(now_ms.rem_euclid(1000)).unwrap_or(0);
        wait + wait / 4 * spread / 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_longer_after_each_failure_and_never_much_over_a_minute() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..9).map(|_| backoff.after_failure(0)).collect();
        assert_eq!(waits, [1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
        assert_eq!(backoff.after_success(false), IDLE);
        assert_eq!(backoff.after_failure(999), 1000 + 249);
    }

    #[test]
    fn what_waits_to_be_counted_is_asked_for_soon() {
        let mut backoff = Backoff::default();
        assert_eq!((backoff.after_success(true), backoff.after_success(true)), (200, 400));
        assert_eq!(backoff.after_success(false), IDLE);
    }
}
