//! `forms`: what is asked on a visit, in versions.

use axum::extract::{Path, State};
use axum::routing::{get, put};
use axum::{Json, Router};
use shared::doc::form::Form;
use shared::policy::Act;
use shared::rest::{NewForm, Retired};

use super::body;
use crate::app::App;
use crate::auth::Session;
use crate::docs::DocsError;
use crate::error::ApiError;
use crate::forms::{self, FormError};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/forms", get(list))
        .route("/forms/{form}", put(publish))
        .route("/forms/{form}/retired", put(retire))
}

async fn list(State(app): State<App>, session: Session) -> Result<Json<Vec<Form>>, ApiError> {
    session.may(Act::DefineForms)?;
    let (company, docs) = (app.company.clone(), app.docs.clone());
    Ok(Json(app.store.read::<_, DocsError, _>(move |conn| forms::all(conn, &docs, &company)).await?))
}

async fn publish(
    State(app): State<App>,
    session: Session,
    Path(form): Path<String>,
    body::Json(new): body::Json<NewForm>,
) -> Result<Json<Form>, ApiError> {
    session.may(Act::DefineForms)?;
    let (company, docs, now) = (app.company.clone(), app.docs.clone(), app.clock.now());
    let who = session.subject.employee;
    let job = move |tx: &_| forms::publish(tx, &docs, &company, (&who, now), &form, new);
    Ok(Json(app.store.write::<_, FormError, _>(job).await?))
}

async fn retire(
    State(app): State<App>,
    session: Session,
    Path(form): Path<String>,
    body::Json(asked): body::Json<Retired>,
) -> Result<Json<Form>, ApiError> {
    session.may(Act::DefineForms)?;
    let (company, docs, now) = (app.company.clone(), app.docs.clone(), app.clock.now());
    let who = session.subject.employee;
    let job = move |tx: &_| forms::retire(tx, &docs, &company, (&who, now), &form, asked.retired);
    Ok(Json(app.store.write::<_, FormError, _>(job).await?))
}
