//! Texts for people: fluent files by language, chosen once and kept.
//!
//! `t!("key")`, `t!("key", name = value)`. A key that a language lacks falls back to zh-CN; a test keeps all three complete.

pub mod format;
mod language;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::BTreeMap;

use dioxus::prelude::*;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

pub use language::Language;

/// A value put into a text.
pub type Arg = FluentValue<'static>;

/// The language pages are shown in.
pub static LANGUAGE: GlobalSignal<Language> = Signal::global(Language::remembered);

/// A text in the chosen language.
#[macro_export]
macro_rules! t {
    ($key:expr) => { $crate::i18n::text($key, &[]) };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::text($key, &[$((stringify!($name), $crate::i18n::Arg::from($value))),+])
    };
}

/// The text of a key in the chosen language; the component that asks is drawn again when the choice changes.
#[must_use]
pub fn text(key: &str, args: &[(&str, Arg)]) -> String {
    say(LANGUAGE(), key, args)
}

/// The text of a key that is made from data, such as a code of the server; `None` where there is none.
#[must_use]
pub fn known(key: &str) -> Option<String> {
    find(LANGUAGE(), key, &[])
}

/// The text of a key in a language. A key without a text shows itself: better than nothing, and easy to find.
#[must_use]
pub fn say(language: Language, key: &str, args: &[(&str, Arg)]) -> String {
    find(language, key, args).or_else(|| find(Language::ZhCn, key, args)).unwrap_or_else(|| format!("⟨{key}⟩"))
}

type Bundle = FluentBundle<FluentResource>;

thread_local! {
    /// A bundle is made at its first use: parsing three languages to show one would be felt at the start.
    static BUNDLES: RefCell<BTreeMap<Language, Bundle>> = const { RefCell::new(BTreeMap::new()) };
}

fn find(language: Language, key: &str, args: &[(&str, Arg)]) -> Option<String> {
    BUNDLES.with_borrow_mut(|bundles| {
        let bundle = bundles.entry(language).or_insert_with(|| bundle(language));
        let pattern = bundle.get_message(key)?.value()?;
        let mut named = FluentArgs::new();
        for (name, value) in args {
            named.set((*name).to_owned(), value.clone());
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&named), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "text with a hole");
        }
        Some(text)
    })
}

fn bundle(language: Language) -> Bundle {
    let mut bundle = FluentBundle::new(vec![language.identifier()]);
    // Marks around every value would end up in copied texts; all three languages run left to right.
    bundle.set_use_isolating(false);
    for source in language.files() {
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                tracing::error!(%language, ?errors, "texts that cannot be read");
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(%language, ?errors, "texts that stand twice");
        }
    }
    bundle
}
