//! The web app: the files the bundler wrote, with answers a service worker can rely on.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{Html, Response};
use axum::routing::get;
use tower_http::services::{ServeDir, ServeFile};

use crate::app::App;
use crate::error::ApiError;

/// What a server without a bundle says.
const NO_BUNDLE: &str = "<!doctype html><meta charset=utf-8><title>Fieldtally</title>\
<p>Here runs a Fieldtally server without the web app. Build the app and start the server with it:\
<pre>cargo run -p bundle -- --out dist\nfieldtally serve --bundle dist</pre>";

const HEADERS: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
];

/// Everything outside `/api`.
pub fn routes(bundle: Option<&Path>) -> Router<App> {
    let Some(dir) = bundle else {
        return Router::new().route("/", get(Html(NO_BUNDLE)));
    };
    // A page's address is the app's own business: it gets the start page. A missing file is missing.
    let pages = ServeFile::new(dir.join("index.html")).precompressed_br();
    let files = ServeDir::new(dir).precompressed_br().fallback(pages);
    Router::new().fallback_service(files).layer(middleware::from_fn(headers))
}

async fn headers(request: Request, next: Next) -> Result<Response, ApiError> {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let last = path.rsplit('/').next().unwrap_or_default();
    if html && last.contains('.') && last != "index.html" {
        return Err(ApiError::not_found(format!("there is no {path}")));
    }
    let kept = if by_content(&path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response.headers_mut().extend(HEADERS);
    Ok(response)
}

/// Whether the path has a folder whose name changes with its content, such as `/app-0123456789abcdef/…`.
fn by_content(path: &str) -> bool {
    path.split('/')
        .nth(1)
        .and_then(|folder| folder.strip_prefix("app-"))
        .is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_its_name_is_kept_for_ever() {
        assert!(by_content("/app-0123456789abcdef/mobile_bg.wasm"));
        for path in ["/", "/index.html", "/sw.js", "/app-x/worker.js", "/customers/app-0123456789abcdef"] {
            assert!(!by_content(path), "{path}");
        }
    }
}
