//! `session`: sign in, who am I, sign out.

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use shared::policy::{self, Act, Subject};
use shared::rest::{SignIn, SignedIn};

use super::body::Json;
use crate::app::App;
use crate::auth::{self, COOKIE, LASTS, Session};
use crate::error::ApiError;
use crate::store::{StoreError, company};

pub fn routes() -> Router<App> {
    Router::new().route("/session", get(who).post(sign_in).delete(sign_out))
}

async fn sign_in(
    State(app): State<App>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Json(asked): Json<SignIn>,
) -> Result<Response, ApiError> {
    let bearer = asked.bearer;
    let from = asker(&app, &headers, from);
    let granted = auth::sign_in(&app, asked, from).await?;
    let subject = Subject { employee: granted.person.employee, roles: granted.person.roles };
    let mut signed = signed_in(&app, &subject, granted.person.name, granted.device).await?;
    if bearer {
        signed.token = Some(granted.token);
        return Ok(axum::Json(signed).into_response());
    }
    let cookie = cookie(&headers, &granted.token, LASTS / 1000);
    Ok(([(header::SET_COOKIE, cookie)], axum::Json(signed)).into_response())
}

/// The address somebody asks from.
pub(super) fn asker(app: &App, headers: &HeaderMap, from: SocketAddr) -> IpAddr {
    if app.config.behind_proxy { forwarded(headers).unwrap_or(from.ip()) } else { from.ip() }
}

/// The last address is what our own proxy saw; those before it are the asker's word.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?;
    line.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

async fn who(State(app): State<App>, session: Session) -> Result<axum::Json<SignedIn>, ApiError> {
    Ok(axum::Json(signed_in(&app, &session.subject, session.name, session.device).await?))
}

async fn sign_out(State(app): State<App>, headers: HeaderMap, session: Session) -> Result<Response, ApiError> {
    auth::sign_out(&app, &session).await?;
    Ok([(header::SET_COOKIE, cookie(&headers, "", 0))].into_response())
}

async fn signed_in(
    app: &App,
    subject: &Subject,
    name: String,
    device: shared::id::DeviceId,
) -> Result<SignedIn, ApiError> {
    let company = app.company.clone();
    let settings = app.store.read::<_, StoreError, _>(move |conn| company::settings(conn, &company)).await?;
    Ok(SignedIn {
        employee: subject.employee.clone(),
        name,
        roles: subject.roles.iter().copied().collect(),
        may: Act::ALL.into_iter().filter(|act| policy::may(subject, *act)).collect(),
        device,
        token: None,
        company: Some(settings),
    })
}

/// `token` is hex, so nothing in it needs quoting.
fn cookie(headers: &HeaderMap, token: &str, seconds: i64) -> HeaderValue {
    let secure = if loopback(headers) { "" } else { "; Secure" };
    let text = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Whether the browser speaks to this very machine, where http is as good as https and a `Secure` cookie would be
/// dropped by some.
fn loopback(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_has_the_last_word() {
        let headers = HeaderMap::from_iter([(
            "x-forwarded-for".parse().unwrap(),
            HeaderValue::from_static("10.0.0.1, 203.0.113.9"),
        )]);
        assert_eq!(forwarded(&headers), Some(IpAddr::from([203, 0, 113, 9])));
        assert_eq!(forwarded(&HeaderMap::new()), None);
    }

    #[test]
    fn only_on_the_machine_itself_a_cookie_goes_without_tls() {
        for (host, local) in [
            ("localhost:8080", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("192.168.1.4:8080", false),
            ("localhost.example.com", false),
            ("fieldtally.example.com", false),
        ] {
            let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))]);
            assert_eq!(loopback(&headers), local, "{host}");
        }
    }
}
