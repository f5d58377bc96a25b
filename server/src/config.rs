//! What a server is told at its start.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use shared::doc::company::Tiles;
use shared::period::Instant;

use crate::blob::Place;

/// As long as a phone may be without a network, and more.
pub const PHOTO_DAYS: u32 = 30;
/// Some 500 as phones send them.
const PHOTO_QUOTA: u64 = 200 * 1024 * 1024;

/// Everything `start` needs. Tests make one with [`Config::new`] and change fields.
#[derive(Debug, Clone)]
pub struct Config {
    /// Directory of the embedded database, of photos on disk and of the server's own keys.
    pub data: PathBuf,
    /// `postgres://user:password@host/name` where several nodes share a database; `None`: the embedded one.
    pub database: Option<String>,
    /// Where photos are kept.
    pub photos: Place,
    /// After so many days a photo no record names is removed.
    pub photo_days: u32,
    /// Bytes of photos one person may have here that no record of his names.
    pub photo_quota: u64,
    /// Take the keys in `data` though the database knows others.
    pub new_keys: bool,
    pub listen: SocketAddr,
    /// The built web app; `None`: a page that says how to build it.
    pub bundle: Option<PathBuf>,
    /// Where maps come from while the company has not set it.
    pub tiles: Option<Tiles>,
    /// The company of the sign-in page's list of logins.
    pub demo: bool,
    /// A proxy stands before it and says in `x-forwarded-for` who asks. Never without one: anybody could say it.
    pub behind_proxy: bool,
    pub password_cost: PasswordCost,
    pub clock: Clock,
}

impl Config {
    #[must_use]
    pub fn new(data: PathBuf, listen: SocketAddr) -> Self {
        Self {
            data,
            database: None,
            photos: Place::default(),
            photo_days: PHOTO_DAYS,
            photo_quota: PHOTO_QUOTA,
            new_keys: false,
            listen,
            bundle: None,
            tiles: None,
            demo: false,
            behind_proxy: false,
            password_cost: PasswordCost::default(),
            clock: Clock::default(),
        }
    }
}

/// Parameters of argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Default for PasswordCost {
    /// What OWASP asks for.
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2 }
    }
}

impl PasswordCost {
    /// For tests and made-up companies: protects nothing.
    pub const CHEAP: Self = Self { memory_kib: 8, passes: 1 };
}

/// What time it is: the machine's clock, or a test's.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Instant + Send + Sync>);

impl Clock {
    pub fn new(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Instant::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        })
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
