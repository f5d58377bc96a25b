//! Taking pictures, and showing them.

use dioxus::prelude::*;

use super::icon::{Glyph, Icon};
use crate::api::Api;
use crate::hooks::use_server;
use crate::platform::photo::{address, shrink};
use crate::record::PhotoBytes;
use crate::state::use_state;
use crate::t;
use crate::view::{Answer, Ask};

/// A camera button and what was taken. On a phone it opens the camera, on a desk it asks for a file.
#[component]
pub fn PhotoPicker(
    photos: Signal<Vec<PhotoBytes>>,
    #[props(default)] testid: &'static str,
    #[props(default)] hint: String,
) -> Element {
    let mut reading = use_signal(|| 0_u32);
    let mut failed = use_signal(|| false);
    let take = move |event: FormEvent| {
        failed.set(false);
        for file in event.files() {
            *reading.write() += 1;
            spawn(async move {
                let mime = file.content_type().unwrap_or_else(|| "image/jpeg".to_owned());
                let picture = match file.read_bytes().await {
                    Ok(bytes) => shrink(&bytes, &mime).await.ok(),
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
                label { class: "take",
                    Icon { glyph: Glyph::Camera }
                    {t!("photo-take")}
                    input { r#type: "file", accept: "image/*", "capture": "environment", "data-testid": testid, "aria-label": t!("photo-take"), onchange: take }
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

/// A picture kept on this device.
#[component]
pub fn KeptPhoto(hash: String, mime: String) -> Element {
    let state = use_state();
    let source = use_resource(move || {
        let (hash, mime) = (hash.clone(), mime.clone());
        async move {
            match state.ask(Ask::Photo { hash }).await {
                Ok(Answer::Photo(bytes)) => Some(address(&bytes, &mime)),
                _ => None,
            }
        }
    });
    let source = source.read().clone();
    rsx! {
        match source {
            Some(Some(source)) => rsx! { img { src: "{source}", alt: t!("photo-alt") } },
            // Sent and let go, or of another device: the record names it, this device has it not.
            Some(None) => rsx! {},
            None => rsx! { span { class: "skel", style: "width:100%;height:100%" } },
        }
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
        Some(Err(_)) => rsx! { p { class: "sm muted", {t!("photo-not-yet")} } },
        Some(Ok(bytes)) => rsx! { img { class: "shot", src: address(bytes, "image/jpeg"), alt: t!("photo-alt") } },
    }
}
