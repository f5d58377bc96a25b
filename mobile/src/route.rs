//! Every page and its address. A new page is one file and one line here.

use dioxus::prelude::*;
use shared::id::{CustomerId, EmployeeId, RecordId};
use shared::period::{BusinessDay, Period};

use crate::pages::{
    Activity, Amend, CheckIn, Customer, CustomerMap, CustomerStage, Customers, EditCustomer, EditPerson, EditSite,
    Expense, FollowUp, FormEditor, FormNew, Forms, Handing, Home, Import, Me, MergeCustomer, NewCustomer, NotFound,
    Outbox, People, Performance, Periods, Person, Plan, Privacy, Settings, Statement, TeamReminders, TeamWorkload,
    Today, Visit, VisitRecord, Workload,
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
        #[route("/customers/new")]
        NewCustomer {},
        #[route("/customers/map")]
        CustomerMap {},
        #[route("/customers/:id")]
        Customer { id: CustomerId },
        #[route("/customers/:id/check-in")]
        CheckIn { id: CustomerId },
        #[route("/customers/:id/edit")]
        EditCustomer { id: CustomerId },
        /// A site there is, or `new`.
        #[route("/customers/:id/sites/:site")]
        EditSite { id: CustomerId, site: String },
        /// Somebody there is, or `new`.
        #[route("/customers/:id/people/:person")]
        EditPerson { id: CustomerId, person: String },
        #[route("/customers/:id/stage")]
        CustomerStage { id: CustomerId },
        #[route("/customers/:id/merge")]
        MergeCustomer { id: CustomerId },
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
        #[route("/visits/:id")]
        VisitRecord { id: RecordId },
        #[route("/visits/:id/amend")]
        Amend { id: RecordId },
        #[route("/privacy")]
        Privacy {},
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
        #[route("/settings")]
        Settings {},
        #[route("/forms")]
        Forms {},
        #[route("/form-new")]
        FormNew {},
        #[route("/forms/:form")]
        FormEditor { form: String },
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
        !self.is_of_one_customer()
            && !matches!(
                self,
                Self::Customer { .. }
                    | Self::CheckIn { .. }
                    | Self::FollowUp { .. }
                    | Self::Visit {}
                    | Self::VisitRecord { .. }
                    | Self::Amend { .. }
                    | Self::Plan { .. }
                    | Self::Expense { .. }
            )
    }

    /// Whether a customer is entered or changed here.
    const fn is_of_one_customer(&self) -> bool {
        matches!(
            self,
            Self::NewCustomer {}
                | Self::CustomerMap {}
                | Self::EditCustomer { .. }
                | Self::EditSite { .. }
                | Self::EditPerson { .. }
                | Self::CustomerStage { .. }
                | Self::MergeCustomer { .. }
        )
    }

    /// Whether a tab leads to this page or to what lies under it.
    #[must_use]
    pub fn is_under(&self, tab: &Self) -> bool {
        match self {
            page if page.is_of_one_customer() => *tab == Self::Customers {},
            Self::Customer { .. } | Self::CheckIn { .. } | Self::FollowUp { .. } => *tab == Self::Customers {},
            Self::Privacy {} => *tab == Self::Me {},
            Self::VisitRecord { .. } | Self::Amend { .. } => *tab == Self::Customers {},
            Self::Visit {} | Self::Expense { .. } | Self::Plan { .. } | Self::Workload {} => *tab == Self::Today {},
            Self::Statement { .. } => *tab == Self::Periods {},
            Self::FormEditor { .. } | Self::FormNew {} => *tab == Self::Forms {},
            Self::Person { .. } => *tab == Self::People {},
            Self::Handing { .. } => matches!(tab, Self::Customers {} | Self::People {}),
            page => page == tab,
        }
    }
}
