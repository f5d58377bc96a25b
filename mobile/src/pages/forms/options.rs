//! What can be chosen, one line each.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use shared::doc::company::Choice;
use shared::doc::form::FieldKind;

use super::edit::Level;
use crate::t;

/// Options as lines: a name, or `id=name` for whoever wants an id of his own.
#[component]
pub(super) fn Options(level: Level, at: usize, options: Vec<Choice>) -> Element {
    let mut typed = use_signal(|| written(&options));
    let mut told = use_signal(|| options.clone());
    // Of all that stood here: an id that was taken away must not come back for something else.
    let mut seen = use_signal(BTreeSet::<String>::new);
    // Another field stands here now.
    if *told.peek() != options {
        told.set(options.clone());
        typed.set(written(&options));
    }
    rsx! {
        label { class: "field",
            span { class: "name", {t!("form-field-options")} }
            textarea { class: "input mono", rows: "3", "data-testid": "field-options", value: "{typed}",
                oninput: move |event| {
                    let text = event.value();
                    seen.write().extend(told.peek().iter().map(|one| one.id.clone()));
                    let options = read(&text, &told.peek(), &seen.peek());
                    typed.set(text);
                    told.set(options.clone());
                    level.change_field(at, |field| {
                        if let FieldKind::Choice { options: known, .. } = &mut field.kind {
                            *known = options;
                        }
                    });
                },
            }
        }
    }
}

fn written(options: &[Choice]) -> String {
    options.iter().map(|one| format!("{}={}", one.id, one.name)).collect::<Vec<_>>().join("\n")
}

/// A line without an id keeps the one it had, by its name or else by its place, so that conditions go on to mean the same
/// while a name is typed; a new one gets one that nothing had before.
fn read(text: &str, before: &[Choice], seen: &BTreeSet<String>) -> Vec<Choice> {
    let lines: Vec<(Option<&str>, &str)> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| match line.split_once('=') {
            Some((id, name)) => (Some(id.trim()), name.trim()),
            None => (None, line.trim()),
        })
        .collect();
    let mut taken: BTreeSet<String> = lines.iter().filter_map(|(id, _)| id.map(str::to_owned)).collect();
    let mut ids: Vec<Option<String>> = lines.iter().map(|(id, _)| id.map(str::to_owned)).collect();
    let had = |at: usize, name: &str| (before.iter().find(|one| one.name == name), before.get(at));
    for by_name in [true, false] {
        for (at, (id, (_, name))) in ids.iter_mut().zip(&lines).enumerate() {
            let (same, here) = had(at, name);
            let known = if by_name { same } else { here };
            if id.is_none()
                && let Some(known) = known.filter(|one| !taken.contains(&one.id))
            {
                taken.insert(known.id.clone());
                *id = Some(known.id.clone());
            }
        }
    }
    let mut free = (1..).map(|n| format!("o{n}"));
    let mut new = || free.find(|id| !taken.contains(id) && !seen.contains(id)).unwrap_or_default();
    let named = ids.into_iter().zip(&lines);
    named.map(|(id, (_, name))| Choice { id: id.unwrap_or_else(&mut new), name: (*name).to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_has_the_id_it_was_given_or_keeps_the_one_it_had() {
        let (mut known, mut seen) = (Vec::new(), BTreeSet::new());
        for (text, ids) in [
            ("yes = 营业\nno=歇业", "yes no"),
            // Typed on: the same options.
            ("yes = 营业中\nno=歇业", "yes no"),
            ("营", "yes"),
            ("营业", "yes"),
            ("营业\n歇", "yes o1"),
            ("营业\n歇业", "yes o1"),
            // One above them: they stay what they were.
            ("装修\n营业\n歇业", "o2 yes o1"),
            ("装修\n歇业", "o2 o1"),
            // o2 was something else.
            ("o1=装修\n歇业", "o1 o3"),
        ] {
            seen.extend(known.iter().map(|one: &Choice| one.id.clone()));
            known = read(text, &known, &seen);
            assert_eq!(known.iter().map(|one| &*one.id).collect::<Vec<_>>().join(" "), ids, "{text}");
        }
        assert_eq!(read("yes = 营业", &[], &seen)[0].name, "营业");
    }
}
