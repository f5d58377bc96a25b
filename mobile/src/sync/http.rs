use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use shared::id::DeviceId;
use shared::rest::{self, PhotoState};
use shared::sync::ErrorBody;

use super::{Local, Pokes, Transport, TransportError, pokes};
use crate::json;
use crate::store::Waiting;
use crate::view::SignIn;

/// The server over HTTP: with the cookie of the page's origin on the web, with a bearer token natively.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: Client,
    server: String,
    token: Option<String>,
}

impl HttpTransport {
    #[must_use]
    pub fn new(server: &str, token: Option<String>) -> Self {
        Self { client: Client::new(), server: server.trim_end_matches('/').to_owned(), token }
    }

    fn with(&self, request: RequestBuilder) -> RequestBuilder {
        // A page of another origin can not set this header, so a cookie alone does nothing.
        let request = request.header("x-fieldtally", "1");
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1/{path}", self.server)
    }

    /// Signs in; `device` is the one this store was bound to before.
    pub async fn sign_in(&self, asked: &SignIn, device: Option<DeviceId>) -> Result<rest::SignedIn, TransportError> {
        let body = rest::SignIn {
            login: asked.login.trim().to_owned(),
            password: asked.password.clone(),
            device_name: asked.device_name.clone(),
            device,
            bearer: cfg!(not(target_arch = "wasm32")),
        };
        let response = send(self.with(self.client.post(self.url("session")).json(&body))).await?;
        answer(response).await
    }
}

impl Transport for HttpTransport {
    fn exchange(&self, (body, gzip): (Vec<u8>, bool)) -> Local<'_, Vec<u8>> {
        Box::pin(async move {
            let mut request = self.client.post(self.url("sync")).header("content-type", "application/cbor").body(body);
            if gzip {
                request = request.header("content-encoding", "gzip");
            }
            let response = send(self.with(request)).await?;
            let bytes = response.bytes().await.map_err(|why| TransportError::Unreachable(why.to_string()))?;
            Ok(bytes.to_vec())
        })
    }

    fn photo_state<'a>(&'a self, hash: &'a str) -> Local<'a, Option<PhotoState>> {
        Box::pin(async move {
            match send(self.with(self.client.get(self.url(&format!("photos/{hash}/state"))))).await {
                Ok(response) => answer(response).await.map(Some),
                Err(TransportError::Refused { status: 404, .. }) => Ok(None),
                Err(why) => Err(why),
            }
        })
    }

    fn photo_piece<'a>(&'a self, photo: &'a Waiting, offset: usize, bytes: &'a [u8]) -> Local<'a, Option<PhotoState>> {
        Box::pin(async move {
            let Waiting { hash, mime, bytes: all, .. } = photo;
            let request = self.client.patch(self.url(&format!("photos/{hash}?offset={offset}&length={}", all.len())));
            let response = send(self.with(request.header("content-type", mime).body(bytes.to_vec()))).await?;
            answer(response).await.map(Some)
        })
    }

    fn pokes(&self) -> Local<'_, Pokes> {
        Box::pin(async move {
            let request = self.client.get(self.url("pokes")).header("accept", "text/event-stream");
            let response = send(self.with(request)).await?;
            Ok(Box::pin(pokes::news(response.bytes_stream())) as Pokes)
        })
    }

    fn sign_out(&self) -> Local<'_, ()> {
        Box::pin(async move { send(self.with(self.client.delete(self.url("session")))).await.map(|_| ()) })
    }
}

async fn answer<T: DeserializeOwned>(response: Response) -> Result<T, TransportError> {
    let bytes = response.bytes().await.map_err(|why| TransportError::Unreachable(why.to_string()))?;
    json::read(&bytes).map_err(|why| TransportError::Garbled(why.to_string()))
}

async fn send(request: RequestBuilder) -> Result<Response, TransportError> {
    let response = request.send().await.map_err(|why| TransportError::Unreachable(why.to_string()))?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let body = response.bytes().await.unwrap_or_default();
    let body: ErrorBody = json::read(&body).unwrap_or_else(|_| ErrorBody {
        code: format!("http_{}", status.as_u16()),
        message: status.to_string(),
        hint: None,
        field: None,
        value: None,
    });
    match status {
        StatusCode::UNAUTHORIZED if body.code == "session_ended" => Err(TransportError::SessionEnded),
        // A proxy on the way that answers for a server it does not reach.
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            Err(TransportError::Unreachable(body.message))
        }
        _ => Err(TransportError::Refused { status: status.as_u16(), body }),
    }
}

/// Where the page came from; natively nothing is assumed.
#[must_use]
pub fn own_origin() -> String {
    #[cfg(target_arch = "wasm32")]
    {
        let location = js_sys::Reflect::get(&js_sys::global(), &"location".into());
        let origin = location.and_then(|location| js_sys::Reflect::get(&location, &"origin".into()));
        origin.ok().and_then(|origin| origin.as_string()).unwrap_or_default()
    }
    #[cfg(not(target_arch = "wasm32"))]
    String::new()
}
