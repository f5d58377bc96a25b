//! What happened with a customer, newest first, each record with its verdict and its state.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use dioxus::prelude::*;
use shared::doc::journal::Photo;
use shared::period::BusinessDay;

use super::stage_name;
use crate::i18n::{self, format};
use crate::pages::rep::follow_up::method_name;
use crate::pages::rep::remind::snooze_words;
use crate::pages::rep::visit_record::{field_name, field_words};
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::answers::Answers;
use crate::ui::chip::{SyncChip, VerdictChip};
use crate::ui::face::Face;
use crate::ui::flag::FlagChips;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::photo::{Absent, KeptPhoto};
use crate::ui::time::Clock;
use crate::view::{Happening, HappeningKind};

/// The day at the offset of whoever recorded it.
fn day_of(happening: &Happening) -> Option<BusinessDay> {
    let wall = happening.at.plus_millis(i64::from(happening.offset) * 60_000).utc()?;
    Some(BusinessDay::from_date(wall.date_naive()))
}

/// Under their days, the newest day first. Whoever travels has recorded an earlier day later: each day still stands once.
fn by_day(happenings: Vec<Happening>) -> Vec<(Option<BusinessDay>, Vec<Happening>)> {
    let mut days: BTreeMap<Reverse<Option<BusinessDay>>, Vec<Happening>> = BTreeMap::new();
    for happening in happenings {
        days.entry(Reverse(day_of(&happening))).or_default().push(happening);
    }
    days.into_iter().map(|(Reverse(day), happenings)| (day, happenings)).collect()
}

#[component]
pub fn Timeline(happenings: Vec<Happening>) -> Element {
    if happenings.is_empty() {
        return rsx! { div { class: "body", style: "padding-top:12px", section { class: "card", Face { glyph: Glyph::Contact, title: t!("timeline-none"), text: t!("timeline-none-text") } } } };
    }
    let days = by_day(happenings);
    rsx! {
        div { class: "tl", "data-testid": "timeline",
            for (day, happenings) in days {
                h2 { class: "day", key: "{day:?}", {day.map_or_else(|| "—".to_owned(), format::day_week)} }
                ul {
                    for happening in happenings {
                        One { key: "{happening.id}", happening }
                    }
                }
            }
        }
    }
}

#[component]
fn One(happening: Happening) -> Element {
    let state = use_state();
    let (glyph, verdict) = match &happening.what {
        HappeningKind::Visit { verdict, .. } => (Glyph::Visit, Some(verdict.as_str())),
        HappeningKind::Contact { .. } => (Glyph::Contact, None),
        HappeningKind::Expense { .. } => (Glyph::Expense, None),
        HappeningKind::Stage { .. } => (Glyph::Performance, None),
        HappeningKind::Class { .. } => (Glyph::Customers, None),
        HappeningKind::Merge { .. } => (Glyph::Merge, None),
        HappeningKind::Snooze { .. } => (Glyph::Snooze, None),
    };
    rsx! {
        li { "data-testid": "happening", "data-record": "{happening.id}", "data-sync": happening.state.as_str(),
            span { class: "lead", style: if verdict.is_none() { "--c:var(--text-2);--c-soft:var(--sunken)" } else { "" }, "data-verdict": verdict, Icon { glyph } }
            div {
                What { happening: happening.clone() }
                for (field, is, reason) in happening.amendments.clone() {
                    p { class: "sm", "data-testid": "happening-amended", {t!("amended", field = field_name(&field), is = field_words(state, &field, &is), reason = reason)} }
                }
                if verdict.is_some() {
                    Link { to: Route::VisitRecord { id: happening.id }, class: "link sm", "data-testid": "happening-open", {t!("visit-open-record")} }
                }
                if let Some(refusal) = &happening.refusal {
                    p { class: "note", "data-sync": "refused", style: "margin-top:6px", Icon { glyph: Glyph::Refused } span { {i18n::known(refusal.code.key()).unwrap_or_default()} } }
                }
            }
        }
    }
}

#[component]
fn What(happening: Happening) -> Element {
    let state = use_state();
    let choices = state.choices();
    match &happening.what {
        HappeningKind::Visit { check_in, verdict, distance, check_out, flags, form } => {
            let minutes = check_out.as_ref().map(|(left, _)| left.since(happening.at) / 60_000);
            let out = check_out.as_ref().map(|(_, out)| out);
            let photos: Vec<Photo> =
                check_in.photos.iter().chain(out.iter().flat_map(|out| &out.photos)).cloned().collect();
            rsx! {
                div { class: "h",
                    b { {t!("visit")} }
                    span { class: "muted sm num", {minutes.map_or_else(|| t!("visit-open"), format::minutes)} }
                    span { class: "last", Clock { at: happening.at, offset: happening.offset } }
                }
                if let Some(result) = out.and_then(|out| out.result.clone()) {
                    p { "{result}" }
                }
                if happening.forgotten() {
                    p { class: "sm soft", "data-testid": "happening-forgotten", {t!("visit-forgotten-text")} }
                }
                if let Some(filled) = out.and_then(|out| out.form.clone()) {
                    details { class: "fold",
                        summary { class: "sm", {t!("form-filled", name = form.as_ref().map_or_else(|| filled.form.clone(), |form| form.name.clone()))} }
                        Answers { form: form.as_deref().cloned(), filled }
                    }
                }
                if let Some(reason) = &check_in.reason {
                    p { {t!("reason-given", reason = reason.clone())} }
                }
                NextLine { step: out.and_then(|out| out.next_step.clone()), date: out.and_then(|out| out.next_date) }
                div { class: "meta",
                    VerdictChip { verdict: *verdict, distance: *distance }
                    FlagChips { flags: flags.clone() }
                    if happening.forgotten() {
                        span { class: "chip", "data-remind": "gap", Icon { glyph: Glyph::Timer } {t!("visit-forgotten")} }
                    }
                    if !photos.is_empty() {
                        span { class: "chip", style: "--c:var(--text-2);--c-soft:var(--sunken)", Icon { glyph: Glyph::Camera } {t!("photos", n = photos.len() as i64)} }
                    }
                    SyncChip { state: happening.state }
                }
                Thumbs { photos }
            }
        }
        HappeningKind::Snooze { snooze } => rsx! {
            div { class: "h", b { {snooze_words(snooze, happening.at, happening.offset)} } span { class: "last", Clock { at: happening.at, offset: happening.offset } } }
            if let Some(reason) = &snooze.reason {
                p { "{reason}" }
            }
            div { class: "meta", SyncChip { state: happening.state } }
        },
        HappeningKind::Contact { contact } => rsx! {
            div { class: "h", b { {method_name(contact.method)} } span { class: "last", Clock { at: happening.at, offset: happening.offset } } }
            p { "{contact.content}" }
            NextLine { step: contact.next_step.clone(), date: contact.next_date }
            div { class: "meta",
                if written_later(&happening) {
                    span { class: "chip line", "data-testid": "backdated", Icon { glyph: Glyph::Note } {t!("follow-up-backdated")} }
                }
                SyncChip { state: happening.state }
            }
        },
        HappeningKind::Expense { expense } => {
            let category = choices
                .expense_categories
                .iter()
                .find(|choice| choice.id == expense.category)
                .map_or_else(|| expense.category.clone(), |choice| choice.name.clone());
            rsx! {
                div { class: "h", b { {t!("expense-of", category = category)} } b { class: "num last", {format::of_money(expense.money)} } }
                if let Some(note) = &expense.note {
                    p { "{note}" }
                }
                div { class: "meta", SyncChip { state: happening.state } }
                Thumbs { photos: expense.photos.clone() }
            }
        }
        HappeningKind::Stage { event, by } => rsx! {
            div { class: "h", b { {t!("stage-to", stage = stage_name(event.to))} } span { class: "last", Clock { at: happening.at, offset: happening.offset } } }
            Reason { reason: event.reason.clone() }
            div { class: "meta", if let Some(by) = by { span { class: "sm muted", "{by}" } } SyncChip { state: happening.state } }
        },
        HappeningKind::Class { change } => rsx! {
            div { class: "h", b { {t!("class-asked", class = change.class.as_str())} } span { class: "last", Clock { at: happening.at, offset: happening.offset } } }
            Reason { reason: change.reason.clone() }
            div { class: "meta", SyncChip { state: happening.state } }
        },
        HappeningKind::Merge { merge, other } => rsx! {
            div { class: "h", b {
                if merge.into.is_some() { {t!("merge-asked", other = other.clone().unwrap_or_else(|| "—".to_owned()))} } else { {t!("merge-undone")} }
            } span { class: "last", Clock { at: happening.at, offset: happening.offset } } }
            Reason { reason: merge.reason.clone() }
            div { class: "meta", SyncChip { state: happening.state } }
        },
    }
}

#[component]
fn Reason(reason: Option<String>) -> Element {
    match reason {
        Some(reason) => rsx! { p { {t!("reason-given", reason = reason)} } },
        None => rsx! {},
    }
}

/// Written down so much later than it happened that it is said, in milliseconds.
const LATER: i64 = 10 * 60_000;

/// Whether it was written down later: a record's id holds when it was made.
fn written_later(happening: &Happening) -> bool {
    let made = happening.id.uuid().get_timestamp().map(|stamp| stamp.to_unix().0);
    let made = made.and_then(|seconds| i64::try_from(seconds).ok()).map(|seconds| seconds.saturating_mul(1000));
    made.is_some_and(|made| made - happening.at.millis() > LATER)
}

#[component]
fn Thumbs(photos: Vec<Photo>) -> Element {
    let absent = use_signal(|| None::<Absent>);
    if photos.is_empty() {
        return rsx! {};
    }
    rsx! {
        div { class: "thumbs",
            for photo in photos.into_iter().take(4) {
                span { key: "{photo.hash}", KeptPhoto { hash: photo.hash.clone(), mime: photo.mime.clone(), absent } }
            }
        }
        if let Some(why) = absent() {
            p { class: "xs muted", "data-testid": "photo-absent", {why.text()} }
        }
    }
}

#[component]
fn NextLine(step: Option<String>, date: Option<BusinessDay>) -> Element {
    let (what, then) = match (step, date) {
        (Some(step), date) => (step, date),
        (None, Some(date)) => (format::day_week(date), None),
        (None, None) => return rsx! {},
    };
    rsx! {
        p { class: "row", Icon { glyph: Glyph::Due, class: "i-16" }
            span { {t!("next-line", what = what)} if let Some(date) = then { " · " span { class: "nb", {format::day_week(date)} } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::doc::customer::{Lifecycle, LifecycleEvent};
    use shared::id::{EmployeeId, RecordId};
    use shared::period::Instant;

    use super::*;
    use crate::view::RecordState;

    fn happening(at: &str, offset: i16) -> Happening {
        let at: Instant = at.parse().unwrap();
        let by = EmployeeId::new("lin.xd").unwrap();
        let event = LifecycleEvent { to: Lifecycle::Loyal, at, offset, by, reason: None };
        Happening {
            id: RecordId::from_uuid(uuid::Uuid::from_u128(at.millis().unsigned_abs().into())),
            at,
            offset,
            state: RecordState::Counted,
            refusal: None,
            what: HappeningKind::Stage { event, by: None },
            amendments: Vec::new(),
        }
    }

    #[test]
    fn a_day_stands_once_though_somebody_came_from_another_zone() {
        let all = [("2026-11-26T20:05:00Z", 0), ("2026-11-26T16:53:00Z", 480), ("2026-11-26T02:23:00Z", 480)];
        let days = by_day(all.map(|(at, offset)| happening(at, offset)).to_vec());
        let shown: Vec<(String, usize)> = days.iter().map(|(day, all)| (day.unwrap().to_string(), all.len())).collect();
        assert_eq!(shown, [("2026-11-27".to_owned(), 1), ("2026-11-26".to_owned(), 2)]);
    }
}
