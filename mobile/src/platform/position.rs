//! Where the device is. Asked at check-in and check-out, and when a person asks what is near; never in between. It is
//! followed only while the page of a check-in stands open, so that its accuracy can improve.

mod last;

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

use std::future::Future;
use std::pin::Pin;

use shared::place::Fix;

pub use last::{forget_last, keep_last, last_known};

#[cfg(not(target_arch = "wasm32"))]
pub use native::Device;
#[cfg(target_arch = "wasm32")]
pub use web::Device;

/// Why there is no position. What is recorded with a check-in is its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFix {
    /// The person, or the system for him, said no.
    Denied,
    /// The device tried and could not tell.
    Unavailable,
    TimedOut,
    /// This device has no way to tell.
    NotHere,
}

impl NoFix {
    /// As stored in the record, and the end of the fluent key `no-fix-…`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Unavailable => "unavailable",
            Self::TimedOut => "timed-out",
            Self::NotHere => "not-here",
        }
    }
}

/// How a fix is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    pub timeout_ms: u32,
    /// An earlier fix no older than this will do.
    pub max_age_ms: u32,
}

impl Wish {
    /// For a check-in: precise and of now.
    pub const PRECISE: Self = Self { timeout_ms: 15_000, max_age_ms: 0 };
    /// For a check-out, which must not wait: the person is on the way to the car.
    pub const QUICK: Self = Self { timeout_ms: 6_000, max_age_ms: 60_000 };
}

/// A fix, when it has come.
pub type Fixing = Pin<Box<dyn Future<Output = Result<Fix, NoFix>>>>;

/// Something that knows where it is.
pub trait Position {
    fn fix(&self, wish: Wish) -> Fixing;

    /// Tells of every fix from now on, until what it gives is dropped. A device that can not follows nothing: the first fix
    /// is what there is.
    fn follow(&self, _told: Box<dyn FnMut(Fix)>) -> Following {
        Following::default()
    }
}

/// The device's position is followed for as long as this lives.
#[derive(Default)]
pub struct Following(Option<Box<dyn FnOnce()>>);

impl Following {
    #[must_use]
    pub fn until(stop: impl FnOnce() + 'static) -> Self {
        Self(Some(Box::new(stop)))
    }
}

impl std::fmt::Debug for Following {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Following")
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        if let Some(stop) = self.0.take() {
            stop();
        }
    }
}
