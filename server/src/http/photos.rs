//! `photos/{hash}`: bytes that travel apart from the records that name them.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use shared::id::{CompanyId, DocId};
use shared::policy::{self, Act, Subject};
use shared::rest::PhotoState;

use super::body;
use crate::app::App;
use crate::auth::{Session, relation};
use crate::blob::{self, At, LARGEST, PIECE, Refused};
use crate::error::{ApiError, Kind};
use crate::store::photos::{self, Photo, Piece, State as Stands};
use crate::store::{Connection, StoreError};

/// What a browser shows as a picture and never runs.
const KINDS: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/heic"];
/// Seconds until it may be tried again where photos wait for their records.
const LATER: u32 = 600;

pub fn routes() -> Router<App> {
    Router::new().route("/photos/{hash}", get(read).post(write).patch(piece)).route("/photos/{hash}/state", get(state))
}

/// BLAKE3 in hex, as everyone writes it: it becomes a file's name.
fn is_hash(hash: &str) -> bool {
    hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn checked(hash: &str) -> Result<(), ApiError> {
    if is_hash(hash) { Ok(()) } else { Err(ApiError::invalid("hash", hash, "64 digits of hex are needed")) }
}

fn kind(headers: &HeaderMap) -> Result<&'static str, ApiError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let known = KINDS.into_iter().find(|known| *known == kind);
    known.ok_or_else(|| ApiError::invalid("content-type", kind, format!("one of {} is needed", KINDS.join(", "))))
}

async fn write(
    State(app): State<App>,
    session: Session,
    Path(hash): Path<String>,
    request: Request,
) -> Result<(), ApiError> {
    checked(&hash)?;
    let mime = kind(request.headers())?;
    let bytes = body::bytes(request.into_body(), LARGEST).await?;
    blob::keep(&app, &hash, mime, session.employee(), bytes).await.map_err(|why| refused(&hash, why))
}

/// Where a piece belongs.
#[derive(Debug, Deserialize)]
struct Spot {
    offset: u64,
    /// Of the whole photo.
    length: u64,
}

async fn piece(
    State(app): State<App>,
    session: Session,
    Path(hash): Path<String>,
    Query(Spot { offset, length }): Query<Spot>,
    request: Request,
) -> Result<axum::Json<PhotoState>, ApiError> {
    checked(&hash)?;
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    if length == 0 || length > most {
        return Err(ApiError::invalid("length", length, format!("1 to {LARGEST} bytes are taken")));
    }
    // Who may see it has nothing to prove, and is told so before he sends anything more.
    if let Some(photo) = seen(&app, &session, &hash).await? {
        return Ok(axum::Json(whole(&photo)));
    }
    let mime = match request.headers().contains_key(header::CONTENT_TYPE) {
        true => Some(kind(request.headers())?.to_owned()),
        false => None,
    };
    let bytes = body::bytes(request.into_body(), PIECE).await?.to_vec();
    let end = u64::try_from(bytes.len()).ok().and_then(|more| offset.checked_add(more));
    if end.is_none_or(|end| end > length) {
        return Err(ApiError::invalid("offset", offset, format!("the piece ends beyond the photo's {length} bytes")));
    }
    let piece = Piece { hash: hash.clone(), owner: session.employee().clone(), mime, length, offset, bytes };
    let upload = blob::piece(&app, piece).await.map_err(|why| refused(&hash, why))?;
    let complete = upload.have == upload.length;
    Ok(axum::Json(PhotoState { length: upload.length, have: upload.have, complete }))
}

async fn state(
    State(app): State<App>,
    session: Session,
    Path(hash): Path<String>,
) -> Result<axum::Json<PhotoState>, ApiError> {
    if let Some(photo) = seen(&app, &session, &hash).await? {
        return Ok(axum::Json(whole(&photo)));
    }
    let company = app.company.clone();
    let upload = app.store.read(move |conn| photos::upload(conn, &company, session.employee(), &hash)).await?;
    let upload = upload.ok_or_else(not_here)?;
    Ok(axum::Json(PhotoState { length: upload.length, have: upload.have, complete: false }))
}

const fn whole(photo: &Photo) -> PhotoState {
    PhotoState { length: photo.length, have: photo.length, complete: true }
}

async fn read(State(app): State<App>, session: Session, Path(hash): Path<String>) -> Result<Response, ApiError> {
    let photo = seen(&app, &session, &hash).await?.ok_or_else(not_here)?;
    let (company, name) = (app.company.clone(), hash.clone());
    let inside = match photo.state {
        Stands::Inside => app.store.read(move |conn| photos::inside(conn, &company, &name)).await?,
        Stands::Coming | Stands::Kept | Stands::Dropping => None,
    };
    let bytes = match inside {
        Some(bytes) if blake3::hash(&bytes).to_hex().as_str() == hash => Bytes::from(bytes),
        Some(_) => return Err(StoreError::damaged(format!("photo {hash}"), "its bytes have changed").into()),
        // It may have been moved out since it was looked for.
        None => app.files.get(At { company: &app.company, hash: &hash, copy: photo.copy }).await?,
    };
    let mime =
        HeaderValue::from_str(&photo.mime).unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, mime),
        // Named by its content: it can not change. Only for who may see it.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, bytes).into_response())
}

/// A photo that is here, for who may see it.
async fn seen(app: &App, session: &Session, hash: &str) -> Result<Option<Photo>, ApiError> {
    let (company, subject, hash) = (app.company.clone(), session.subject.clone(), hash.to_owned());
    let found = app.store.read(move |conn| -> Result<_, StoreError> {
        let Some(photo) = photos::get(conn, &company, &hash)? else { return Ok(None) };
        let there = photo.state != Stands::Coming;
        Ok((there && may_see(conn, &company, &subject, &hash)?).then_some(photo))
    });
    Ok(found.await?)
}

/// Who sent it, and who may read a document whose author had it when he named it.
fn may_see(conn: &Connection, company: &CompanyId, subject: &Subject, hash: &str) -> Result<bool, StoreError> {
    if photos::is_owner(conn, company, hash, &subject.employee)? {
        return Ok(true);
    }
    for doc in photos::shown_by(conn, company, hash)? {
        // Who sees everyone's visits sees their pictures.
        let everyone = matches!(doc, DocId::Journal(..)) && policy::may(subject, Act::SeeCompany);
        if everyone || relation::may_read(conn, company, subject, &doc)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Not there and not yours look the same.
fn not_here() -> ApiError {
    ApiError::not_found("there is no such photo")
}

fn refused(hash: &str, why: Refused) -> ApiError {
    let message = why.to_string();
    match why {
        Refused::Blob(why) => why.into(),
        Refused::Database(why) => why.into(),
        Refused::Quota(owed) => ApiError::new(Kind::TooMany(LATER), "photo_quota", message)
            .hint("send the records that name them first")
            .field("photos", owed),
        Refused::OtherHash(_) => ApiError::invalid("hash", hash, message),
        Refused::Misplaced(upload) => {
            ApiError::conflict("piece_misplaced", message).hint("go on from there").field("offset", upload.have)
        }
        Refused::OtherLength(upload) => ApiError::invalid("length", upload.length, message),
        Refused::NoKind => ApiError::invalid("content-type", "", format!("one of {} is needed", KINDS.join(", "))),
    }
}
