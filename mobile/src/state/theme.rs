use dioxus::document;

use crate::platform::prefs;

/// Light, dark, or what the system wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    System,
    Light,
    Dark,
}

const KEPT: &str = "theme";

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The value of `data-theme`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    #[must_use]
    pub fn remembered() -> Self {
        prefs::get(KEPT)
            .and_then(|kept| Self::ALL.into_iter().find(|theme| theme.as_str() == kept))
            .unwrap_or(Self::System)
    }

    /// Keeps the choice on this device.
    pub fn remember(self) {
        prefs::set(KEPT, self.as_str());
    }

    /// Tells the document: the colours hang on its root.
    pub fn apply(self) {
        document::eval(&format!("document.documentElement.dataset.theme = '{}';", self.as_str()));
    }
}
