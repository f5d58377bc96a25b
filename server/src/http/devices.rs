//! `devices`: where somebody is signed in, and cutting one off.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{delete, get};
use shared::id::{DeviceId, EmployeeId};
use shared::policy::{self, Act};
use shared::rest::Device;

use crate::app::App;
use crate::auth::Session;
use crate::error::ApiError;
use crate::store::audit::{self, Deed};
use crate::store::{StoreError, people};

pub fn routes() -> Router<App> {
    Router::new().route("/devices", get(list)).route("/devices/{device}", delete(revoke))
}

async fn list(State(app): State<App>, session: Session) -> Result<axum::Json<Vec<Device>>, ApiError> {
    let company = app.company.clone();
    let of = (!policy::may(&session.subject, Act::ManagePeople)).then(|| session.employee().clone());
    let devices = app.store.read(move |conn| people::devices(conn, &company, of.as_ref())).await?;
    Ok(axum::Json(devices))
}

async fn revoke(State(app): State<App>, session: Session, Path(device): Path<String>) -> Result<(), ApiError> {
    let id: DeviceId =
        device.parse().map_err(|why: shared::id::IdError| ApiError::invalid("device", &device, why.to_string()))?;
    let (company, now) = (app.company.clone(), app.clock.now());
    let cut_off = app
        .store
        .write(move |tx| -> Result<Option<EmployeeId>, StoreError> {
            let may = |kept: &Device| {
                kept.employee == session.subject.employee || policy::may(&session.subject, Act::ManagePeople)
            };
            // Somebody else's device is not there for who may not touch it.
            let Some(kept) = people::device(tx, &company, id)?.filter(may) else { return Ok(None) };
            people::revoke(tx, &company, id, now)?;
            let detail = format!("device {id} of {}", kept.employee);
            let who = session.employee().as_str();
            audit::append(tx, &company, &Deed { at: now, who, what: "revoke device", detail: &detail })?;
            Ok(Some(kept.employee))
        })
        .await?;
    let employee = cut_off.ok_or_else(|| ApiError::not_found("there is no such device"))?;
    app.pokes.look(&employee);
    Ok(())
}
