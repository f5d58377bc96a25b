//! Wrong passwords are counted by login and by address, wrong secrets of calendars by address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use shared::period::Instant;

use crate::config::Clock;

/// Wrong passwords that are counted, in milliseconds.
const WINDOW: i64 = 15 * 60_000;
/// For one login.
const PER_LOGIN: usize = 5;
/// From one address: a whole office may stand behind it.
const PER_ADDRESS: usize = 50;
/// Logins and addresses kept before old ones are dropped.
const KEPT: usize = 10_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Login(String),
    Address(IpAddr),
    /// Secrets in an address that needs no sign-in.
    Secrets(IpAddr),
}

#[derive(Debug)]
pub(super) struct Throttle {
    clock: Clock,
    wrong: Mutex<HashMap<Key, Vec<Instant>>>,
}

impl Throttle {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, wrong: Mutex::default() }
    }

    /// Counts an attempt before it is checked, so that many at once are not all let through. `Err`: seconds to wait.
    pub(super) fn attempt(&self, login: &str, address: IpAddr) -> Result<(), u32> {
        self.count(&keys(login, address))
    }

    /// The same for a secret, which is nobody's login.
    pub(super) fn try_secret(&self, address: IpAddr) -> Result<(), u32> {
        self.count(&[(Key::Secrets(address), PER_ADDRESS)])
    }

    pub(super) fn secret_was_right(&self, address: IpAddr) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = wrong.get_mut(&Key::Secrets(address)) {
            times.pop();
        }
    }

    fn count(&self, keys: &[(Key, usize)]) -> Result<(), u32> {
        let now = self.clock.now();
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if wrong.len() > KEPT {
            wrong.retain(|_, times| times.last().is_some_and(|last| now.since(*last) < WINDOW));
        }
        for (key, most) in keys {
            let times = wrong.entry(key.clone()).or_default();
            times.retain(|time| now.since(*time) < WINDOW);
            if times.len() >= *most {
                let wait = times.first().map_or(WINDOW, |first| WINDOW - now.since(*first));
                return Err(u32::try_from((wait + 999) / 1000).unwrap_or(u32::MAX).max(1));
            }
        }
        for (key, _) in keys {
            wrong.entry(key.clone()).or_default().push(now);
        }
        Ok(())
    }

    /// The password was right: the attempts of this login are forgotten, and this one of its address.
    pub(super) fn right(&self, login: &str, address: IpAddr) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let [(login, _), (address, _)] = keys(login, address);
        wrong.remove(&login);
        if let Some(times) = wrong.get_mut(&address) {
            times.pop();
        }
    }
}

fn keys(login: &str, address: IpAddr) -> [(Key, usize); 2] {
    // A login longer than any is no key to keep.
    let login = login.chars().take(64).collect();
    [(Key::Login(login), PER_LOGIN), (Key::Address(address), PER_ADDRESS)]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    #[test]
    fn the_sixth_attempt_waits_until_the_first_is_a_quarter_of_an_hour_old() {
        let now = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&now);
        let throttle = Throttle::new(Clock::new(move || Instant::from_millis(clock.load(Ordering::Relaxed))));
        let address = IpAddr::from([127, 0, 0, 1]);
        for _ in 0..PER_LOGIN {
            assert_eq!(throttle.attempt("lin.xd", address), Ok(()));
        }
        now.store(60_000, Ordering::Relaxed);
        assert_eq!(throttle.attempt("lin.xd", address), Err(14 * 60));
        assert_eq!(throttle.attempt("zhou.min", address), Ok(()));
        now.store(WINDOW, Ordering::Relaxed);
        assert_eq!(throttle.attempt("lin.xd", address), Ok(()));
        throttle.right("lin.xd", address);
        for _ in 0..PER_LOGIN {
            assert_eq!(throttle.attempt("lin.xd", address), Ok(()));
        }
    }

    #[test]
    fn one_address_can_not_try_every_login() {
        let throttle = Throttle::new(Clock::new(|| Instant::from_millis(0)));
        let address = IpAddr::from([127, 0, 0, 1]);
        for n in 0..PER_ADDRESS {
            assert_eq!(throttle.attempt(&format!("p{n}"), address), Ok(()));
        }
        assert!(throttle.attempt("another", address).is_err());
        assert_eq!(throttle.attempt("another", IpAddr::from([127, 0, 0, 2])), Ok(()));
    }
}
