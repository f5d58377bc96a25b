//! `GET demo`: the logins of the made-up company. Anywhere else there is no such route's answer.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use shared::rest::DemoLogin;

use crate::app::App;
use crate::demo::{self, Size};
use crate::error::ApiError;
use crate::store::{StoreError, org};

pub fn routes() -> Router<App> {
    Router::new().route("/demo", get(logins))
}

async fn logins(State(app): State<App>) -> Result<Json<Vec<DemoLogin>>, ApiError> {
    if !app.config.demo || app.company.as_str() != demo::COMPANY {
        return Err(ApiError::not_found("this is no demo"));
    }
    let company = app.company.clone();
    let there = app.store.read::<_, StoreError, _>(move |conn| org::everyone(conn, &company)).await?;
    let mut logins = demo::logins(Size::FULL);
    logins.retain(|login| there.iter().any(|employee| employee.as_str() == login.login));
    Ok(Json(logins))
}
