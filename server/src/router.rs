//! All routes.

use axum::Router;
use axum::http::Uri;
use tower_http::trace::TraceLayer;

use crate::app::App;
use crate::error::ApiError;
use crate::http;

/// The whole server as a service.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .merge(http::sync::routes())
        .merge(http::session::routes())
        .merge(http::devices::routes())
        .merge(http::people::routes())
        .merge(http::holdings::routes())
        .merge(http::company::routes())
        .merge(http::photos::routes())
        .merge(http::pokes::routes())
        .merge(http::activity::routes())
        .merge(http::forms::routes())
        .merge(http::reminders::routes())
        .merge(http::workload::routes())
        .merge(http::calendar::routes())
        .merge(http::health::routes())
        .merge(http::demo::routes())
        .merge(http::import::routes())
        .merge(http::periods::routes())
        .fallback(unknown);
    let web = http::app::routes(app.config.bundle.as_deref());
    Router::new().nest("/api/v1", api).merge(web).layer(TraceLayer::new_for_http()).with_state(app)
}

async fn unknown(uri: Uri) -> ApiError {
    ApiError::not_found(format!("there is no {}", uri.path())).hint("the routes are listed in shared/src/rest.rs")
}
