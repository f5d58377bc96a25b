//! 結算: a period goes open → frozen → scored → approved → closed (CLO-1). What was known at the freeze is what counts;
//! what is closed never changes. Each step is one transaction: a crash leaves the old state or the new one (CLO-4).

pub mod score;
pub mod seal;
pub mod step;
pub mod view;

mod run;

use shared::policy::Act;
use shared::rest::PeriodState;

use crate::docs::DocsError;
use crate::store::StoreError;

pub use run::{approve, close, freeze, take};

/// A step somebody takes on a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Freeze,
    Score,
    Approve,
    Close,
}

impl Step {
    pub const ALL: [Self; 4] = [Self::Freeze, Self::Score, Self::Approve, Self::Close];

    /// The last part of its route.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Freeze => "freeze",
            Self::Score => "score",
            Self::Approve => "approve",
            Self::Close => "close",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == name)
    }

    /// What one must be allowed to do.
    #[must_use]
    pub const fn act(self) -> Act {
        match self {
            Self::Freeze | Self::Score => Act::ScorePeriod,
            Self::Approve => Act::ApprovePeriod,
            Self::Close => Act::ClosePeriod,
        }
    }

    /// Where it leads from and to.
    #[must_use]
    pub const fn states(self) -> (PeriodState, PeriodState) {
        match self {
            Self::Freeze => (PeriodState::Open, PeriodState::Frozen),
            Self::Score => (PeriodState::Frozen, PeriodState::Scored),
            Self::Approve => (PeriodState::Scored, PeriodState::Approved),
            Self::Close => (PeriodState::Approved, PeriodState::Closed),
        }
    }

    /// The step after a state.
    #[must_use]
    pub fn after(state: PeriodState) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.states().0 == state)
    }
}

/// Why a step can not be taken now. Each has a text in the fluent files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    NotYourRole,
    /// Approve and close need two people.
    NeedsAnotherPerson,
    MonthNotOver,
    /// Periods are frozen and closed in their order.
    EarlierPeriodOpen,
    /// No plan says how it is scored and paid.
    NoPlan,
    /// The step does not follow from where the period stands.
    OutOfOrder,
    /// What had arrived by the freeze is not in the facts yet.
    StillCounting,
}

impl Blocked {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotYourRole => "blocked-not-your-role",
            Self::NeedsAnotherPerson => "blocked-needs-another-person",
            Self::MonthNotOver => "blocked-month-not-over",
            Self::EarlierPeriodOpen => "blocked-earlier-period-open",
            Self::NoPlan => "blocked-no-plan",
            Self::OutOfOrder => "blocked-out-of-order",
            Self::StillCounting => "blocked-still-counting",
        }
    }

    /// For the log and for who calls the interface without our pages.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::NotYourRole => "your roles do not allow this step",
            Self::NeedsAnotherPerson => "who approved a period can not close it: another person must",
            Self::MonthNotOver => "the month is not over",
            Self::EarlierPeriodOpen => "an earlier period must go first",
            Self::NoPlan => "no plan is in force in this period",
            Self::OutOfOrder => "this step does not follow from where the period stands",
            Self::StillCounting => "what phones sent before the freeze is still being counted: try again in a minute",
        }
    }
}

/// Why a step was not taken.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Docs(#[from] DocsError),
    #[error("{}", .0.message())]
    Blocked(Blocked),
}
