//! `workload`: what the people one leads did over a stretch of days.

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use shared::period::BusinessDay;
use shared::policy::Act;
use shared::rest::TeamWorkload;

use super::activity::seen;
use crate::app::App;
use crate::auth::Session;
use crate::error::ApiError;
use crate::store::StoreError;
use crate::work;

/// Days that can be asked for at once.
const MOST: i64 = 366;

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

pub fn routes() -> Router<App> {
    Router::new().route("/workload", get(workload))
}

async fn workload(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Json<TeamWorkload>, ApiError> {
    session.may(Act::SeeTeam)?;
    let (from, to) = (day("from", &asked.from)?, day("to", &asked.to)?);
    if to < from {
        return Err(ApiError::invalid("to", to, format!("it lies before {from}")));
    }
    if to.days_since(from) >= MOST {
        return Err(ApiError::invalid("to", to, format!("at most {MOST} days can be asked for at once")));
    }
    let company = app.company.clone();
    let job = move |conn: &crate::store::Connection| -> Result<TeamWorkload, StoreError> {
        let seen = seen(conn, &company, &session.subject, to)?;
        work::team(conn, &company, &seen, (from, to))
    };
    Ok(Json(app.store.read(job).await?))
}

fn day(field: &str, text: &str) -> Result<BusinessDay, ApiError> {
    text.parse().map_err(|why: shared::period::PeriodError| ApiError::invalid(field, text, why.to_string()))
}
