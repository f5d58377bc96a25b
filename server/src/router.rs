//! All routes.

use axum::Router;
use axum::extract::Request;
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
    Router::new().nest("/api/v1", api).merge(web).layer(TraceLayer::new_for_http().make_span_with(span)).with_state(app)
}

/// A request as the log names it.
fn span(request: &Request) -> tracing::Span {
    tracing::debug_span!("request", method = %request.method(), path = told(request.uri().path()))
}

/// The path without what must not be told: who knows a calendar's address may read it.
fn told(path: &str) -> &str {
    const CALENDAR: &str = "/api/v1/calendar/";
    if path.starts_with(CALENDAR) { CALENDAR } else { path }
}

async fn unknown(uri: Uri) -> ApiError {
    ApiError::not_found(format!("there is no {}", uri.path())).hint("the routes are listed in shared/src/rest.rs")
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn a_calendars_secret_stands_in_no_log() {
        assert_eq!(told("/api/v1/calendar/3f9a.ics"), "/api/v1/calendar/");
        assert_eq!(told("/api/v1/calendar"), "/api/v1/calendar");
        assert_eq!(told("/api/v1/sync"), "/api/v1/sync");
    }
}
