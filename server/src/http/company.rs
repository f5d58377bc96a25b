//! `company`: what an administrator sets for everyone.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use shared::doc::company::Settings;
use shared::policy::Act;

use super::body;
use crate::access::AccessError;
use crate::app::App;
use crate::auth::Session;
use crate::error::ApiError;
use crate::settings;
use crate::store::StoreError;

pub fn routes() -> Router<App> {
    Router::new().route("/company", get(show).put(change))
}

async fn show(State(app): State<App>, session: Session) -> Result<Json<Settings>, ApiError> {
    session.may(Act::ManageCompany)?;
    let company = app.company.clone();
    Ok(Json(app.store.read::<_, StoreError, _>(move |conn| settings::page(conn, &company)).await?))
}

async fn change(
    State(app): State<App>,
    session: Session,
    body::Json(asked): body::Json<Settings>,
) -> Result<Json<Settings>, ApiError> {
    session.may(Act::ManageCompany)?;
    let (company, docs, now) = (app.company.clone(), app.docs.clone(), app.clock.now());
    let set = app
        .store
        .write::<_, AccessError, _>(move |tx| settings::change(tx, &docs, &company, &session.subject, asked, now));
    Ok(Json(set.await?))
}
