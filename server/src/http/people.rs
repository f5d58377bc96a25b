//! `people`: who is who, another superior, and shutting somebody out.

use axum::extract::{Path, State};
use axum::routing::{get, put};
use axum::{Json, Router};
use shared::id::{EmployeeId, IdError};
use shared::policy::Act;
use shared::rest::{Disabled, HeldCustomer, NewPost, PersonRow};

use super::body;
use crate::access::{AccessError, people};
use crate::app::App;
use crate::auth::Session;
use crate::error::ApiError;
use crate::store::StoreError;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/people", get(list))
        .route("/people/{employee}/customers", get(customers))
        .route("/people/{employee}/post", put(post))
        .route("/people/{employee}/disabled", put(disabled))
}

async fn list(State(app): State<App>, session: Session) -> Result<Json<Vec<PersonRow>>, ApiError> {
    session.may(Act::SeeTeam)?;
    let (company, now) = (app.company.clone(), app.clock.now());
    let rows =
        app.store.read::<_, StoreError, _>(move |conn| people::rows(conn, &company, &session.subject, now)).await?;
    Ok(Json(rows))
}

async fn customers(
    State(app): State<App>,
    session: Session,
    Path(employee): Path<String>,
) -> Result<Json<Vec<HeldCustomer>>, ApiError> {
    session.may(Act::SeeTeam)?;
    let (employee, company) = (read(&employee)?, app.company.clone());
    let found =
        app.store.read::<_, AccessError, _>(move |conn| people::customers(conn, &company, &session.subject, &employee));
    Ok(Json(found.await?))
}

async fn post(
    State(app): State<App>,
    session: Session,
    Path(employee): Path<String>,
    body::Json(new): body::Json<NewPost>,
) -> Result<(), ApiError> {
    session.may(Act::ManagePeople)?;
    let (employee, company, now) = (read(&employee)?, app.company.clone(), app.clock.now());
    let docs = app.docs.clone();
    let moved = app.store.write::<_, AccessError, _>(move |tx| {
        people::move_to(tx, &docs, &company, &session.subject, &employee, &new, now)
    });
    Ok(moved.await?)
}

async fn disabled(
    State(app): State<App>,
    session: Session,
    Path(employee): Path<String>,
    body::Json(asked): body::Json<Disabled>,
) -> Result<(), ApiError> {
    session.may(Act::ManagePeople)?;
    let (employee, company, now) = (read(&employee)?, app.company.clone(), app.clock.now());
    let who = employee.clone();
    app.store
        .write::<_, AccessError, _>(move |tx| {
            people::set_disabled(tx, &company, &session.subject, &employee, asked.disabled, now)
        })
        .await?;
    app.pokes.look(&who);
    Ok(())
}

fn read(employee: &str) -> Result<EmployeeId, ApiError> {
    EmployeeId::new(employee).map_err(|why: IdError| ApiError::invalid("employee", employee, why.to_string()))
}
