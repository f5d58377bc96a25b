//! Bodies, with our own words where they can not be read.

use std::io::Read;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use crate::error::{ApiError, Kind};

/// A JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let axum::Json(value) =
            axum::Json::from_request(request, state).await.map_err(|why| ApiError::malformed(why.body_text()))?;
        Ok(Self(value))
    }
}

/// All bytes of a body, at most `limit`.
pub async fn bytes(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    axum::body::to_bytes(body, limit).await.map_err(|why| {
        use std::error::Error;
        // axum wraps the limit's error once.
        let too_large = why.source().is_some_and(|inner| inner.to_string().contains("length limit"));
        if too_large { too_large_for(limit) } else { ApiError::malformed("the body broke off") }
    })
}

/// The content of a body that may be gzip'd, at most `limit` bytes of it.
pub fn inflated(headers: &HeaderMap, body: Bytes, limit: usize) -> Result<Bytes, ApiError> {
    match headers.get(header::CONTENT_ENCODING).map(|encoding| encoding.as_bytes()) {
        None | Some(b"identity") => Ok(body),
        Some(b"gzip") => {
            let mut content = Vec::new();
            let reads = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
            flate2::bufread::GzDecoder::new(body.as_ref())
                .take(reads)
                .read_to_end(&mut content)
                .map_err(|why| ApiError::malformed(format!("the body is no gzip: {why}")))?;
            if content.len() > limit { Err(too_large_for(limit)) } else { Ok(content.into()) }
        }
        Some(other) => Err(ApiError::malformed("a content encoding that is not spoken here")
            .field("content-encoding", String::from_utf8_lossy(other))),
    }
}

fn too_large_for(limit: usize) -> ApiError {
    ApiError::new(Kind::TooLarge, "too_large", format!("more than {limit} bytes in one request"))
        .hint("send it in pieces of at most 256 KiB")
}
