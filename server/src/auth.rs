//! Who asks: passwords, sessions and their limits.

mod password;
mod session;
mod throttle;

use crate::config::{Clock, PasswordCost};

pub use password::{PasswordError, hash_password};
pub use session::Session;

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
}
