/// When to exchange again without being asked, in milliseconds.
#[derive(Debug, Default)]
pub struct Backoff {
    failures: u32,
    waits: u32,
}

/// Between exchanges when nothing is expected and nobody would say so.
const IDLE: u32 = 30_000;
/// The same while the server says when there is news: only against a line that died unnoticed.
const IDLE_POKED: u32 = 5 * 60_000;

impl Backoff {
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// After an exchange that worked: soon, where records wait to be counted; the projector takes milliseconds.
    /// `poked`: the server says by itself when there is news.
    pub fn after_success(&mut self, expecting: bool, poked: bool) -> u32 {
        self.failures = 0;
        let idle = if poked { IDLE_POKED } else { IDLE };
        if !expecting {
            self.waits = 0;
            return idle;
        }
        self.waits = (self.waits + 1).min(8);
        (100u32 << self.waits).min(IDLE)
    }

    /// After one that failed: 1 s, 2 s, 4 s … a minute, with up to a quarter more so that phones do not come in step.
    /// `chance` is any number, each as likely.
    pub fn after_failure(&mut self, chance: u32) -> u32 {
        self.failures = (self.failures + 1).min(7);
        let wait = (500u32 << self.failures).min(60_000);
        wait + wait / 4 * (chance % 1000) / 1000
    }
}

/// A number nobody can guess; 0 where the device has none to give, which only costs the spread.
#[must_use]
pub fn chance() -> u32 {
    getrandom::u32().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_longer_after_each_failure_and_never_much_over_a_minute() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..9).map(|_| backoff.after_failure(0)).collect();
        assert_eq!(waits, [1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
        assert_eq!(backoff.after_success(false, false), IDLE);
        assert_eq!(backoff.after_failure(999), 1000 + 249);
    }

    #[test]
    fn what_waits_to_be_counted_is_asked_for_soon() {
        let mut backoff = Backoff::default();
        assert_eq!((backoff.after_success(true, true), backoff.after_success(true, false)), (200, 400));
        assert_eq!(backoff.after_success(false, false), IDLE);
        assert_eq!(backoff.after_success(false, true), IDLE_POKED);
    }
}
