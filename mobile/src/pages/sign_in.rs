//! Signing in: once online, then the device works without a network.

use dioxus::prelude::*;
use shared::policy::Role;
use shared::rest::DemoLogin;

use crate::api::Api;
use crate::hooks::use_act;
use crate::platform::{clock, device, origin, prefs};
use crate::state::use_state;
use crate::t;
use crate::ui::face::Trouble;
use crate::ui::field::TextField;
use crate::ui::frame::first;
use crate::ui::icon::{Glyph, Icon, Mark};
use crate::view::{Ask, SignIn as Wanted};

/// The server's address as typed last.
const KEPT: &str = "server";

/// The page of whoever is not signed in.
#[component]
pub fn SignIn() -> Element {
    let state = use_state();
    let go = use_navigator();
    let login = use_signal(String::new);
    let password = use_signal(String::new);
    let server = use_signal(|| prefs::get(KEPT).unwrap_or_default());
    let act = use_act();
    // On the web the server is where the page came from.
    let asks_server = origin().is_none();
    let demo = use_resource(move || {
        let api = if asks_server { Api::at(&server.read()) } else { Api::of(None) };
        async move { api.demo().await.unwrap_or_default() }
    });
    let submit = move |event: FormEvent| {
        event.prevent_default();
        let wanted = Wanted {
            server: if asks_server { server.peek().trim().trim_end_matches('/').to_owned() } else { String::new() },
            login: login.peek().trim().to_owned(),
            password: password.peek().clone(),
            device_name: device::name(),
            at: clock::now(),
        };
        prefs::set(KEPT, &wanted.server);
        act.run(state.ask(Ask::SignIn(wanted)), move |state, _| {
            spawn(async move {
                state.refresh().await;
                go.replace(first(state));
            });
        });
    };
    let ready = !login.read().trim().is_empty()
        && !password.read().is_empty()
        && (!asks_server || !server.read().trim().is_empty());
    rsx! {
        main { class: "phone signin",
            div { class: "brand",
                Mark {}
                h1 { {t!("app-name")} }
                p { class: "soft", {t!("app-claim")} }
            }
            form { onsubmit: submit, "data-testid": "signin",
                if asks_server {
                    TextField { label: t!("signin-server"), value: server, kind: "url", testid: "signin-server", placeholder: "https://" , autocomplete: "url" }
                }
                TextField { label: t!("signin-login"), value: login, testid: "signin-login", autocomplete: "username" }
                TextField { label: t!("signin-password"), value: password, kind: "password", testid: "signin-password", autocomplete: "current-password" }
                Trouble { failure: act.failure.read().clone() }
                button { class: "btn primary action", r#type: "submit", "data-testid": "signin-submit", disabled: !ready || *act.busy.read(),
                    if *act.busy.read() { {t!("signin-busy")} } else { {t!("signin-submit")} }
                }
                p { class: "xs muted", style: "text-align:center", {t!("signin-offline")} }
            }
            DemoLogins { logins: demo.read().clone().unwrap_or_default(), login, password }
        }
    }
}

/// The logins of a demo company: a tap fills them in.
#[component]
fn DemoLogins(logins: Vec<DemoLogin>, login: Signal<String>, password: Signal<String>) -> Element {
    if logins.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card", "aria-label": t!("signin-demo"), "data-testid": "demo-logins",
            div { class: "card-h", h2 { {t!("signin-demo")} } }
            ul { class: "list icons",
                for demo in logins {
                    li { key: "{demo.login}",
                        button {
                            class: "item",
                            r#type: "button",
                            "data-testid": "demo-login",
                            "data-login": "{demo.login}",
                            onclick: {
                                let demo = demo.clone();
                                move |_| {
                                    login.set(demo.login.clone());
                                    password.set(demo.password.clone());
                                }
                            },
                            span { class: "avatar", {demo.name.chars().take(1).collect::<String>()} }
                            div { class: "grow",
                                p { class: "t1 cut", "{demo.name}" }
                                p { class: "t2 cut", "{demo.post}" }
                            }
                            span { class: "sm muted", {role_names(&demo.roles)} }
                            Icon { glyph: Glyph::Forward, class: "i-16" }
                        }
                    }
                }
            }
        }
    }
}

/// Roles in words.
#[must_use]
pub fn role_names(roles: &[Role]) -> String {
    let names: Vec<String> = roles
        .iter()
        .map(|role| match role {
            Role::Rep => t!("role-rep"),
            Role::Manager => t!("role-manager"),
            Role::Leader => t!("role-leader"),
            Role::Hr => t!("role-hr"),
            Role::Finance => t!("role-finance"),
            Role::Gm => t!("role-gm"),
            Role::Admin => t!("role-admin"),
        })
        .collect();
    names.join(" · ")
}
