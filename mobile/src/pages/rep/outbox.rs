//! The outbox: every record with where it is, and for one that was refused what to do.

mod item;

use dioxus::prelude::*;

use crate::hooks::{use_act, use_ask};
use crate::platform::{clock, export};
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::chip::sync_name;
use crate::ui::face::{Face, Trouble, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::photo::Travelling;
use crate::ui::time::Ago;
use crate::ui::top::Top;
use crate::view::{Answer, Ask, Failure, OutboxItem, RecordState};

use item::{Item, RefusedItem};

#[component]
pub fn Outbox() -> Element {
    let state = use_state();
    let items = use_ask(
        |_| Ask::Outbox,
        |answer| match answer {
            Answer::Outbox(items) => Some(items),
            _ => None,
        },
    );
    let sync = state.sync();
    let exchange = use_act();
    let saving = use_act();
    let save = move |_| {
        let work = async move {
            let Answer::Export(text) = state.ask(Ask::Export).await? else {
                return Err(Failure { code: "store-answer".into(), message: String::new(), hint: None });
            };
            let name = format!("fieldtally-{}.json", clock::now().to_string().replace([':', '.'], "-"));
            export::save(&name, "application/json", &text).await.map_err(|message| Failure {
                code: "export".into(),
                message,
                hint: None,
            })?;
            Ok(name)
        };
        saving.run(work, |state, name| state.toast(t!("export-saved", name = name)));
    };
    rsx! {
        main { class: "phone", "data-testid": "page-outbox", "data-synced": sync.last.map(|last| last.millis().to_string()),
            Top { title: t!("nav-outbox"), back: Route::Today {},
                span { class: "grow" }
                button { class: "btn quiet", r#type: "button", "data-testid": "outbox-export", disabled: *saving.busy.read(), onclick: save,
                    Icon { glyph: Glyph::Download }
                    {t!("export")}
                }
            }
            div { class: "body",
                Trouble { failure: saving.failure.read().clone() }
                if sync.offline {
                    p { class: "note", "data-testid": "outbox-offline", Icon { glyph: Glyph::Offline } span { b { {t!("sync-offline")} } " " {t!("outbox-offline")} } }
                }
                // The end of the session is said on every page.
                Trouble { failure: sync.problem.clone().filter(|problem| problem.code != "session-ended") }
                if let Some(photo) = sync.photo {
                    Travelling { photo }
                }
                {show(items, |items: &Vec<OutboxItem>| rsx! { Items { items: items.clone() } })}
                p { class: "xs muted", style: "text-align:center",
                    if let Some(last) = sync.last { {t!("sync-last")} " " Ago { at: last } } else { {t!("sync-never")} }
                }
            }
            div { class: "dock",
                Trouble { failure: exchange.failure.read().clone() }
                button { class: "btn primary action", r#type: "button", "data-testid": "sync-now", disabled: sync.running || *exchange.busy.read(), onclick: move |_| exchange.run(state.ask(Ask::Sync), |_, _| {}),
                    Icon { glyph: Glyph::Refresh, class: if sync.running { "spin" } else { "" } }
                    if sync.running { {t!("sync-running")} } else { {t!("sync-now")} }
                }
            }
        }
    }
}

#[component]
fn Items(items: Vec<OutboxItem>) -> Element {
    if items.is_empty() {
        return rsx! { section { class: "card", Face { glyph: Glyph::Counted, title: t!("outbox-none"), text: t!("outbox-none-text") } } };
    }
    let count = |state: RecordState| items.iter().filter(|item| item.state == state).count();
    let chain = [RecordState::Local, RecordState::Sent, RecordState::Held, RecordState::Counted]
        .map(|state| (state, count(state)));
    let (refused, others): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.state == RecordState::Refused);
    rsx! {
        section { class: "card",
            dl { class: "chain", "data-testid": "outbox-chain",
                for (state, n) in chain {
                    div { key: "{state:?}", "data-sync": state.as_str(),
                        span { class: "lead", Icon { glyph: Glyph::from(state) } }
                        b { class: "num", "data-count": "{n}", "{n}" }
                        {sync_name(state)}
                    }
                }
            }
        }
        for item in refused {
            RefusedItem { key: "{item.id}", item }
        }
        if !others.is_empty() {
            section { class: "card",
                ul { class: "list icons",
                    for item in others {
                        Item { key: "{item.id}", item }
                    }
                }
            }
        }
    }
}
