//! From what went wrong to what HTTP says: the one place with status codes.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::policy::Act;
use shared::sync::{ErrorBody, WireError};

use crate::access::AccessError;
use crate::blob::BlobError;
use crate::docs::DocsError;
use crate::forms::FormError;
use crate::store::StoreError;

/// A refusal or failure, as the client gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    pub kind: Kind,
    pub body: Box<ErrorBody>,
}

/// What sort of refusal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Not readable as what this route takes.
    Malformed,
    /// Nobody is signed in.
    SignedOut,
    NotAllowed,
    NotFound,
    /// It does not fit what stands: a step out of order, somebody else was first.
    Conflict,
    TooLarge,
    /// Readable, but a value is impossible.
    Invalid,
    /// Too often; seconds until it may be tried again.
    TooMany(u32),
    /// The server's fault; trying again later may help.
    Unavailable,
    Internal,
}

impl Kind {
    const fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl ApiError {
    pub fn new(kind: Kind, code: &str, message: impl Into<String>) -> Self {
        let body = ErrorBody { code: code.to_owned(), message: message.into(), hint: None, field: None, value: None };
        Self { kind, body: Box::new(body) }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.body.hint = Some(hint.into());
        self
    }

    /// Names the field and the value it is about.
    #[must_use]
    pub fn field(mut self, field: &str, value: impl ToString) -> Self {
        self.body.field = Some(field.to_owned());
        self.body.value = Some(value.to_string().chars().take(200).collect());
        self
    }

    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(Kind::Malformed, "malformed", message)
    }

    pub fn invalid(field: &str, value: impl ToString, message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, "invalid", message).field(field, value)
    }

    pub fn not_found(what: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, "not_found", what)
    }

    pub fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::new(Kind::Conflict, code, message)
    }

    /// The role does not allow it.
    #[must_use]
    pub fn not_allowed(act: Act) -> Self {
        let name = serde_json::to_value(act).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
        Self::new(Kind::NotAllowed, "not_allowed", format!("your roles do not allow {name}"))
            .hint("ask an administrator")
    }

    #[must_use]
    pub fn session_ended() -> Self {
        Self::new(Kind::SignedOut, "session_ended", "this session has ended")
            .hint("sign in again: what is recorded stays on the phone")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.kind.status(), Json(self.body)).into_response();
        if let Kind::TooMany(seconds) = self.kind {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(why: StoreError) -> Self {
        match &why {
            StoreError::Commit(_) | StoreError::Stopped => {
                tracing::error!(%why, "a request could not be stored");
                Self::new(Kind::Unavailable, "not_stored", "the server could not store this; nothing of it was kept")
                    .hint("nothing is lost on the phone; it tries again by itself")
            }
            _ => internal(&why),
        }
    }
}

impl From<DocsError> for ApiError {
    fn from(why: DocsError) -> Self {
        match why {
            DocsError::Store(why) => why.into(),
            DocsError::Doc(why) => internal(&why),
        }
    }
}

impl From<BlobError> for ApiError {
    fn from(why: BlobError) -> Self {
        match why {
            BlobError::Database(why) => why.into(),
            BlobError::Store { .. } => {
                tracing::error!(%why, "a photo could not be kept or had");
                Self::new(Kind::Unavailable, "not_stored", "the server can not reach its photos")
                    .hint("try again later")
            }
            BlobError::Missing(_) | BlobError::Changed(_) => internal(&why),
        }
    }
}

impl From<AccessError> for ApiError {
    fn from(why: AccessError) -> Self {
        let message = why.to_string();
        match why {
            AccessError::Store(why) => why.into(),
            AccessError::Docs(why) => why.into(),
            AccessError::Unknown(_) => Self::not_found(message),
            AccessError::Invalid { field, value, .. } => Self::invalid(field, value, message),
            AccessError::NotAllowed { field, value, .. } => {
                Self::new(Kind::NotAllowed, "not_allowed", message).field(field, value)
            }
            AccessError::Setting(wrong) => Self::invalid(&wrong.field, &wrong.value, message),
            AccessError::Oneself => Self::conflict("own_account", message).hint("another administrator can"),
            AccessError::LastAdministrator(employee) => Self::conflict("last_administrator", message)
                .hint("make somebody else an administrator first")
                .field("employee", employee),
        }
    }
}

impl From<FormError> for ApiError {
    fn from(why: FormError) -> Self {
        let message = why.to_string();
        match why {
            FormError::Docs(why) => why.into(),
            FormError::Unknown(_) => Self::not_found(message),
            FormError::Changed { newest, .. } => {
                Self::conflict("form_changed", message).hint("look at it and change that one").field("from", newest)
            }
            FormError::Faults(faults) => {
                let first = faults.into_iter().next().map(|fault| (fault.path, fault.why.as_str()));
                let (field, value) = first.unwrap_or_default();
                Self::invalid(&field, value, message)
            }
            FormError::Purpose(purpose) => Self::invalid("purposes", purpose, message),
            FormError::Full => Self::conflict("forms_full", message),
        }
    }
}

impl From<WireError> for ApiError {
    fn from(why: WireError) -> Self {
        match why {
            WireError::Cbor(_) | WireError::Receipt(_) => Self::malformed(why.to_string()),
            WireError::Protocol(spoken) => Self::new(Kind::Malformed, "protocol_unknown", why.to_string())
                .hint("update the app, or the server if the app is newer")
                .field("protocol", spoken),
        }
    }
}

/// Details go to the log; a stranger learns nothing of our insides.
fn internal(why: &dyn std::error::Error) -> ApiError {
    tracing::error!(%why, "a request failed");
    ApiError::new(Kind::Internal, "internal", "the server failed; the cause is in its log").hint("try again later")
}
