//! Importing contracts, collections, customers from a CSV file: all or nothing, with a report by line.

mod report;

use dioxus::prelude::*;
use shared::policy::Act as Permission;
use shared::rest::ImportReport;

use crate::api::Import as What;
use crate::hooks::use_act;
use crate::state::use_state;
use crate::t;
use crate::ui::face::Trouble;
use crate::ui::field::TextArea;
use crate::ui::icon::{Glyph, Icon};

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
    let mut report = use_signal(|| None::<ImportReport>);
    let act = use_act();
    let take = move |event: FormEvent| async move {
        report.set(None);
        if let Some(picked) = event.files().into_iter().next() {
            match picked.read_bytes().await {
                Ok(bytes) => file.set(Some((picked.name(), bytes.to_vec()))),
                Err(_) => state.toast(t!("import-unreadable")),
            }
        }
    };
    let submit = move |_| {
        let Some((_, bytes)) = file.peek().clone() else { return };
        let (api, kind, mapping) = (state.api(), *what.peek(), pairs(&mapping.peek()));
        report.set(None);
        act.run(async move { api.import(kind, bytes, &mapping).await }, move |_, answer| report.set(Some(answer)));
    };
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
                        label { class: "field",
                            span { class: "name", {t!("import-file")} }
                            input { class: "input", r#type: "file", accept: ".csv,text/csv", "data-testid": "import-file", onchange: take }
                        }
                        details {
                            summary { class: "sm soft", style: "min-height:32px;cursor:pointer", {t!("import-mapping")} }
                            TextArea { label: t!("import-mapping-hint"), value: mapping, testid: "import-mapping", placeholder: "map-product.GTXPro = GTX Pro" }
                        }
                        Trouble { failure: act.failure.read().clone() }
                        button { class: "btn primary", r#type: "button", "data-testid": "import-submit", disabled: file.read().is_none() || *act.busy.read(), onclick: submit,
                            Icon { glyph: Glyph::Import, class: "i-16" }
                            if *act.busy.read() { {t!("working")} } else { {t!("import-submit")} }
                        }
                    }
                    if let Some(report) = report() {
                        Report { report }
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
    fn a_mapping_is_lines_of_name_and_value() {
        assert_eq!(
            pairs("a = b\n\n x=  \nproduct.GTXPro = GTX Pro"),
            [("a".to_owned(), "b".to_owned()), ("product.GTXPro".to_owned(), "GTX Pro".to_owned())]
        );
    }
}
