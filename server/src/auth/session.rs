//! The session of a request: by cookie on the web, by bearer token natively.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use shared::id::{DeviceId, EmployeeId};
use shared::period::Instant;
use shared::policy::{self, Act, Subject};

use crate::app::App;
use crate::error::{ApiError, Kind};
use crate::store::people;

/// Name of the web's cookie.
pub const COOKIE: &str = "fieldtally_session";
/// A header no form of another site can send: needed with the cookie on everything that changes something.
pub const HEADER: &str = "x-fieldtally";

/// Who asks, from which device. An argument of this type is what makes a route need a sign-in.
#[derive(Debug, Clone)]
pub struct Session {
    pub subject: Subject,
    pub name: String,
    pub device: DeviceId,
    /// When the device was last seen, before now.
    pub seen: Instant,
    pub(super) token: [u8; 32],
}

impl Session {
    #[must_use]
    pub const fn employee(&self) -> &EmployeeId {
        &self.subject.employee
    }

    /// What the database knows the session by.
    #[must_use]
    pub const fn token_hash(&self) -> [u8; 32] {
        self.token
    }

    /// Refuses what the roles do not allow.
    pub fn may(&self, act: Act) -> Result<(), ApiError> {
        if policy::may(&self.subject, act) { Ok(()) } else { Err(ApiError::not_allowed(act)) }
    }
}

impl FromRequestParts<App> for Session {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Some((token, from_cookie)) = token(&parts.headers) else { return Err(ApiError::session_ended()) };
        let reads = matches!(parts.method, Method::GET | Method::HEAD);
        if from_cookie && !reads && !parts.headers.contains_key(HEADER) {
            let message = format!("a request by cookie needs the header {HEADER}: 1");
            return Err(ApiError::new(Kind::NotAllowed, "header_missing", message));
        }
        let hash = *blake3::hash(token.as_bytes()).as_bytes();
        let (company, now) = (app.company.clone(), app.clock.now());
        let found = app.store.read_short(move |conn| people::session(conn, &company, &hash, now)).await?;
        let signed = found.ok_or_else(ApiError::session_ended)?;
        Ok(Self { subject: signed.subject, name: signed.name, device: signed.device, seen: signed.seen, token: hash })
    }
}

/// The token of a request, and whether it came in the cookie.
fn token(headers: &HeaderMap) -> Option<(&str, bool)> {
    if let Some(bearer) = headers.get(header::AUTHORIZATION) {
        return Some((bearer.to_str().ok()?.strip_prefix("Bearer ")?, false));
    }
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        .map(|token| (token, true))
}
