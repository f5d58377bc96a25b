//! `reminders`: what the people one leads are to be reminded of.

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use shared::policy::Act;
use shared::rest::TeamReminders;

use super::activity::seen;
use crate::app::App;
use crate::auth::Session;
use crate::error::ApiError;
use crate::remind;
use crate::store::{StoreError, company};

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    of: String,
}

pub fn routes() -> Router<App> {
    Router::new().route("/reminders", get(reminders))
}

async fn reminders(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Json<TeamReminders>, ApiError> {
    session.may(Act::SeeTeam)?;
    if asked.of != "team" {
        let message = "only the team's are here; one's own are on the phone";
        return Err(ApiError::invalid("of", asked.of, message));
    }
    let (company, now) = (app.company.clone(), app.clock.now());
    let job = move |conn: &crate::store::Connection| -> Result<TeamReminders, StoreError> {
        let today = company::settings(conn, &company)?.zone.day_of(now);
        let seen = seen(conn, &company, &session.subject, today)?;
        remind::team(conn, &company, &seen, now)
    };
    Ok(Json(app.store.read(job).await?))
}
