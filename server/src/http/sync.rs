//! `POST sync`: one exchange.

use std::io::Write;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use flate2::Compression;
use flate2::write::GzEncoder;
use shared::sync::{Folded, Push, Receipt, SyncRequest, SyncResponse, to_cbor};

use super::body;
use crate::admit::{self, Pusher};
use crate::app::App;
use crate::auth::{Session, seen_is_old};
use crate::error::{ApiError, Kind};
use crate::pull::{self, Reader};
use crate::store::company::Numbers;
use crate::store::{StoreError, people, snapshot};

/// Of a request, inflated or not. Phones send pieces of 256 KiB.
const LARGEST: usize = 1024 * 1024;
/// Most documents in one request; each costs questions to the database in the writer's turn.
const MOST_DOCS: usize = 512;
/// Pushes of fewer bytes are read where they arrive: going to another thread would take longer.
const SMALL: usize = 16 * 1024;
/// Shorter answers are not worth compressing.
const PLAIN: usize = 1024;

pub fn routes() -> Router<App> {
    Router::new().route("/sync", post(exchange))
}

async fn exchange(State(app): State<App>, session: Session, request: Request) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let content = body::inflated(&parts.headers, body::bytes(body, LARGEST).await?, LARGEST)?;
    let request = SyncRequest::read(&content)?;
    if request.device != session.device {
        return Err(ApiError::new(Kind::NotAllowed, "device_mismatch", "this session belongs to another device")
            .hint("sign in again on this device")
            .field("device", request.device));
    }
    if request.pushes.len() > MOST_DOCS {
        let message = format!("{} documents in one request: at most {MOST_DOCS}", request.pushes.len());
        return Err(ApiError::new(Kind::TooLarge, "too_large", message).hint("send fewer at once"));
    }
    if request.fetch.len() > MOST_DOCS {
        let message = format!("{} documents to be sent whole: at most {MOST_DOCS}", request.fetch.len());
        return Err(ApiError::new(Kind::TooLarge, "too_large", message).hint("ask for fewer at once"));
    }
    let pushed = request.pushes.iter().map(|push| push.doc.clone()).collect();
    let sizes: Vec<usize> = request.pushes.iter().map(|push| push.changes.len()).collect();
    let (receipts, numbers) = push(&app, &session, request.pushes, content.len()).await?;
    let reader = Reader {
        company: app.company.clone(),
        employee: session.employee().clone(),
        device: session.device,
        cursor: request.cursor,
        pushed,
        fetch: request.fetch,
        key: app.keys.attest,
    };
    let page = match numbers.and_then(|numbers| pull::nothing(numbers, &reader)) {
        Some(page) => page,
        None => {
            let docs = app.docs.clone();
            app.store.read(move |conn| pull::pull(conn, &docs, &reader)).await?
        }
    };
    if !page.made.is_empty() {
        keep(&app, page.made);
    }
    let response = SyncResponse {
        receipts,
        deltas: page.deltas,
        gone: page.gone,
        cursor: page.cursor,
        more: page.more,
        server_time: app.clock.now(),
    };
    reply(&parts.headers, &Folded::new(response, &sizes))
}

/// Stores what was pushed; when this returns, it is durable. Also where the log stood, if the writer was asked.
async fn push(
    app: &App,
    session: &Session,
    pushes: Vec<Push>,
    size: usize,
) -> Result<(Vec<Receipt>, Option<Numbers>), ApiError> {
    let now = app.clock.now();
    let seen = seen_is_old(session.seen, now);
    if pushes.is_empty() && !seen {
        return Ok((Vec::new(), None));
    }
    let opened = if size <= SMALL {
        admit::open(pushes)
    } else {
        tokio::task::spawn_blocking(move || admit::open(pushes)).await.map_err(|_| StoreError::Panicked)?
    };
    let pusher = Pusher {
        company: app.company.clone(),
        subject: session.subject.clone(),
        device: session.device,
        received: now,
        key: app.keys.attest,
    };
    let (receipts, numbers) = app
        .store
        .write(move |tx| {
            if seen {
                people::set_seen(tx, &pusher.company, pusher.device, now)?;
            }
            admit::admit(tx, &pusher, &opened)
        })
        .await?;
    Ok((receipts, Some(numbers)))
}

/// Keeps snapshots that were made for an answer; nobody waits for that, and losing one costs only making it again.
fn keep(app: &App, made: Vec<(shared::id::DocId, snapshot::Snapshot)>) {
    let (store, company) = (app.store.clone(), app.company.clone());
    tokio::spawn(async move {
        let kept = store.write(move |tx| -> Result<(), StoreError> {
            made.iter().try_for_each(|(doc, snapshot)| snapshot::put(tx, &company, doc, snapshot))
        });
        if let Err(why) = kept.await {
            tracing::warn!(%why, "snapshots were not kept");
        }
    });
}

fn reply(asked: &HeaderMap, response: &Folded) -> Result<Response, ApiError> {
    let content = to_cbor(response)?;
    let cbor = (header::CONTENT_TYPE, HeaderValue::from_static("application/cbor"));
    let takes_gzip = asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|accepted| accepted.to_str().ok())
        .is_some_and(|accepted| accepted.split(',').any(|one| one.trim().starts_with("gzip")));
    if content.len() <= PLAIN || !takes_gzip {
        return Ok(([cbor], content).into_response());
    }
    let mut packed = GzEncoder::new(Vec::with_capacity(content.len() / 2), Compression::fast());
    let packed = packed.write_all(&content).and_then(|()| packed.finish());
    let packed = packed.map_err(|why| ApiError::malformed(format!("packing the answer: {why}")))?;
    Ok(([cbor, (header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))], packed).into_response())
}
