//! argon2id.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::config::PasswordCost;
use crate::store::StoreError;

/// At once: each takes its memory and a core.
const AT_ONCE: usize = 2;
/// Longest password that is hashed: nobody's work is bounded by a megabyte of it.
const LONGEST: usize = 1024;

#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("argon2: {0}")]
    Hash(String),
    #[error("a password has 8 to {LONGEST} bytes")]
    Length,
}

/// A turn to check a password; the next one's when this is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a>(#[expect(dead_code, reason = "held, not read")] SemaphorePermit<'a>);

/// Checks passwords, a few at a time.
#[derive(Debug)]
pub(super) struct Passwords {
    /// What an unknown login is checked against, so that it takes as long as a known one.
    nobody: String,
    free: Semaphore,
}

impl Passwords {
    pub(super) fn new(cost: PasswordCost) -> Result<Self, PasswordError> {
        Ok(Self { nobody: hash_password("nobody at all", cost)?, free: Semaphore::new(AT_ONCE) })
    }

    /// Waits for a turn to check one.
    pub(super) async fn turn(&self) -> Result<Turn<'_>, StoreError> {
        self.free.acquire().await.map(Turn).map_err(|_| StoreError::Stopped)
    }

    /// Whether the password fits the hash; where there is none, it never does and takes as long.
    pub(super) async fn check(&self, _turn: Turn<'_>, password: String, hash: Option<String>) -> bool {
        if password.len() > LONGEST {
            return false;
        }
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let fits = tokio::task::spawn_blocking(move || {
            let hash = PasswordHash::new(&hash).ok()?;
            // The parameters stand in the hash.
            Argon2::default().verify_password(password.as_bytes(), &hash).ok()
        });
        known && matches!(fits.await, Ok(Some(())))
    }
}

/// Hashes a new password.
pub fn hash_password(password: &str, cost: PasswordCost) -> Result<String, PasswordError> {
    if !(8..=LONGEST).contains(&password.len()) {
        return Err(PasswordError::Length);
    }
    let wrong = |why: &dyn std::fmt::Display| PasswordError::Hash(why.to_string());
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(|why| wrong(&why))?;
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|why| wrong(&why))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(argon.hash_password(password.as_bytes(), &salt).map_err(|why| wrong(&why))?.to_string())
}
