//! Who asks: passwords, sessions and their limits.

pub mod relation;

mod password;
mod session;
mod sign;
mod throttle;

use crate::config::{Clock, PasswordCost};

pub use password::{PasswordError, hash_password};
pub use session::{COOKIE, HEADER, Session};
pub use sign::{Granted, LASTS, seen_is_old, sign_in, sign_out};

/// What signing in needs beside the database.
#[derive(Debug)]
pub struct Auth {
    passwords: password::Passwords,
    throttle: throttle::Throttle,
}

impl Auth {
    pub fn new(cost: PasswordCost, clock: Clock) -> Result<Self, PasswordError> {
        Ok(Self { passwords: password::Passwords::new(cost)?, throttle: throttle::Throttle::new(clock) })
    }

    /// Counts a secret that is tried from an address, before it is looked for. `Err`: seconds to wait.
    pub fn try_secret(&self, address: std::net::IpAddr) -> Result<(), u32> {
        self.throttle.try_secret(address)
    }

    /// It was one: the attempt is forgotten.
    pub fn secret_was_right(&self, address: std::net::IpAddr) {
        self.throttle.secret_was_right(address);
    }
}
