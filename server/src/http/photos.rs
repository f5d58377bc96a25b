//! `photos/{hash}`: bytes that travel apart from the records that name them.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use shared::id::DocId;
use shared::policy::{self, Act};

use super::body;
use crate::app::App;
use crate::auth::{Session, relation};
use crate::error::ApiError;
use crate::store::StoreError;
use crate::store::photos::{self, Photo};

/// Phones make them smaller before they send them.
const LARGEST: usize = 2 * 1024 * 1024;

/// What a browser shows as a picture and never runs.
const KINDS: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/heic"];

pub fn routes() -> Router<App> {
    Router::new().route("/photos/{hash}", get(read).post(write))
}

async fn write(
    State(app): State<App>,
    session: Session,
    Path(hash): Path<String>,
    request: Request,
) -> Result<(), ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let Some(mime) = KINDS.into_iter().find(|known| *known == kind) else {
        return Err(ApiError::invalid("content-type", kind, format!("one of {} is needed", KINDS.join(", "))));
    };
    let bytes = body::bytes(request.into_body(), LARGEST).await?;
    let found = blake3::hash(&bytes).to_hex();
    if found.as_str() != hash {
        return Err(ApiError::invalid("hash", &hash, format!("these bytes have the BLAKE3 {found}")));
    }
    let photo = Photo { mime: mime.to_owned(), owner: session.subject.employee, bytes: bytes.to_vec() };
    let company = app.company.clone();
    app.store.write(move |tx| -> Result<(), StoreError> { photos::put(tx, &company, &hash, &photo) }).await?;
    Ok(())
}

async fn read(State(app): State<App>, session: Session, Path(hash): Path<String>) -> Result<Response, ApiError> {
    let company = app.company.clone();
    let photo = app
        .store
        .read(move |conn| -> Result<Option<Photo>, StoreError> {
            let Some(photo) = photos::get(conn, &company, &hash)? else { return Ok(None) };
            if photo.owner == session.subject.employee {
                return Ok(Some(photo));
            }
            for doc in photos::named_by(conn, &company, &hash)? {
                // Who sees everyone's visits sees their pictures.
                let everyone = matches!(doc, DocId::Journal(..)) && policy::may(&session.subject, Act::SeeCompany);
                if everyone || relation::may_read(conn, &company, &session.subject, &doc)? {
                    return Ok(Some(photo));
                }
            }
            Ok(None)
        })
        .await?;
    // Not there and not yours look the same.
    let photo = photo.ok_or_else(|| ApiError::not_found("there is no such photo"))?;
    let mime =
        HeaderValue::from_str(&photo.mime).unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, mime),
        // Named by its content: it can not change. Only for who may see it.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, photo.bytes).into_response())
}
