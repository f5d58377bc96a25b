use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// A language statements are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    ZhCn,
    ZhTw,
    En,
}

/// There are no texts in that language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is none of zh-CN (zh), zh-TW and en")]
pub struct UnknownLanguage(String);

impl Language {
    pub const ALL: [Self; 3] = [Self::ZhCn, Self::ZhTw, Self::En];

    /// Its tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::ZhTw => "zh-TW",
            Self::En => "en",
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        // The tags are well-formed; "und" would only change plural forms.
        self.tag().parse().unwrap_or_default()
    }

    pub(super) const fn file(self) -> &'static str {
        match self {
            Self::ZhCn => include_str!("../../i18n/zh-CN/trail.ftl"),
            Self::ZhTw => include_str!("../../i18n/zh-TW/trail.ftl"),
            Self::En => include_str!("../../i18n/en/trail.ftl"),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;
    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        match text.to_ascii_lowercase().replace('_', "-").as_str() {
            "zh" | "zh-cn" | "zh-hans" => Ok(Self::ZhCn),
            "zh-tw" | "zh-hant" => Ok(Self::ZhTw),
            "en" => Ok(Self::En),
            _ => Err(UnknownLanguage(text.chars().take(40).collect())),
        }
    }
}

/// One language's texts.
pub(super) struct Texts(FluentBundle<FluentResource>);

/// Parsed at the first use of any of them.
static TEXTS: LazyLock<BTreeMap<Language, Texts>> =
    LazyLock::new(|| Language::ALL.into_iter().map(|language| (language, Texts::parse(language))).collect());

/// For a language that lacks a text, which a test rules out.
static NO_TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts(FluentBundle::new_concurrent(Vec::new())));

impl Texts {
    pub fn of(language: Language) -> &'static Self {
        TEXTS.get(&language).unwrap_or(&NO_TEXTS)
    }

    fn parse(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        // Marks around every value would end up in copied texts; all three languages run left to right.
        bundle.set_use_isolating(false);
        // What can not be read is left out; a test reads all three files strictly.
        let resource = FluentResource::try_new(language.file().to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        Self(bundle)
    }

    /// A text, or its attribute, with values put in; `None` where there is none.
    fn find(&self, key: &str, attribute: Option<&str>, args: &[(&str, &str)]) -> Option<String> {
        let message = self.0.get_message(key)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, *value)).collect();
        // A hole stays visible as `{$name}`.
        Some(self.0.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
    }

    /// The text of a key; a key without a text shows itself.
    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.find(key, None, args).unwrap_or_else(|| format!("⟨{key}⟩"))
    }

    /// The text of a key that is made from data.
    pub fn known(&self, key: &str, args: &[(&str, &str)]) -> Option<String> {
        self.find(key, None, args)
    }

    pub fn attribute(&self, key: &str, name: &str, args: &[(&str, &str)]) -> Option<String> {
        self.find(key, Some(name), args)
    }
}
