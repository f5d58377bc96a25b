use dioxus::document;

use crate::platform::prefs;

/// How large texts are, beside what the browser or the system makes of them (UX-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextSize {
    Normal,
    Large,
    Largest,
}

const KEPT: &str = "text";

impl TextSize {
    pub const ALL: [Self; 3] = [Self::Normal, Self::Large, Self::Largest];

    /// The value of `data-text`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Large => "large",
            Self::Largest => "largest",
        }
    }

    #[must_use]
    pub fn remembered() -> Self {
        prefs::get(KEPT)
            .and_then(|kept| Self::ALL.into_iter().find(|size| size.as_str() == kept))
            .unwrap_or(Self::Normal)
    }

    /// Keeps the choice on this device.
    pub fn remember(self) {
        prefs::set(KEPT, self.as_str());
    }

    /// Tells the document: every size hangs on its root.
    pub fn apply(self) {
        document::eval(&format!("document.documentElement.dataset.text = '{}';", self.as_str()));
    }
}
