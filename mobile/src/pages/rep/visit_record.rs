//! One visit with its evidence: what was recorded, what was changed since, where and by which clock (VIS-3).

use dioxus::prelude::*;
use shared::doc::journal::Photo;
use shared::id::RecordId;
use shared::place::{Fix, FixSource};

use crate::hooks::use_ask;
use crate::i18n::{self, format};
use crate::route::Route;
use crate::state::{State, use_state};
use crate::t;
use crate::ui::answers::Answers;
use crate::ui::chip::{SyncChip, VerdictChip};
use crate::ui::face::show_page;
use crate::ui::flag::FlagNotes;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::photo::{Absent, KeptPhoto};
use crate::ui::top::Top;
use crate::view::{AMENDABLE, Answer, Ask, Happening, HappeningKind, VisitPage};

#[component]
pub fn VisitRecord(id: RecordId) -> Element {
    let page = use_visit(id);
    rsx! {
        main { class: "phone", "data-testid": "page-visit-record",
            {show_page(page, Route::Customers {}, |page: &VisitPage| rsx! { Record { page: page.clone() } })}
        }
    }
}

/// A visit of this phone.
pub(super) fn use_visit(id: RecordId) -> crate::hooks::Asked<VisitPage> {
    use_ask(
        move |now| Ask::Visit { id, now },
        |answer| match answer {
            Answer::Visit(page) => Some(*page),
            _ => None,
        },
    )
}

/// The name of a field that can be amended.
#[must_use]
pub fn field_name(field: &str) -> String {
    i18n::known(&format!("field-{}", field.replace('_', "-"))).unwrap_or_else(|| field.to_owned())
}

/// A value of a field for people: a purpose by its name, a date with its weekday.
#[must_use]
pub fn field_words(state: State, field: &str, value: &str) -> String {
    match field {
        "purpose" => {
            let choices = state.choices().visit_purposes;
            choices.iter().find(|choice| choice.id == value).map_or(value, |choice| &choice.name).to_owned()
        }
        "next_date" => value.parse().map_or_else(|_| value.to_owned(), format::day_week),
        _ => value.to_owned(),
    }
}

#[component]
fn Record(page: VisitPage) -> Element {
    let visit = &page.visit;
    let HappeningKind::Visit { check_in, verdict, distance, check_out, flags, form: asked } = &visit.what else {
        return rsx! {};
    };
    let out = check_out.as_ref().map(|(_, out)| out.clone());
    let photos: Vec<Photo> = check_in.photos.iter().chain(out.iter().flat_map(|out| &out.photos)).cloned().collect();
    let corrected = page.when != visit.at;
    let form = out.as_ref().and_then(|out| out.form.clone());
    let said = form.is_some() || AMENDABLE.iter().any(|field| is_said(visit, field));
    rsx! {
        Top { title: t!("visit"), back: Route::Customer { id: page.customer } }
        div { class: "body",
            section { class: "card pad stack",
                p { class: "b", Link { to: Route::Customer { id: page.customer }, "{page.customer_name}" } }
                div { class: "wrap", VerdictChip { verdict: *verdict, distance: *distance } SyncChip { state: visit.state } }
                FlagNotes { flags: flags.clone() }
                if visit.forgotten() {
                    p { class: "note", "data-remind": "gap", "data-testid": "visit-forgotten", Icon { glyph: Glyph::Timer } span { {t!("visit-forgotten-text")} } }
                }
            }
            if said {
                section { class: "card pad stack", "aria-label": t!("visit-said"), "data-testid": "visit-said",
                    for field in AMENDABLE {
                        Field { key: "{field}", visit: visit.clone(), field }
                    }
                    if let Some(filled) = form {
                        Answers { form: asked.as_deref().cloned(), filled }
                    }
                }
            }
            section { class: "card pad stack", "data-testid": "visit-evidence",
                h2 { class: "row sm b", Icon { glyph: Glyph::Shield } {t!("evidence")} }
                dl { class: "kv",
                    dt { {t!("evidence-device-time")} }
                    dd { class: "num", {format::exact_time(visit.at, visit.offset)} }
                    if corrected {
                        dt { {t!("evidence-corrected")} }
                        dd { class: "num", "data-testid": "evidence-corrected", {format::exact_time(page.when, visit.offset)} }
                    }
                    if let Some((left, _)) = check_out {
                        dt { {t!("check-out")} }
                        dd { class: "num", {format::exact_time(*left, visit.offset)} }
                    }
                    Position { fix: check_in.fix, no_fix: check_in.no_fix.clone(), offset: visit.offset }
                    dt { {t!("evidence-distance")} }
                    dd { class: "num",
                        {distance.map_or_else(|| "—".to_owned(), format::distance)}
                        if let Some(fence) = check_in.fence { " / " {t!("fence-radius", n = i64::from(fence.radius))} }
                    }
                    dt { {t!("evidence-record")} }
                    dd { class: "hash", title: "{visit.id}", {format::hash(&visit.id.to_string())} }
                }
            }
            if !photos.is_empty() {
                Pictures { photos }
            }
        }
        div { class: "dock",
            Link { to: Route::Amend { id: visit.id }, class: "btn action", "data-testid": "visit-amend", Icon { glyph: Glyph::Note } {t!("amend")} }
        }
    }
}

/// Whether there is anything to show of a field.
fn is_said(visit: &Happening, field: &str) -> bool {
    visit.recorded(field).is_some() || visit.amendments.iter().any(|(name, ..)| name == field)
}

/// A field as it was recorded and, where it was changed, every change with its reason.
#[component]
fn Field(visit: Happening, field: &'static str) -> Element {
    let state = use_state();
    let recorded = visit.recorded(field);
    let changes: Vec<_> = visit.amendments.iter().filter(|(name, ..)| name == field).cloned().collect();
    if !is_said(&visit, field) {
        return rsx! {};
    }
    let words = |value: &str| if value.is_empty() { "—".to_owned() } else { field_words(state, field, value) };
    let was = recorded.as_deref().unwrap_or_default();
    rsx! {
        div { "data-testid": "visit-field", "data-field": field,
            p { class: "sm muted", {field_name(field)} }
            if changes.is_empty() {
                p { {words(was)} }
            } else {
                p { class: "was", span { class: "xs", {t!("amend-was")} " " } s { {words(was)} } }
                for (at, (_, is, reason)) in changes.into_iter().enumerate() {
                    p { key: "{at}", "data-testid": "visit-amended", {words(&is)} " " span { class: "sm muted", {t!("amend-because", reason = reason)} } }
                }
            }
        }
    }
}

#[component]
fn Position(fix: Option<Fix>, no_fix: Option<String>, offset: i16) -> Element {
    let none = || {
        let why = no_fix.as_deref().unwrap_or_default();
        i18n::known(&format!("no-fix-{why}-short")).unwrap_or_else(|| t!("exception-no-fix"))
    };
    rsx! {
        dt { {t!("evidence-position")} }
        dd { class: "num", {fix.map_or_else(none, |fix| format!("{:.5}, {:.5}", fix.place.lat(), fix.place.lon()))} }
        if let Some(fix) = fix {
            dt { {t!("evidence-accuracy")} }
            dd { class: "num", {fix.accuracy.map_or_else(|| "—".to_owned(), |metres| format!("±{}", format::distance(metres)))} }
            dt { {t!("evidence-fix-time")} }
            dd { class: "num", {format::exact_time(fix.at, offset)} }
            dt { {t!("evidence-source")} }
            dd { {source_name(fix)} }
        }
    }
}

/// Where a fix came from, in words.
#[must_use]
pub fn source_name(fix: Fix) -> String {
    match (fix.mock, fix.source) {
        (true, _) => t!("exception-mock"),
        (false, FixSource::Device) => t!("source-device"),
        (false, FixSource::LastKnown) => t!("fix-last-known"),
    }
}

/// Pictures with their fingerprints: of what is kept, and of the file the camera gave.
#[component]
fn Pictures(photos: Vec<Photo>) -> Element {
    let absent = use_signal(|| None::<Absent>);
    rsx! {
        section { class: "card pad stack", "aria-label": t!("evidence-photos"),
            for photo in photos {
                div { key: "{photo.hash}", class: "shot-row", "data-testid": "visit-photo-hash",
                    span { class: "thumb", KeptPhoto { hash: photo.hash.clone(), mime: photo.mime.clone(), absent } }
                    dl { class: "kv grow",
                        dt { {t!("photo-hash")} }
                        dd { class: "hash", title: "{photo.hash}", {format::hash(&photo.hash)} }
                        dt { {t!("photo-original")} }
                        dd { class: "hash", title: photo.original.clone(), {photo.original.as_deref().map_or_else(|| "—".to_owned(), format::hash)} }
                    }
                }
            }
            if let Some(why) = absent() {
                p { class: "xs muted", {why.text()} }
            }
        }
    }
}
