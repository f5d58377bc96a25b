//! `periods`: where each stands, the steps, the statements.

use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use shared::id::EmployeeId;
use shared::period::Period;
use shared::policy::Act;
use shared::rest::{PeriodRow, StatementPage, StatementRow};

use crate::app::App;
use crate::auth::Session;
use crate::close::{self, Blocked, CloseError, Step, view};
use crate::error::ApiError;
use crate::store::StoreError;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/periods", get(list))
        .route("/periods/{month}/statements", get(statements))
        .route("/periods/{month}/statements/{employee}", get(statement))
        .route("/periods/{month}/{step}", post(step))
}

async fn list(State(app): State<App>, session: Session) -> Result<Json<Vec<PeriodRow>>, ApiError> {
    session.may(Act::SeePay)?;
    let (id, now) = (app.company.clone(), app.clock.now());
    let rows = app.store.read::<_, StoreError, _>(move |conn| view::rows(conn, &id, &session.subject, now)).await?;
    Ok(Json(rows))
}

async fn step(
    State(app): State<App>,
    session: Session,
    Path((month, step)): Path<(String, String)>,
) -> Result<Json<PeriodRow>, ApiError> {
    let step = Step::named(&step).ok_or_else(|| ApiError::not_found(format!("there is no step {step:?}")))?;
    session.may(step.act())?;
    let month = period(&month)?;
    let now = app.clock.now();
    close::take(&app, month, step, &session.subject, now).await.map_err(|why| refused(why, step))?;
    let id = app.company.clone();
    let row =
        app.store.read::<_, StoreError, _>(move |conn| view::row(conn, &id, month, &session.subject, now)).await?;
    Ok(Json(row))
}

async fn statements(
    State(app): State<App>,
    session: Session,
    Path(month): Path<String>,
) -> Result<Json<Vec<StatementRow>>, ApiError> {
    session.may(Act::SeePay)?;
    let (id, month) = (app.company.clone(), period(&month)?);
    Ok(Json(app.store.read::<_, StoreError, _>(move |conn| view::statements(conn, &id, month)).await?))
}

async fn statement(
    State(app): State<App>,
    session: Session,
    Path((month, employee)): Path<(String, String)>,
) -> Result<Json<StatementPage>, ApiError> {
    session.may(Act::SeePay)?;
    let month = period(&month)?;
    let employee =
        EmployeeId::new(employee.as_str()).map_err(|why| ApiError::invalid("employee", employee, why.to_string()))?;
    let id = app.company.clone();
    let missing = format!("{employee} has no statement of {month}");
    let page = app.store.read::<_, StoreError, _>(move |conn| view::page(conn, &id, month, &employee)).await?;
    page.map(Json).ok_or_else(|| ApiError::not_found(missing))
}

fn period(text: &str) -> Result<Period, ApiError> {
    text.parse().map_err(|why: shared::period::PeriodError| ApiError::invalid("month", text, why.to_string()))
}

fn refused(why: CloseError, step: Step) -> ApiError {
    match why {
        CloseError::Store(why) => why.into(),
        CloseError::Docs(why) => why.into(),
        CloseError::Blocked(Blocked::NotYourRole) => ApiError::not_allowed(step.act()),
        CloseError::Blocked(blocked) => ApiError::conflict(blocked.key(), blocked.message()),
    }
}
