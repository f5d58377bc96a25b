//! `customers/{customer}/holding`: who holds a customer, and handing it over.

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use shared::id::{CustomerId, IdError};
use shared::rest::{HoldingChange, HoldingPage};

use super::body;
use crate::access::{AccessError, holding};
use crate::app::App;
use crate::auth::Session;
use crate::error::ApiError;

pub fn routes() -> Router<App> {
    Router::new().route("/customers/{customer}/holding", get(show).put(change))
}

async fn show(
    State(app): State<App>,
    session: Session,
    Path(customer): Path<String>,
) -> Result<Json<HoldingPage>, ApiError> {
    let (customer, company, now) = (read(&customer)?, app.company.clone(), app.clock.now());
    let page =
        app.store.read::<_, AccessError, _>(move |conn| holding::page(conn, &company, &session.subject, customer, now));
    Ok(Json(page.await?))
}

async fn change(
    State(app): State<App>,
    session: Session,
    Path(customer): Path<String>,
    body::Json(asked): body::Json<HoldingChange>,
) -> Result<Json<HoldingPage>, ApiError> {
    let (customer, company, now) = (read(&customer)?, app.company.clone(), app.clock.now());
    let docs = app.docs.clone();
    let page = app.store.write::<_, AccessError, _>(move |tx| {
        holding::change(tx, &docs, &company, &session.subject, customer, &asked, now)
    });
    Ok(Json(page.await?))
}

fn read(customer: &str) -> Result<CustomerId, ApiError> {
    customer.parse().map_err(|why: IdError| ApiError::invalid("customer", customer, why.to_string()))
}
