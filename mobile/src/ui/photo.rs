//! Taking pictures, and showing them.

use dioxus::prelude::*;

use super::face::words;
use super::icon::{Glyph, Icon};
use super::progress::Bar;
use crate::api::Api;
use crate::hooks::use_server;
use crate::i18n::format;
use crate::platform::clock;
use crate::platform::photo::{address, of, shrink};
use crate::record::PhotoBytes;
use crate::state::{State, use_state};
use crate::t;
use crate::view::{Answer, Ask, Failure, PhotoOnItsWay};

/// A camera button and what was taken. On a phone it opens the camera, on a desk it asks for a file.
#[component]
pub fn PhotoPicker(
    photos: Signal<Vec<PhotoBytes>>,
    #[props(default)] testid: &'static str,
    #[props(default)] hint: String,
    /// Written into the picture, under the time; nothing: not the time either.
    #[props(default)]
    stamp: Vec<String>,
    #[props(default = usize::MAX)] most: usize,
) -> Element {
    let mut reading = use_signal(|| 0_u32);
    let mut failed = use_signal(|| false);
    let take = move |event: FormEvent| {
        failed.set(false);
        let mut lines = stamp.clone();
        if !lines.is_empty() {
            lines.insert(0, format::exact_time(clock::now(), clock::offset()));
        }
        let room = most.saturating_sub(photos.peek().len());
        for file in event.files().into_iter().take(room) {
            let lines = lines.clone();
            *reading.write() += 1;
            spawn(async move {
                let mime = file.content_type().unwrap_or_else(|| "image/jpeg".to_owned());
                let picture = match file.read_bytes().await {
                    Ok(bytes) => shrink(&bytes, &mime, &lines).await.ok(),
                    Err(_) => None,
                };
                *reading.write() -= 1;
                match picture {
                    Some(picture) if photos.read().iter().any(|known| known.hash == picture.hash) => {}
                    Some(picture) => photos.write().push(picture),
                    None => failed.set(true),
                }
            });
        }
    };
    let taken =
        photos.read().iter().map(|photo| (photo.hash.clone(), address(&photo.bytes, &photo.mime))).collect::<Vec<_>>();
    rsx! {
        div { class: "stack", style: "gap:4px",
            div { class: "photos", "data-count": "{taken.len()}", "aria-busy": (reading() > 0).then_some("true"),
                if taken.len() < most {
                label { class: "take",
                    Icon { glyph: Glyph::Camera }
                    {t!("photo-take")}
                    input { r#type: "file", accept: "image/*", "capture": "environment", "data-testid": testid, "aria-label": t!("photo-take"), onchange: take }
                }
                }
                for (hash, source) in taken.clone() {
                    span { key: "{hash}", "data-testid": "photo-taken",
                        img { src: "{source}", alt: t!("photo-alt") }
                        button {
                            class: "drop",
                            r#type: "button",
                            "aria-label": t!("photo-drop"),
                            onclick: move |_| photos.write().retain(|photo| photo.hash != hash),
                            Icon { glyph: Glyph::Cross }
                        }
                    }
                }
                for _ in 0..reading() {
                    span { class: "skel", style: "width:64px;height:64px" }
                }
                if !hint.is_empty() {
                    p { class: "sm muted grow", style: "width:auto;height:auto;align-self:center;flex:1 1 140px", "{hint}" }
                }
            }
            if failed() {
                p { class: "sm", role: "alert", style: "color:var(--outside)", {t!("photo-failed")} }
            }
        }
    }
}

/// Why a picture is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// The server has it, and can not be reached.
    Offline,
    /// It is neither here nor on the server: another device still has it.
    Nowhere,
}

impl Absent {
    #[must_use]
    pub fn of(failure: &Failure) -> Self {
        if failure.code == "unreachable" { Self::Offline } else { Self::Nowhere }
    }

    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Offline => t!("photo-offline"),
            Self::Nowhere => t!("photo-not-yet"),
        }
    }
}

/// Where a picture of one's own is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Own {
    Shown(String),
    /// Not here. It is asked for once it is seen: a long page costs no more than what is looked at.
    LetGo,
    Absent(Absent),
}

async fn own(state: State, hash: String, mime: String, seen: bool) -> Own {
    match state.ask(Ask::Photo { hash: hash.clone() }).await {
        Ok(Answer::Photo(bytes)) => return Own::Shown(address(&bytes, &mime)),
        Err(why) if why.code == "unknown-photo" && !seen => return Own::LetGo,
        _ => {}
    }
    match state.api().photo(&hash).await {
        Ok(bytes) if of(bytes.clone(), &mime).hash == hash => Own::Shown(address(&bytes, &mime)),
        Ok(_) => Own::Absent(Absent::Nowhere),
        Err(why) => Own::Absent(Absent::of(&why)),
    }
}

/// A picture kept on this device, or let go for space and fetched from the server. `absent` gets what is to be said where
/// it can not be shown.
#[component]
pub fn KeptPhoto(hash: String, mime: String, absent: Signal<Option<Absent>>) -> Element {
    let state = use_state();
    let mut seen = use_signal(|| false);
    // Asked for again when the line is back.
    let offline = use_memo(move || state.sync().offline);
    let source = use_resource(move || {
        let _ = offline();
        own(state, hash.clone(), mime.clone(), seen())
    });
    let source = source.read().clone();
    let why = match &source {
        Some(Own::Absent(why)) => Some(*why),
        _ => None,
    };
    use_effect(use_reactive!(|why| {
        let mut absent = absent;
        if absent.peek().is_none() && why.is_some() {
            absent.set(why);
        }
    }));
    match source {
        Some(Own::Shown(source)) => rsx! { img { src: "{source}", alt: t!("photo-alt") } },
        Some(Own::Absent(Absent::Offline)) => rsx! {
            span { class: "away", "data-testid": "photo-offline", title: t!("photo-offline"), Icon { glyph: Glyph::Offline } }
        },
        Some(Own::Absent(Absent::Nowhere)) => rsx! {},
        Some(Own::LetGo) => rsx! {
            span { class: "skel away", "data-testid": "photo-let-go", onvisible: move |event| if event.is_intersecting().unwrap_or(true) { seen.set(true) } }
        },
        None => rsx! { span { class: "skel", style: "width:100%;height:100%" } },
    }
}

/// A picture the server holds: asked for with the session's header, which an `img` cannot send.
#[component]
pub fn ServerPhoto(hash: String) -> Element {
    let picture = use_server(move |api: Api| {
        let hash = hash.clone();
        async move { api.photo(&hash).await }
    });
    match &*picture.read() {
        None => rsx! { span { class: "skel shot" } },
        Some(Err(why)) => rsx! { p { class: "sm muted", {Absent::of(why).text()} } },
        Some(Ok(bytes)) => rsx! { img { class: "shot", src: address(bytes, "image/jpeg"), alt: t!("photo-alt") } },
    }
}

/// How far the photo is that travels now.
#[component]
pub fn Travelling(photo: PhotoOnItsWay) -> Element {
    let [sent, length] = [photo.sent, photo.length].map(|bytes| u32::try_from(bytes / 1024).unwrap_or(u32::MAX));
    let percent = f64::from(sent) * 100.0 / f64::from(length.max(1));
    let text = t!("photo-sending", sent = sent, length = length);
    let more = photo.waiting.saturating_sub(1);
    rsx! {
        section { class: "card pad stack", "data-testid": "photo-sending",
            p { class: "row sm num", Icon { glyph: Glyph::Camera } span { class: "grow", "{text}" } if more > 0 { span { class: "muted", {t!("photo-more", n = more)} } } }
            Bar { percent, label: text }
        }
    }
}

/// A photo the server will never take: the record goes on without it.
#[component]
pub fn PhotoRefused(failure: Option<Failure>) -> Element {
    match failure {
        None => rsx! {},
        Some(failure) => rsx! {
            p { class: "note", "data-testid": "photo-refused", "data-code": "{failure.code}", title: "{failure.message}",
                Icon { glyph: Glyph::Camera }
                span { {words(&failure)} }
            }
        },
    }
}
