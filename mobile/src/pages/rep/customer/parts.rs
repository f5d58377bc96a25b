//! Who is there, and where.

use dioxus::prelude::*;

use crate::route::Route;
use crate::t;
use crate::ui::face::Face;
use crate::ui::icon::{Glyph, Icon};
use crate::view::CustomerPage;

#[component]
pub fn People(page: CustomerPage) -> Element {
    let id = page.row.id;
    let more = rsx! {
        Link { to: Route::EditPerson { id, person: "new".to_owned() }, class: "btn", "data-testid": "person-new", Icon { glyph: Glyph::Add, class: "i-16" } {t!("person-new")} }
    };
    if page.profile.people.is_empty() {
        return rsx! { div { class: "body", style: "padding-top:12px", section { class: "card", Face { glyph: Glyph::Person, title: t!("people-none"), {more} } } } };
    }
    rsx! {
        div { class: "body", style: "padding-top:12px",
            section { class: "card",
                ul { class: "list icons",
                    for (person_id, person) in page.profile.people.clone() {
                        li { key: "{person_id}", class: "item", style: "gap:4px",
                            Link { to: Route::EditPerson { id, person: person_id.clone() }, class: "row grow", style: "gap:12px;min-height:44px", "data-testid": "person-row",
                                span { class: "avatar", {person.name.chars().take(1).collect::<String>()} }
                                div { class: "grow",
                                    p { class: "t1 cut", "{person.name}" }
                                    p { class: "t2 cut", {[person.title.clone(), person.phone.clone(), person.wechat.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ")} }
                                }
                            }
                            if person.wechat.is_some() {
                                // Opens the app; whom one looks for stands in the row.
                                a { class: "icon-btn", href: "weixin://", "aria-label": t!("wechat-who", who = person.name.clone()), "data-testid": "person-wechat", Icon { glyph: Glyph::Contact } }
                            }
                            if let Some(email) = &person.email {
                                a { class: "icon-btn", href: "mailto:{email}", "aria-label": t!("email-who", who = person.name.clone()), "data-testid": "person-email", Icon { glyph: Glyph::Mail } }
                            }
                            if let Some(phone) = &person.phone {
                                a { class: "icon-btn", href: "tel:{phone}", "aria-label": t!("call-who", who = person.name.clone()), "data-testid": "person-call", Icon { glyph: Glyph::Phone } }
                            }
                        }
                    }
                }
            }
            {more}
        }
    }
}

#[component]
pub fn Sites(page: CustomerPage) -> Element {
    let id = page.row.id;
    let more = rsx! {
        Link { to: Route::EditSite { id, site: "new".to_owned() }, class: "btn", "data-testid": "site-new", Icon { glyph: Glyph::Add, class: "i-16" } {t!("site-new")} }
    };
    let merge = rsx! {
        Link { to: Route::MergeCustomer { id }, class: "btn quiet", "data-testid": "customer-merge", Icon { glyph: Glyph::Merge, class: "i-16" } {t!("merge")} }
    };
    if page.profile.sites.is_empty() {
        return rsx! { div { class: "body", style: "padding-top:12px", section { class: "card", Face { glyph: Glyph::Site, title: t!("sites-none"), text: t!("sites-none-text"), {more} } } {merge} } };
    }
    rsx! {
        div { class: "body", style: "padding-top:12px",
            section { class: "card",
                ul { class: "list icons",
                    for (site_id, site) in page.profile.sites.clone() {
                        li { key: "{site_id}", class: "item",
                            Link { to: Route::EditSite { id, site: site_id.to_string() }, class: "row grow", style: "gap:12px;min-height:44px", "data-testid": "site-row",
                                span { class: "lead", Icon { glyph: Glyph::Site } }
                                div { class: "grow",
                                    p { class: "t1", {site.name.clone().or_else(|| site.address.clone()).unwrap_or_else(|| t!("site"))} }
                                    p { class: "t2",
                                        {site.name.as_ref().and(site.address.clone()).unwrap_or_default()} " "
                                        if site.place.is_some() { {t!("fence-radius", n = i64::from(site.radius))} } else { {t!("site-no-place")} }
                                    }
                                }
                            }
                            if let Some(place) = site.place {
                                // Where a map app is installed, it opens; `geo:` is WGS-84.
                                a { class: "icon-btn", href: "geo:{place.lat()},{place.lon()}", "aria-label": t!("open-in-maps"), Icon { glyph: Glyph::Activity } }
                            }
                        }
                    }
                }
            }
            {more}
            {merge}
        }
    }
}
