//! Icons: lucide, by what they mean here. A meaning has one picture everywhere.

use dioxus::prelude::*;
use dioxus_free_icons::Icon as Draw;
use dioxus_free_icons::icons::ld_icons as ld;
use shared::place::Verdict;
use shared::reminder::Reminder;

use crate::view::RecordState;

/// What a picture stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    Today,
    Customers,
    Performance,
    Outbox,
    Me,
    Activity,
    Periods,
    People,
    Settings,
    Import,
    Inside,
    Uncertain,
    Outside,
    Local,
    Sent,
    Held,
    Counted,
    Refused,
    Due,
    Gap,
    Overdue,
    Visit,
    Contact,
    Expense,
    Money,
    Person,
    Site,
    Phone,
    Camera,
    Check,
    Plus,
    Up,
    Cross,
    Back,
    Forward,
    Down,
    Search,
    Locate,
    Refresh,
    Download,
    Lock,
    Leave,
    Offline,
    Warning,
    Note,
    Timer,
    Document,
    Shield,
    Device,
    Language,
    Theme,
    Add,
    Filter,
    Mail,
    Remove,
    Merge,
    Unhandled,
    Snooze,
    Undo,
    Route,
    Grip,
    Copy,
    Bell,
    Calendar,
    Work,
}

/// A picture; its meaning stands in words beside it, or on the control around it.
#[component]
pub fn Icon(glyph: Glyph, #[props(default)] class: String) -> Element {
    let class = if class.is_empty() { "i".to_owned() } else { format!("i {class}") };
    macro_rules! draw {
        ($icon:ident) => {
            rsx! { Draw { icon: ld::$icon, class, width: None, height: None, style: "" } }
        };
    }
    match glyph {
        Glyph::Today => draw!(LdHome),
        Glyph::Customers => draw!(LdUsers),
        Glyph::Performance => draw!(LdBarChart3),
        Glyph::Outbox => draw!(LdSend),
        Glyph::Me => draw!(LdUserRound),
        Glyph::Activity => draw!(LdMap),
        Glyph::Periods => draw!(LdScale),
        Glyph::People => draw!(LdContact),
        Glyph::Settings => draw!(LdSettings2),
        Glyph::Import => draw!(LdFileUp),
        Glyph::Inside => draw!(LdCircleCheck),
        Glyph::Uncertain => draw!(LdCircleHelp),
        Glyph::Outside => draw!(LdCircleX),
        Glyph::Local | Glyph::Device => draw!(LdSmartphone),
        Glyph::Sent => draw!(LdArrowUp),
        Glyph::Held => draw!(LdServer),
        Glyph::Counted => draw!(LdCheckCheck),
        Glyph::Refused => draw!(LdOctagonAlert),
        Glyph::Due => draw!(LdCalendar),
        Glyph::Gap => draw!(LdClock),
        Glyph::Overdue | Glyph::Warning => draw!(LdTriangleAlert),
        Glyph::Visit | Glyph::Site => draw!(LdMapPin),
        Glyph::Contact => draw!(LdMessageSquare),
        Glyph::Expense => draw!(LdReceipt),
        Glyph::Money => draw!(LdWallet),
        Glyph::Person => draw!(LdUserRound),
        Glyph::Phone => draw!(LdPhone),
        Glyph::Camera => draw!(LdCamera),
        Glyph::Check => draw!(LdCheck),
        Glyph::Plus => draw!(LdPlus),
        Glyph::Up => draw!(LdChevronUp),
        Glyph::Cross => draw!(LdX),
        Glyph::Back => draw!(LdChevronLeft),
        Glyph::Forward => draw!(LdChevronRight),
        Glyph::Down => draw!(LdChevronDown),
        Glyph::Search => draw!(LdSearch),
        Glyph::Locate => draw!(LdLocateFixed),
        Glyph::Refresh => draw!(LdRefreshCw),
        Glyph::Download => draw!(LdDownload),
        Glyph::Lock => draw!(LdLock),
        Glyph::Leave => draw!(LdLogOut),
        Glyph::Offline => draw!(LdCloudOff),
        Glyph::Note => draw!(LdPencil),
        Glyph::Timer => draw!(LdTimer),
        Glyph::Document => draw!(LdFileText),
        Glyph::Shield => draw!(LdShieldCheck),
        Glyph::Language => draw!(LdLanguages),
        Glyph::Theme => draw!(LdSunMoon),
        Glyph::Add => draw!(LdPlus),
        Glyph::Filter => draw!(LdSlidersHorizontal),
        Glyph::Mail => draw!(LdMail),
        Glyph::Remove => draw!(LdTrash2),
        Glyph::Merge => draw!(LdMerge),
        Glyph::Unhandled => draw!(LdInbox),
        Glyph::Snooze => draw!(LdAlarmClock),
        Glyph::Undo => draw!(LdUndo2),
        Glyph::Route => draw!(LdRoute),
        Glyph::Grip => draw!(LdGripVertical),
        Glyph::Copy => draw!(LdCopy),
        Glyph::Bell => draw!(LdBell),
        Glyph::Calendar => draw!(LdCalendarDays),
        Glyph::Work => draw!(LdBriefcase),
    }
}

impl From<Verdict> for Glyph {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Inside => Self::Inside,
            Verdict::Uncertain => Self::Uncertain,
            Verdict::Outside => Self::Outside,
        }
    }
}

impl From<RecordState> for Glyph {
    fn from(state: RecordState) -> Self {
        match state {
            RecordState::Local => Self::Local,
            RecordState::Sent => Self::Sent,
            RecordState::Held => Self::Held,
            RecordState::Counted => Self::Counted,
            RecordState::Refused => Self::Refused,
        }
    }
}

impl From<&Reminder> for Glyph {
    fn from(reminder: &Reminder) -> Self {
        match reminder {
            Reminder::Due { .. } => Self::Due,
            Reminder::Gap { .. } => Self::Gap,
            Reminder::Overdue { .. } => Self::Overdue,
            Reminder::Unhandled { .. } => Self::Unhandled,
        }
    }
}

/// The mark of the app: tallies, the fifth across, and a dot.
#[component]
pub fn Mark() -> Element {
    rsx! {
        svg { class: "mark", view_box: "0 0 36 36", "aria-hidden": "true",
            rect { width: "36", height: "36", rx: "9", fill: "var(--accent)" }
            path { d: "M10 10v12M15 10v12M20 10v12M7 20L24 12", stroke: "var(--on-accent)", stroke_width: "2.2", stroke_linecap: "round", fill: "none" }
            circle { cx: "27", cy: "25", r: "2.6", fill: "var(--on-accent)" }
        }
    }
}
