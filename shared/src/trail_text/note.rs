//! Notes and flags of statements in words.

use super::View;
use super::language::Texts;

pub(super) fn note(view: &View<'_>, note: &str) -> String {
    known(view, note).unwrap_or_else(|| note.to_owned())
}

fn known(view: &View<'_>, note: &str) -> Option<String> {
    if note == "wage below the minimum wage" {
        return view.texts.known("note-minimum-wage", &[]);
    }
    let (head, tail) = note.split_once(": ")?;
    if head == "floating" {
        return view.texts.known(&format!("note-floating-{}", tail.replace(' ', "-")), &[]);
    }
    if head == "stopped" {
        return Some(stopped(view.texts, tail));
    }
    if let (Some(bonus), "not applicable") = (head.strip_prefix("bonus "), tail) {
        return view.texts.known("note-bonus-not-applicable", &[("bonus", &view.bonus_name(bonus))]);
    }
    if let (Some(collection), "no plan in force") = (head.strip_prefix("commission "), tail) {
        return view.texts.known("note-no-plan", &[("collection", collection)]);
    }
    None
}

/// Why a statement could not be made.
pub(super) fn stopped(texts: &Texts, reason: &str) -> String {
    match reason.strip_prefix("no rate for ").and_then(|rest| rest.split_once(" on ")) {
        Some((currency, day)) => texts.say("note-stopped-rate", &[("currency", currency), ("day", day)]),
        None => texts.say("note-stopped", &[("reason", reason)]),
    }
}

pub(super) fn flag(texts: &Texts, flag: &str) -> String {
    texts.known(&format!("flag-{}", flag.replace(' ', "-")), &[]).unwrap_or_else(|| flag.to_owned())
}
