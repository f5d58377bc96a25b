//! 签到: the fence, my position, the verdict as a sentence, a photo, one button. Outside or without a position the page asks
//! why and goes on.

mod fix;
mod verdict;

use dioxus::prelude::*;
use shared::doc::company::Choice;
use shared::doc::journal::CheckIn as Recorded;
use shared::id::{CustomerId, SiteId};
use shared::place::{Fence, Verdict};

use crate::hooks::{Locating, use_act, use_ask, use_following, use_record_id};
use crate::platform::photo;
use crate::platform::position::Wish;
use crate::record::{PhotoBytes, What};
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::chip::ClassMark;
use crate::ui::face::{Trouble, show_page};
use crate::ui::fence::FenceView;
use crate::ui::field::{Pills, TextArea, filled};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::photo::PhotoPicker;
use crate::view::{Answer, Ask, CustomerPage, SiteRow};

use verdict::VerdictBox;

#[component]
pub fn CheckIn(id: CustomerId) -> Element {
    let page = use_ask(
        move |now| Ask::Customer { id, now },
        |answer| match answer {
            Answer::Customer(page) => Some(*page),
            _ => None,
        },
    );
    let open = use_ask(Ask::OpenVisit, |answer| match answer {
        Answer::OpenVisit(visit) => Some(visit.map(|visit| visit.customer.name)),
        _ => None,
    });
    let under_way = open.read().as_ref().and_then(|open| open.as_ref().ok().cloned().flatten());
    rsx! {
        main { class: "phone", "data-testid": "page-check-in",
            {show_page(page, Route::Customers {}, |page: &CustomerPage| rsx! { Form { key: "{page.row.id}", page: page.clone(), under_way } })}
        }
    }
}

/// Sites of a customer that have a position, the nearest first where one's own is known.
fn sites(page: &CustomerPage) -> Vec<(SiteRow, String)> {
    let mut sites: Vec<_> = page
        .profile
        .sites
        .iter()
        .filter_map(|(id, site)| {
            let row = SiteRow { id: *id, address: site.address.clone(), place: site.place?, radius: site.radius };
            Some((row, site.name.clone().or_else(|| site.address.clone()).unwrap_or_default()))
        })
        .collect();
    // The store put the nearest one into the row.
    if let Some(near) = &page.row.site {
        sites.sort_by_key(|(site, _)| site.id != near.id);
    }
    sites
}

#[component]
fn Form(page: CustomerPage, under_way: Option<String>) -> Element {
    let state = use_state();
    let go = use_navigator();
    let id = use_record_id();
    let act = use_act();
    let (locating, again) = use_following(Wish::PRECISE);
    let take_last = use_signal(|| false);
    let choices = state.choices();
    let sites = sites(&page);
    // The nearest site, until another is chosen: the position comes after the first picture.
    let nearest = sites.first().map(|(site, _)| site.id.to_string());
    let mut guessed = use_signal(|| nearest.clone());
    let mut chosen_site = use_signal(|| nearest.clone());
    use_effect(use_reactive!(|nearest| {
        if *chosen_site.peek() == *guessed.peek() {
            chosen_site.set(nearest.clone());
        }
        guessed.set(nearest);
    }));
    let purpose = use_signal(|| None::<String>);
    let reason = use_signal(|| None::<String>);
    let words = use_signal(String::new);
    let photos = use_signal(Vec::<PhotoBytes>::new);

    let site = sites.iter().find(|(site, _)| Some(site.id.to_string()) == chosen_site()).map(|(site, _)| site.clone());
    let fence = site.as_ref().map(|site| Fence { place: site.place, radius: site.radius });
    let looking = locating();
    let last = fix::last_of(&looking);
    let used = looking.fix().copied().or_else(|| last.filter(|_| take_last()));
    let flags = fix::use_flags(used);
    let verdict = (looking != Locating::Searching).then(|| Verdict::of(used.as_ref(), fence.as_ref()));
    let needs_reason = verdict.is_some_and(|verdict| verdict != Verdict::Inside);
    let said = reason_said(&choices.outside_reasons, reason(), filled(words));
    let ready = verdict.is_some() && (!needs_reason || said.is_some()) && under_way.is_none();
    let customer = page.row.id;
    let submit = {
        let (site_id, said, purposes) = (site.map(|site| site.id), said.clone(), choices.visit_purposes.clone());
        move |_| {
            let pictures = photos.peek().clone();
            let what = What::CheckIn(Recorded {
                customer,
                site: site_id,
                fence,
                fix: used,
                no_fix: match looking {
                    Locating::Failed(why) => Some(why.as_str().to_owned()),
                    Locating::Searching | Locating::Found(_) => None,
                },
                reason: said.clone().filter(|_| needs_reason),
                purpose: purpose.peek().clone().filter(|id| purposes.iter().any(|choice| choice.id == *id)),
                opportunity: None,
                photos: pictures.iter().map(photo::name).collect(),
            });
            act.run(state.record(id, what, pictures), move |state, ()| {
                state.toast(t!("saved-check-in"));
                go.replace(Route::Visit {});
            });
        }
    };
    rsx! {
        div { class: "map fence",
            FenceView { fence, fix: used, verdict }
            div { class: "floats",
                Link { to: Route::Customer { id: customer }, class: "icon-btn float", "aria-label": t!("back"), Icon { glyph: Glyph::Back } }
                button { class: "icon-btn float", r#type: "button", "aria-label": t!("locate-again"), "data-testid": "locate-again", onclick: move |_| again.call(()),
                    Icon { glyph: Glyph::Locate, class: if looking == Locating::Searching { "spin" } else { "" } }
                }
            }
        }
        section { class: "sheet",
            div { class: "who",
                h1 { class: "cut", "{page.row.name}" }
                ClassMark { class: page.row.class }
                span { class: "grow" }
                Link { to: Route::Customers {}, class: "btn quiet sm", {t!("check-in-other")} }
            }
            VerdictBox { looking, fix: used, fence, verdict, flags: flags.clone() }
            if let Some(last) = last {
                fix::LastKnown { last, taken: take_last }
            }
            if sites.len() > 1 {
                Pills { label: t!("check-in-site"), choices: site_choices(&sites), chosen: chosen_site, may_be_none: false, testid: "checkin-site" }
            }
            if needs_reason {
                Pills { label: t!("check-in-reason"), choices: choices.outside_reasons.clone(), chosen: reason, testid: "checkin-reason" }
                TextArea { label: t!("check-in-reason-words"), value: words, testid: "checkin-reason-words" }
            }
            PhotoPicker { photos, testid: "checkin-photo", stamp: fix::stamp(&page.row.name, used.as_ref(), fence.as_ref(), verdict), hint: if needs_reason { t!("check-in-photo-seen") } else { t!("check-in-photo") } }
            Pills { label: t!("check-in-purpose"), choices: choices.visit_purposes.clone(), chosen: purpose, testid: "checkin-purpose" }
            fix::WhileOpen {}
            Trouble { failure: act.failure.read().clone() }
        }
        div { class: "dock",
            if let Some(other) = under_way {
                p { class: "note", style: "margin-bottom:12px", "data-remind": "gap",
                    Icon { glyph: Glyph::Timer }
                    span { {t!("check-in-under-way", who = other)} }
                }
                Link { to: Route::Visit {}, class: "btn primary action", "data-testid": "open-visit", {t!("visit-continue")} }
            } else {
                button { class: "btn primary action", r#type: "button", "data-testid": "checkin-submit", "data-verdict-now": verdict.map(Verdict::as_str), disabled: !ready || *act.busy.read(), onclick: submit,
                    Icon { glyph: Glyph::Check, class: "i-24" }
                    if verdict.is_none() {
                        {t!("check-in-locating")}
                    } else if needs_reason {
                        {t!("check-in-with-reason")}
                    } else {
                        {t!("check-in")}
                    }
                }
            }
        }
    }
}

fn site_choices(sites: &[(SiteRow, String)]) -> Vec<Choice> {
    let name = |id: SiteId, name: &str| if name.is_empty() { id.to_string() } else { name.to_owned() };
    sites.iter().map(|(site, called)| Choice { id: site.id.to_string(), name: name(site.id, called) }).collect()
}

/// The chosen reason and the words to it, as one text that whoever decides can read.
fn reason_said(reasons: &[Choice], chosen: Option<String>, words: Option<String>) -> Option<String> {
    let name = chosen.and_then(|id| reasons.iter().find(|choice| choice.id == id)).map(|choice| choice.name.clone());
    match (name, words) {
        (Some(name), Some(words)) => Some(t!("reason-with-words", reason = name, words = words)),
        (one, other) => one.or(other),
    }
}
