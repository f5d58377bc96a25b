//! Importing contracts, collections, customers from a CSV file: all or nothing, with a report by line.

mod pairs;
mod report;

use std::collections::BTreeMap;

use dioxus::document;
use dioxus::prelude::*;
use shared::place::Datum;
use shared::policy::Act as Permission;
use shared::rest::{Decided, ImportReport};

use crate::api::Import as What;
use crate::hooks::use_act;
use crate::state::use_state;
use crate::t;
use crate::ui::datum::DatumChoice;
use crate::ui::face::Trouble;
use crate::ui::field::TextArea;
use crate::ui::icon::{Glyph, Icon};

pub use pairs::Pairs;
use report::Report;

fn name(what: What) -> String {
    match what {
        What::Customers => t!("import-customers"),
        What::Contracts => t!("import-contracts"),
        What::Collections => t!("import-collections"),
    }
}

/// Lines of `name = value`, as query pairs.
fn pairs(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .filter(|(name, value)| !name.is_empty() && !value.is_empty())
        .collect()
}

/// Decisions that an address has room for, each by itself.
const ROOM: usize = 500;

/// What was decided of pairs, as query pairs: each by itself, so that nobody decides what he did not see. Of more than an
/// address has room for, once all are decided, most in one word.
fn said(decided: &BTreeMap<String, Decided>, shown: usize) -> Vec<(String, String)> {
    let each = |(key, one): (&String, &Decided)| (format!("pair.{key}"), one.as_str().to_owned());
    if decided.len() <= ROOM || decided.len() < shown {
        return decided.iter().take(ROOM).map(each).collect();
    }
    let same = decided.values().filter(|one| **one == Decided::Same).count();
    let most = if same * 2 > decided.len() { Decided::Same } else { Decided::Different };
    let others = decided.iter().filter(|(_, one)| **one != most);
    std::iter::once(("duplicates".to_owned(), most.as_str().to_owned())).chain(others.map(each)).collect()
}

#[component]
pub fn Import() -> Element {
    let state = use_state();
    let offered: Vec<What> = [What::Collections, What::Contracts, What::Customers]
        .into_iter()
        .filter(|what| {
            state.may(if *what == What::Customers { Permission::ImportCustomers } else { Permission::ImportMoney })
        })
        .collect();
    let mut what = use_signal(|| offered.first().copied().unwrap_or(What::Collections));
    let mut file = use_signal(|| None::<(String, Vec<u8>)>);
    let mapping = use_signal(String::new);
    let datum = use_signal(|| Datum::Wgs84);
    let mut report = use_signal(|| None::<ImportReport>);
    let decided = use_signal(BTreeMap::<String, Decided>::new);
    let act = use_act();
    let take = move |event: FormEvent| async move {
        report.set(None);
        // Until the new one is read, there is none to send.
        file.set(None);
        decided.clone().write().clear();
        if let Some(picked) = event.files().into_iter().next() {
            match picked.read_bytes().await {
                Ok(bytes) => file.set(Some((picked.name(), bytes.to_vec()))),
                Err(_) => state.toast(t!("import-unreadable")),
            }
            // A browser says nothing of a file that is chosen again, and it may have been corrected meanwhile.
            document::eval("const input = document.getElementById('import-file'); if (input) input.value = '';");
        }
    };
    let submit = use_callback(move |()| {
        let Some((_, bytes)) = file.peek().clone() else { return };
        let (api, kind, mut mapping) = (state.api(), *what.peek(), pairs(&mapping.peek()));
        if kind == What::Customers {
            if *datum.peek() != Datum::Wgs84 {
                mapping.push(("set.datum".to_owned(), datum.peek().as_str().to_owned()));
            }
            let shown = report.peek().as_ref().map_or(0, |report| report.pairs.len());
            mapping.extend(said(&decided.peek(), shown));
        }
        act.run(async move { api.import(kind, bytes, &mapping).await }, move |_, answer| report.set(Some(answer)));
    });
    rsx! {
        main { class: "desk", "data-testid": "page-import",
            header { class: "toolbar", h1 { {t!("nav-import")} } span { class: "muted", {t!("import-claim")} } }
            div { class: "pg", style: "overflow:auto",
                div { class: "form-col",
                    section { class: "card pad stack",
                        fieldset { class: "field",
                            legend { class: "name", {t!("import-what")} }
                            div { class: "seg", role: "radiogroup",
                                for offer in offered {
                                    button { key: "{offer:?}", r#type: "button", role: "radio", "data-testid": "import-{offer.as_str()}", "aria-checked": if what() == offer { "true" } else { "false" }, onclick: move |_| { what.set(offer); report.set(None); }, {name(offer)} }
                                }
                            }
                        }
                        div { class: "field",
                            span { class: "name", id: "import-file-name", {t!("import-file")} }
                            div { class: "row",
                                label { class: "btn take",
                                    Icon { glyph: Glyph::Document, class: "i-16" }
                                    {t!("import-choose")}
                                    input { id: "import-file", r#type: "file", accept: ".csv,text/csv", "aria-describedby": "import-file-name", "data-testid": "import-file", onchange: take }
                                }
                                span { class: "grow cut", role: "status", "data-testid": "import-chosen", {file.read().as_ref().map(|(name, _)| name.clone()).unwrap_or_default()} }
                            }
                        }
                        if what() == What::Customers {
                            DatumChoice { datum, testid: "import-datum" }
                        }
                        details {
                            summary { class: "sm soft", style: "min-height:32px;cursor:pointer", {t!("import-mapping")} }
                            TextArea { label: t!("import-mapping-hint"), value: mapping, testid: "import-mapping", placeholder: "map-product.GTXPro = GTX Pro" }
                        }
                        Trouble { failure: act.failure.read().clone() }
                        button { class: "btn primary", r#type: "button", "data-testid": "import-submit", disabled: file.read().is_none() || *act.busy.read(), onclick: move |_| submit.call(()),
                            Icon { glyph: Glyph::Import, class: "i-16" }
                            if *act.busy.read() { {t!("working")} } else { {t!("import-submit")} }
                        }
                    }
                    if let Some(report) = report() {
                        if report.pairs.iter().any(|pair| pair.decided.is_none()) && report.faults.is_empty() {
                            Pairs { pairs: report.pairs, decided, busy: *act.busy.read(), onsubmit: submit }
                        } else {
                            Report { report }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_said_one_by_one_and_many_in_one_word_once_all_are_made() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let few = [("3:2", Decided::Different), ("4:2", Decided::Same)].map(|(key, one)| (key.to_owned(), one)).into();
        assert_eq!(said(&few, 2), [pair("pair.3:2", "different"), pair("pair.4:2", "same")]);
        assert_eq!(said(&BTreeMap::new(), 0), []);
        let mut many: BTreeMap<String, Decided> = (0..600).map(|n| (format!("{n}:1"), Decided::Different)).collect();
        many.insert("7:1".into(), Decided::Same);
        assert_eq!(said(&many, 600), [pair("duplicates", "different"), pair("pair.7:1", "same")]);
        assert!(said(&many, 601).iter().all(|(name, _)| name != "duplicates"), "one is not decided yet");
    }

    #[test]
    fn a_mapping_is_lines_of_name_and_value() {
        assert_eq!(
            pairs("a = b\n\n x=  \nproduct.GTXPro = GTX Pro"),
            [("a".to_owned(), "b".to_owned()), ("product.GTXPro".to_owned(), "GTX Pro".to_owned())]
        );
    }
}
