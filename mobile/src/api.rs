//! Typed calls of the server's JSON routes, for what is not kept on the device: the pages of managers, HR and finance.

use reqwest::{Method, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use shared::doc::company::Settings;
use shared::doc::form::Form;
use shared::id::{CustomerId, DeviceId, EmployeeId};
use shared::period::{BusinessDay, Period};
use shared::rest::{
    Activity, CalendarFeed, DemoLogin, Device, Disabled, HeldCustomer, HoldingChange, HoldingPage, ImportReport,
    NewForm, NewPost, PeriodRow, PersonRow, Retired, StatementPage, StatementRow, TeamReminders, TeamWorkload,
};
use shared::sync::ErrorBody;

use crate::platform;
use crate::view::{Failure, Session};

/// The server a session belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    base: String,
    token: Option<String>,
}

/// What a file to import holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Import {
    Customers,
    Contracts,
    Collections,
}

impl Import {
    /// The last part of the route.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Contracts => "contracts",
            Self::Collections => "collections",
        }
    }
}

impl Api {
    /// The server of a session; without one, where the page came from.
    #[must_use]
    pub fn of(session: Option<&Session>) -> Self {
        let server = session.map(|session| session.server.clone()).filter(|server| !server.is_empty());
        Self {
            base: server.or_else(platform::origin).unwrap_or_default(),
            token: session.and_then(|session| session.token.clone()),
        }
    }

    /// A server by its address, before anyone has signed in.
    #[must_use]
    pub fn at(server: &str) -> Self {
        Self { base: server.trim_end_matches('/').to_owned(), token: None }
    }

    /// The address of a file the server serves, such as `/vendor/…`.
    #[must_use]
    pub fn file(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub async fn demo(&self) -> Result<Vec<DemoLogin>, Failure> {
        json(self.request(Method::GET, "demo")).await
    }

    pub async fn devices(&self) -> Result<Vec<Device>, Failure> {
        json(self.request(Method::GET, "devices")).await
    }

    pub async fn revoke(&self, device: DeviceId) -> Result<(), Failure> {
        send(self.request(Method::DELETE, &format!("devices/{device}"))).await.map(|_| ())
    }

    pub async fn people(&self) -> Result<Vec<PersonRow>, Failure> {
        json(self.request(Method::GET, "people")).await
    }

    pub async fn customers_of(&self, employee: &EmployeeId) -> Result<Vec<HeldCustomer>, Failure> {
        json(self.request(Method::GET, &format!("people/{employee}/customers"))).await
    }

    pub async fn move_person(&self, employee: &EmployeeId, post: &NewPost) -> Result<(), Failure> {
        send(self.request(Method::PUT, &format!("people/{employee}/post")).json(post)).await.map(|_| ())
    }

    pub async fn set_disabled(&self, employee: &EmployeeId, disabled: bool) -> Result<(), Failure> {
        let asked = self.request(Method::PUT, &format!("people/{employee}/disabled")).json(&Disabled { disabled });
        send(asked).await.map(|_| ())
    }

    pub async fn holding(&self, customer: CustomerId) -> Result<HoldingPage, Failure> {
        json(self.request(Method::GET, &format!("customers/{customer}/holding"))).await
    }

    pub async fn change_holding(&self, customer: CustomerId, change: &HoldingChange) -> Result<HoldingPage, Failure> {
        json(self.request(Method::PUT, &format!("customers/{customer}/holding")).json(change)).await
    }

    pub async fn activity(&self, day: BusinessDay) -> Result<Activity, Failure> {
        json(self.request(Method::GET, &format!("activity?day={day}"))).await
    }

    pub async fn company(&self) -> Result<Settings, Failure> {
        json(self.request(Method::GET, "company")).await
    }

    pub async fn set_company(&self, settings: &Settings) -> Result<Settings, Failure> {
        json(self.request(Method::PUT, "company").json(settings)).await
    }

    pub async fn forms(&self) -> Result<Vec<Form>, Failure> {
        json(self.request(Method::GET, "forms")).await
    }

    pub async fn publish_form(&self, id: &str, form: &NewForm) -> Result<Form, Failure> {
        json(self.request(Method::PUT, &format!("forms/{id}")).json(form)).await
    }

    pub async fn retire_form(&self, id: &str, retired: bool) -> Result<Form, Failure> {
        json(self.request(Method::PUT, &format!("forms/{id}/retired")).json(&Retired { retired })).await
    }

    pub async fn team_reminders(&self) -> Result<TeamReminders, Failure> {
        json(self.request(Method::GET, "reminders?of=team")).await
    }

    pub async fn team_workload(&self, from: BusinessDay, to: BusinessDay) -> Result<TeamWorkload, Failure> {
        json(self.request(Method::GET, &format!("workload?from={from}&to={to}"))).await
    }

    /// Whether one's calendar has an address.
    pub async fn calendar(&self) -> Result<CalendarFeed, Failure> {
        json(self.request(Method::GET, "calendar")).await
    }

    /// Makes one, told this once; an earlier one is void.
    pub async fn make_calendar(&self) -> Result<CalendarFeed, Failure> {
        json(self.request(Method::POST, "calendar")).await
    }

    pub async fn revoke_calendar(&self) -> Result<(), Failure> {
        send(self.request(Method::DELETE, "calendar")).await.map(|_| ())
    }

    pub async fn periods(&self) -> Result<Vec<PeriodRow>, Failure> {
        json(self.request(Method::GET, "periods")).await
    }

    /// `freeze`, `score`, `approve`, `close`.
    pub async fn step(&self, period: Period, step: &str) -> Result<PeriodRow, Failure> {
        json(self.request(Method::POST, &format!("periods/{period}/{step}"))).await
    }

    pub async fn statements(&self, period: Period) -> Result<Vec<StatementRow>, Failure> {
        json(self.request(Method::GET, &format!("periods/{period}/statements"))).await
    }

    pub async fn statement(&self, period: Period, employee: &EmployeeId) -> Result<StatementPage, Failure> {
        json(self.request(Method::GET, &format!("periods/{period}/statements/{employee}"))).await
    }

    /// Sends a CSV file. `mapping` names columns and products by other names, as query pairs.
    pub async fn import(
        &self,
        what: Import,
        csv: Vec<u8>,
        mapping: &[(String, String)],
    ) -> Result<ImportReport, Failure> {
        let request = self.request(Method::POST, &format!("import/{}{}", what.as_str(), query(mapping)));
        json(request.header("content-type", "text/csv; charset=utf-8").body(csv)).await
    }

    pub async fn photo(&self, hash: &str) -> Result<Vec<u8>, Failure> {
        let response = send(self.request(Method::GET, &format!("photos/{hash}"))).await?;
        response.bytes().await.map(|bytes| bytes.to_vec()).map_err(|why| unreachable_server(&why))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = reqwest::Client::new()
            .request(method, format!("{}/api/v1/{path}", self.base))
            // Another site can make a browser send the cookie, but not this header.
            .header("x-fieldtally", "1");
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }
}

/// Query pairs, percent-encoded.
fn query(pairs: &[(String, String)]) -> String {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
            out
        })
    };
    let joined: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    if joined.is_empty() { String::new() } else { format!("?{}", joined.join("&")) }
}

async fn json<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Failure> {
    crate::json::read(&body(request).await?).map_err(|why| unreadable(&why))
}

/// Apart from [`json`], which is there once for each type.
async fn body(request: RequestBuilder) -> Result<Vec<u8>, Failure> {
    send(request).await?.bytes().await.map(Into::into).map_err(|why| unreadable(&why))
}

fn unreadable(why: &impl ToString) -> Failure {
    Failure { code: "server-answer".to_owned(), message: why.to_string(), hint: None }
}

async fn send(request: RequestBuilder) -> Result<Response, Failure> {
    let response = request.send().await.map_err(|why| unreachable_server(&why))?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let text = response.text().await.unwrap_or_default();
    Err(match serde_json::from_str::<ErrorBody>(&text) {
        Ok(ErrorBody { code, message, hint, .. }) => Failure { code, message, hint },
        Err(_) => Failure { code: format!("http-{}", status.as_u16()), message: status.to_string(), hint: None },
    })
}

fn unreachable_server(why: &reqwest::Error) -> Failure {
    Failure { code: "unreachable".to_owned(), message: why.to_string(), hint: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_encoded() {
        let pairs = [("product".to_owned(), "GTXPro=GTX Pro".to_owned()), ("名称".to_owned(), "a&b".to_owned())];
        assert_eq!(query(&pairs), "?product=GTXPro%3DGTX%20Pro&%E5%90%8D%E7%A7%B0=a%26b");
        assert_eq!(query(&[]), "");
    }
}
