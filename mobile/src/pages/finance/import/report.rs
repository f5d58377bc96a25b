//! What an import did, or line by line why it did nothing.

use dioxus::prelude::*;
use shared::rest::{ImportReport, LineFault};

use crate::t;
use crate::ui::icon::{Glyph, Icon};

#[component]
pub fn Report(report: ImportReport) -> Element {
    let counts = [
        (t!("import-lines"), report.lines),
        (t!("import-created"), report.created),
        (t!("import-updated"), report.updated),
        (t!("import-unchanged"), report.unchanged),
    ];
    let (verdict, glyph, title) = if report.imported {
        ("inside", Glyph::Inside, t!("import-done"))
    } else {
        ("outside", Glyph::Outside, t!("import-nothing"))
    };
    rsx! {
        section { class: "card", role: "status", "data-testid": "import-report", "data-imported": if report.imported { "true" } else { "false" },
            div { class: "card-h", span { class: "lead", "data-verdict": verdict, Icon { glyph } } h2 { "{title}" } }
            dl { class: "figures",
                for (name, n) in counts { div { key: "{name}", dt { "{name}" } dd { class: "num", "{n}" } } }
            }
            Faults { title: t!("import-faults", n = report.faults.len() as i64), faults: report.faults.clone(), verdict: "outside" }
            Faults { title: t!("import-warnings", n = report.warnings.len() as i64), faults: report.warnings.clone(), verdict: "uncertain" }
        }
    }
}

#[component]
fn Faults(title: String, faults: Vec<LineFault>, verdict: &'static str) -> Element {
    if faults.is_empty() {
        return rsx! {};
    }
    rsx! {
        div { class: "card-h", style: "border-top:1px solid var(--line)", h2 { "{title}" } }
        div { class: "scroll",
            table { class: "tbl",
                thead { tr { th { class: "r", {t!("import-line")} } th { {t!("import-field")} } th { {t!("import-value")} } th { {t!("import-why")} } } }
                tbody {
                    for (at, fault) in faults.into_iter().enumerate() {
                        tr { key: "{at}", "data-testid": "import-fault", "data-line": "{fault.line}",
                            td { class: "r", "{fault.line}" }
                            td { class: "mono", "{fault.field}" }
                            td { class: "text", "{fault.value}" }
                            td { class: "text tint", "data-verdict": verdict, "{fault.why}" }
                        }
                    }
                }
            }
        }
    }
}
