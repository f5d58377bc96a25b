//! All routes.

use axum::Router;

use crate::app::App;
use crate::http;

/// The whole server as a service.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .merge(http::sync::routes())
        .merge(http::session::routes())
        .merge(http::devices::routes())
        .merge(http::demo::routes())
        .merge(http::import::routes())
        .merge(http::periods::routes());
    Router::new().nest("/api/v1", api).with_state(app)
}
