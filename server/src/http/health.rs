//! `health`: whether the server takes and gives.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde::Serialize;

use crate::app::App;
use crate::error::ApiError;
use crate::store::company;

#[derive(Debug, Serialize)]
struct Health {
    version: &'static str,
    /// Durable inputs that are not yet in the facts.
    behind: u64,
}

pub fn routes() -> Router<App> {
    Router::new().route("/health", get(health))
}

async fn health(State(app): State<App>) -> Result<axum::Json<Health>, ApiError> {
    let company = app.company.clone();
    let numbers = app.store.read(move |conn| company::numbers(conn, &company)).await?;
    let behind = numbers.last.saturating_sub(numbers.projected);
    Ok(axum::Json(Health { version: env!("CARGO_PKG_VERSION"), behind }))
}
