//! When a field is asked.

use dioxus::prelude::*;
use shared::doc::company::Choice;
use shared::doc::form::{Condition, Field, FieldKind, Test};
use shared::num::decimal;

use super::edit::Level;
use super::text::Text;
use crate::i18n;
use crate::t;

const TESTS: [&str; 5] = ["is", "at-least", "at-most", "answered", "blank"];

fn name(test: &Test) -> &'static str {
    match test {
        Test::Is(_) => "is",
        Test::AtLeast(_) => "at-least",
        Test::AtMost(_) => "at-most",
        Test::Answered(true) => "answered",
        Test::Answered(false) => "blank",
    }
}

/// What is compared, as text.
fn value(test: &Test) -> String {
    match test {
        Test::Is(wanted) => wanted.join(","),
        Test::AtLeast(number) | Test::AtMost(number) => number.to_string(),
        Test::Answered(_) => String::new(),
    }
}

fn test(name: &str, value: &str) -> Test {
    let number = decimal(value.trim()).unwrap_or_default();
    match name {
        "at-least" => Test::AtLeast(number),
        "at-most" => Test::AtMost(number),
        "answered" => Test::Answered(true),
        "blank" => Test::Answered(false),
        _ => {
            Test::Is(value.split([',', '，']).map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect())
        }
    }
}

/// What can be wanted: the options, and what is wanted though it is none any more, so that it can be taken away.
fn offered(options: &[Choice], wanted: &[String]) -> Vec<Choice> {
    let gone = wanted.iter().filter(|id| !options.iter().any(|one| one.id == **id));
    let gone = gone.map(|id| Choice { id: id.clone(), name: String::new() });
    options.iter().cloned().chain(gone).collect()
}

/// With the option wanted, or no more.
fn toggled(test: &Test, option: &str) -> Test {
    let Test::Is(wanted) = test else { return test.clone() };
    let mut wanted = wanted.clone();
    let was = wanted.len();
    wanted.retain(|one| one != option);
    if wanted.len() == was {
        wanted.push(option.to_owned());
    }
    Test::Is(wanted)
}

#[component]
pub(super) fn When(level: Level, at: usize, field: Field) -> Element {
    let earlier: Vec<Field> = level.fields().into_iter().take(at).collect();
    let condition = field.visible_if.clone();
    let looked_at = condition.as_ref().map(|condition| condition.field.clone()).unwrap_or_default();
    let kind = earlier.iter().find(|one| one.id == looked_at).map(|one| one.kind.clone());
    let set = move |change: &dyn Fn(Option<Condition>) -> Option<Condition>| {
        level.change_field(at, |field| field.visible_if = change(field.visible_if.take()));
    };
    let tests = TESTS.into_iter().filter(|name| {
        matches!(
            (*name, &kind),
            ("is", Some(FieldKind::Choice { .. } | FieldKind::Text { .. } | FieldKind::Scan))
                | ("at-least" | "at-most", Some(FieldKind::Number { .. }))
                | ("answered" | "blank", _)
        )
    });
    let chosen = condition.as_ref().map(|condition| name(&condition.test)).unwrap_or_default();
    let always = condition.is_none();
    rsx! {
        label { class: "field",
            span { class: "name", {t!("form-field-when")} }
            select { class: "input", "data-testid": "field-when",
                onchange: move |event| {
                    let field = event.value();
                    set(&|_| (!field.is_empty()).then(|| Condition { field: field.clone(), test: Test::Answered(true) }));
                },
                option { value: "", selected: always, {t!("form-field-always")} }
                for one in earlier {
                    option { key: "{one.id}", value: "{one.id}", selected: one.id == looked_at, "{one.label}" }
                }
            }
        }
        if let Some(condition) = condition {
            label { class: "field",
                span { class: "name", "\u{a0}" }
                select { class: "input", "aria-label": t!("form-field-when"), "data-testid": "field-test",
                    onchange: move |event| {
                        let name = event.value();
                        set(&|condition| condition.map(|condition| Condition { test: test(&name, &value(&condition.test)), ..condition }));
                    },
                    for name in tests {
                        option { key: "{name}", value: name, selected: name == chosen, {i18n::known(&format!("form-test-{name}")).unwrap_or_default()} }
                    }
                }
            }
            if let (Test::Is(wanted), Some(FieldKind::Choice { options, .. })) = (&condition.test, &kind) {
                div { class: "field",
                    span { class: "name", {t!("form-test-options")} }
                    div { class: "wrap", role: "group", "aria-label": t!("form-test-options"), "data-testid": "field-wanted",
                        for option in offered(options, wanted) {
                            button { key: "{option.id}", class: "pill", r#type: "button", role: "checkbox", "data-choice": "{option.id}",
                                "aria-checked": if wanted.contains(&option.id) { "true" } else { "false" },
                                onclick: {
                                    let id = option.id.clone();
                                    move |_| set(&|condition| condition.map(|condition| Condition { test: toggled(&condition.test, &id), ..condition }))
                                },
                                if option.name.is_empty() { "{option.id}" } else { "{option.name}" }
                            }
                        }
                    }
                }
            } else if !matches!(condition.test, Test::Answered(_)) {
                Text { label: t!("form-test-value"), value: value(&condition.test), testid: "field-value", onset: move |text: String| {
                    set(&|condition| condition.map(|condition| Condition { test: test(name(&condition.test), &text), ..condition }));
                } }
            }
        }
    }
}
