use std::fmt;

use dioxus::document;
use unic_langid::LanguageIdentifier;

use crate::platform::prefs;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    ZhCn,
    ZhTw,
    En,
}

const KEPT: &str = "language";

macro_rules! files {
    ($tag:literal) => {
        &[
            include_str!(concat!("../../assets/i18n/", $tag, "/common.ftl")),
            include_str!(concat!("../../assets/i18n/", $tag, "/rep.ftl")),
            include_str!(concat!("../../assets/i18n/", $tag, "/desk.ftl")),
            include_str!(concat!("../../assets/i18n/", $tag, "/codes.ftl")),
            include_str!(concat!("../../assets/i18n/", $tag, "/customers.ftl")),
            include_str!(concat!("../../assets/i18n/", $tag, "/visits.ftl")),
            include_str!(concat!("../../assets/i18n/", $tag, "/day.ftl")),
        ]
    };
}

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

    /// Its name in itself, as a list of languages shows it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ZhCn => "简体中文",
            Self::ZhTw => "繁體中文",
            Self::En => "English",
        }
    }

    /// What was chosen before, else what the device asks for, else zh-CN.
    #[must_use]
    pub fn remembered() -> Self {
        prefs::get(KEPT)
            .and_then(|tag| Self::ALL.into_iter().find(|language| language.tag() == tag))
            .or_else(|| crate::platform::languages().iter().find_map(|wish| Self::closest(wish)))
            .unwrap_or(Self::ZhCn)
    }

    /// Keeps the choice on this device.
    pub fn remember(self) {
        prefs::set(KEPT, self.tag());
    }

    /// Says in the page which language it is in: a reader's voice, the forms of the letters and the line breaks follow it.
    pub fn apply(self) {
        document::eval(&format!("document.documentElement.lang = '{}';", self.tag()));
    }

    fn closest(wish: &str) -> Option<Self> {
        let wish = wish.to_ascii_lowercase();
        let traditional = ["zh-tw", "zh-hk", "zh-mo", "zh-hant"].iter().any(|tag| wish.starts_with(tag));
        match wish.get(..2) {
            Some("zh") if traditional => Some(Self::ZhTw),
            Some("zh") => Some(Self::ZhCn),
            Some("en") => Some(Self::En),
            _ => None,
        }
    }

    pub(super) const fn files(self) -> &'static [&'static str] {
        match self {
            Self::ZhCn => files!("zh-CN"),
            Self::ZhTw => files!("zh-TW"),
            Self::En => files!("en"),
        }
    }

    pub(super) fn identifier(self) -> LanguageIdentifier {
        self.tag().parse().unwrap_or_default()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_finds_its_script() {
        for (wish, found) in [
            ("zh", Some(Language::ZhCn)),
            ("zh-Hans-CN", Some(Language::ZhCn)),
            ("zh-Hant-HK", Some(Language::ZhTw)),
            ("zh-TW", Some(Language::ZhTw)),
            ("en-GB", Some(Language::En)),
            ("fr", None),
        ] {
            assert_eq!(Language::closest(wish), found, "{wish}");
        }
    }
}
