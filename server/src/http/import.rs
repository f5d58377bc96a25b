//! `POST import/{kind}`: a CSV body, the mapping of its columns in the query.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::routing::post;
use axum::{Json, Router};
use shared::rest::ImportReport;

use super::body::bytes;
use crate::app::App;
use crate::auth::Session;
use crate::docs::DocsError;
use crate::error::{ApiError, Kind};
use crate::import::mapping::Mapping;
use crate::import::{self, MOST_BYTES, Order};

pub fn routes() -> Router<App> {
    Router::new().route("/import/{kind}", post(take))
}

async fn take(
    State(app): State<App>,
    session: Session,
    Path(kind): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    body: Body,
) -> Result<Json<ImportReport>, ApiError> {
    let kind = import::Kind::named(&kind).ok_or_else(|| ApiError::not_found(format!("nothing imports {kind:?}")))?;
    session.may(kind.act())?;
    let bytes = bytes(body, MOST_BYTES).await.map_err(refused)?.to_vec();
    let mapping = Mapping::from_query(kind.fields(), &query).map_err(ApiError::malformed)?;
    let order = Order { kind, bytes, mapping, who: session.employee().to_string(), at: app.clock.now() };
    let (docs, company) = (app.docs.clone(), app.company.clone());
    let report = app.store.write::<_, DocsError, _>(move |tx| import::import(tx, &docs, &company, &order)).await?;
    Ok(Json(report))
}

fn refused(why: ApiError) -> ApiError {
    if why.kind != Kind::TooLarge {
        return why;
    }
    let message = format!("the file has more than {} MB", MOST_BYTES / 1024 / 1024);
    ApiError::new(Kind::TooLarge, "too_large", message)
        .hint("split it, or import it on the server's machine with `fieldtally import`")
}
