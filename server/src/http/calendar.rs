//! `calendar`: one's next contacts for a calendar that can not sign in. Its address is a secret.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use shared::rest::CalendarFeed;

use super::session::asker;
use crate::app::App;
use crate::auth::Session;
use crate::calendar::{self, hash};
use crate::docs::DocsError;
use crate::error::{ApiError, Kind};
use crate::store::audit::{self, Deed};
use crate::store::{StoreError, calendar as addresses};

pub fn routes() -> Router<App> {
    Router::new().route("/calendar", get(state).post(make).delete(revoke)).route("/calendar/{file}", get(read))
}

async fn state(State(app): State<App>, session: Session) -> Result<Json<CalendarFeed>, ApiError> {
    let company = app.company.clone();
    let made = app.store.read(move |conn| addresses::made(conn, &company, session.employee())).await?;
    Ok(Json(CalendarFeed { made, path: None }))
}

async fn make(State(app): State<App>, session: Session) -> Result<Json<CalendarFeed>, ApiError> {
    let secret: String = rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect();
    let (company, now, hash) = (app.company.clone(), app.clock.now(), hash(&secret));
    let job = move |tx: &crate::store::Transaction| -> Result<(), StoreError> {
        addresses::put(tx, &company, session.employee(), &hash, now)?;
        let who = session.employee().as_str();
        let detail = "the calendar's address was made; an earlier one is void";
        audit::append(tx, &company, &Deed { at: now, who, what: "make calendar address", detail })
    };
    app.store.write(job).await?;
    Ok(Json(CalendarFeed { made: Some(now), path: Some(format!("/api/v1/calendar/{secret}.ics")) }))
}

async fn revoke(State(app): State<App>, session: Session) -> Result<(), ApiError> {
    let (company, now) = (app.company.clone(), app.clock.now());
    let job = move |tx: &crate::store::Transaction| -> Result<(), StoreError> {
        if addresses::end(tx, &company, session.employee())? {
            let who = session.employee().as_str();
            let detail = "the calendar's address is void";
            audit::append(tx, &company, &Deed { at: now, who, what: "revoke calendar address", detail })?;
        }
        Ok(())
    };
    Ok(app.store.write(job).await?)
}

/// Needs no session: the secret is all. A wrong one, one that was revoked and that of somebody who left look alike.
async fn read(
    State(app): State<App>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, ApiError> {
    let from = asker(&app, &headers, from);
    if let Err(seconds) = app.auth.try_secret(from) {
        let message = "too many wrong addresses of calendars";
        return Err(ApiError::new(Kind::TooMany(seconds), "too_many_attempts", message));
    }
    let (company, docs, now) = (app.company.clone(), app.docs.clone(), app.clock.now());
    let job = move |conn: &crate::store::Connection| -> Result<Option<String>, DocsError> {
        let Some(secret) = file.strip_suffix(".ics") else { return Ok(None) };
        let Some(who) = calendar::whose(conn, &company, secret)? else { return Ok(None) };
        calendar::file(conn, &docs, &company, &who, now)
    };
    let found = app.store.read(job).await?;
    let text = found.ok_or_else(|| ApiError::not_found("there is no such calendar"))?;
    app.auth.secret_was_right(from);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, text).into_response())
}
