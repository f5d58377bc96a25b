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
}
