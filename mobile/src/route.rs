//! Every page and its address. A new page is one file and one line here.

use dioxus::prelude::*;
use shared::id::{CustomerId, EmployeeId};
use shared::period::{BusinessDay, Period};

use crate::pages::{
    Activity, CheckIn, Customer, Customers, Expense, FollowUp, Handing, Home, Import, Me, NotFound, Outbox, People,
    Performance, Periods, Person, Plan, Statement, TeamReminders, TeamWorkload, Today, Visit, Workload,
};
use crate::ui::frame::Frame;

#[derive(Debug, Clone, PartialEq, Routable)]
#[rustfmt::skip]
pub enum Route {
    #[layout(Frame)]
        #[route("/")]
        Home {},
        // The rep's phone.
        #[route("/today")]
        Today {},
        #[route("/customers")]
        Customers {},
        #[route("/customers/:id")]
        Customer { id: CustomerId },
        #[route("/customers/:id/check-in")]
        CheckIn { id: CustomerId },
        #[route("/customers/:id/follow-up")]
        FollowUp { id: CustomerId },
        #[route("/customers/:id/holding")]
        Handing { id: CustomerId },
        #[route("/plan?:day")]
        Plan { day: String },
        #[route("/workload")]
        Workload {},
        #[route("/visit")]
        Visit {},
        /// Of one customer, or of none.
        #[route("/expense?:customer")]
        Expense { customer: String },
        #[route("/performance")]
        Performance {},
        #[route("/outbox")]
        Outbox {},
        #[route("/me")]
        Me {},
        // The desk of managers, HR and finance.
        #[route("/activity")]
        Activity {},
        #[route("/team/reminders")]
        TeamReminders {},
        #[route("/team/workload")]
        TeamWorkload {},
        #[route("/people")]
        People {},
        /// `who` comes first: a server tells a missing file from a page by the dot in the last part.
        #[route("/people/:employee/post")]
        Person { employee: EmployeeId },
        #[route("/periods")]
        Periods {},
        // The month comes last: a server tells a missing file from a page by the dot, and an employee has one.
        #[route("/statements/:employee/:period")]
        Statement { employee: EmployeeId, period: Period },
        #[route("/import")]
        Import {},
        #[route("/:..path")]
        NotFound { path: Vec<String> },
}

impl Route {
    /// A new claim, with the customer filled in where one is known.
    #[must_use]
    pub fn expense_of(customer: Option<CustomerId>) -> Self {
        Self::Expense { customer: customer.map(|id| id.to_string()).unwrap_or_default() }
    }

    /// The plan of a day; `None`: of today.
    #[must_use]
    pub fn plan_of(day: Option<BusinessDay>) -> Self {
        Self::Plan { day: day.map(|day| day.to_string()).unwrap_or_default() }
    }

    /// Whether the tab bar of a phone stands under this page. A page with one thing to do has its button there instead.
    #[must_use]
    pub const fn has_tabs(&self) -> bool {
        !matches!(
            self,
            Self::Customer { .. }
                | Self::CheckIn { .. }
                | Self::FollowUp { .. }
                | Self::Visit {}
                | Self::Plan { .. }
                | Self::Expense { .. }
        )
    }

    /// Whether a tab leads to this page or to what lies under it.
    #[must_use]
    pub fn is_under(&self, tab: &Self) -> bool {
        match self {
            Self::Customer { .. } | Self::CheckIn { .. } | Self::FollowUp { .. } => *tab == Self::Customers {},
            Self::Visit {} | Self::Expense { .. } | Self::Plan { .. } | Self::Workload {} => *tab == Self::Today {},
            Self::Statement { .. } => *tab == Self::Periods {},
            Self::Person { .. } => *tab == Self::People {},
            Self::Handing { .. } => matches!(tab, Self::Customers {} | Self::People {}),
            page => page == tab,
        }
    }
}
