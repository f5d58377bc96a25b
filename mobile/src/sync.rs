//! Carrying exchanges: the transport, and when to try again.

mod backoff;
mod http;
mod pokes;
mod upload;

pub use backoff::{Backoff, chance};
pub use http::{HttpTransport, own_origin};
pub use upload::{Outcome, Pace, Step, Upload};

use std::future::Future;
use std::pin::Pin;

use futures_util::Stream;

use shared::rest::PhotoState;
use shared::sync::ErrorBody;

use crate::store::Waiting;
use crate::view::Failure;

/// Why the server gave no answer to an exchange.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No network, no server, a cut line: try again later.
    #[error("the server can not be reached: {0}")]
    Unreachable(String),
    /// The session was ended: revoked device, signed out elsewhere, disabled person.
    #[error("the session has ended")]
    SessionEnded,
    #[error("the server refused: {} ({status})", .body.message)]
    Refused { status: u16, body: ErrorBody },
    #[error("the server's answer does not read: {0}")]
    Garbled(String),
}

impl TransportError {
    /// For the page.
    #[must_use]
    pub fn failure(&self) -> Failure {
        let (code, hint) = match self {
            Self::Unreachable(_) => ("unreachable".to_owned(), None),
            Self::SessionEnded => ("session-ended".to_owned(), None),
            Self::Refused { body, .. } => (body.code.replace('_', "-"), body.hint.clone()),
            Self::Garbled(_) => ("garbled".to_owned(), None),
        };
        Failure { code, message: self.to_string(), hint }
    }
}

/// A future of one thread: the actor's.
pub type Local<'a, T> = Pin<Box<dyn Future<Output = Result<T, TransportError>> + 'a>>;

/// A line on which the server says that there is news, until it ends.
pub type Pokes = Pin<Box<dyn Stream<Item = Result<(), TransportError>>>>;

/// The way to the server.
pub trait Transport {
    /// Carries one exchange; the flag says that the body is gzip.
    fn exchange(&self, body: (Vec<u8>, bool)) -> Local<'_, Vec<u8>>;
    /// How much of a photo the server has; `None`: nothing, or nothing this person may know of.
    fn photo_state<'a>(&'a self, hash: &'a str) -> Local<'a, Option<PhotoState>>;
    /// Sends a piece of a photo that begins at `offset`.
    fn photo_piece<'a>(&'a self, photo: &'a Waiting, offset: usize, bytes: &'a [u8]) -> Local<'a, Option<PhotoState>>;
    fn sign_out(&self) -> Local<'_, ()>;
    /// Opens the line; dropping it closes it.
    fn pokes(&self) -> Local<'_, Pokes>;
}
