//! Who may do what (ORG-2). The server enforces it at every route and document; the client asks it only to hide what
//! would be refused.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::{DocId, EmployeeId};

/// A role. A person may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 外勤
    Rep,
    /// 直接上級
    Manager,
    /// 主管領導
    Leader,
    Hr,
    Finance,
    /// 總經理
    Gm,
    Admin,
}

/// Something one may be allowed to do on the server's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// See the visits of the people one leads.
    SeeTeam,
    /// See everyone's.
    SeeCompany,
    /// See periods and statements of everyone.
    SeePay,
    /// Freeze and score a period.
    ScorePeriod,
    ApprovePeriod,
    ClosePeriod,
    ImportCustomers,
    ImportMoney,
    /// Add people, revoke devices.
    ManagePeople,
    /// Change what the company's people choose from, its limits and its maps.
    ManageCompany,
    /// Define what is asked on a visit.
    DefineForms,
}

impl Act {
    pub const ALL: [Self; 11] = [
        Self::SeeTeam,
        Self::SeeCompany,
        Self::SeePay,
        Self::ScorePeriod,
        Self::ApprovePeriod,
        Self::ClosePeriod,
        Self::ImportCustomers,
        Self::ImportMoney,
        Self::ManagePeople,
        Self::ManageCompany,
        Self::DefineForms,
    ];
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub employee: EmployeeId,
    pub roles: BTreeSet<Role>,
}

/// What the server knows of a document's subject when somebody wants to read or write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Relation {
    /// The asker leads the document's person in that month, directly or further up.
    pub leads: bool,
    /// The asker owns the customer or works with its owner on it, or on one that it was merged with.
    pub holds: bool,
    /// Nothing of this customer is on the server: neither a holder nor a change of its document.
    pub new: bool,
}

/// Whether a person with these roles may do this at all.
#[must_use]
pub fn may(subject: &Subject, act: Act) -> bool {
    use Role::{Admin, Finance, Gm, Hr, Leader, Manager};
    let roles: &[Role] = match act {
        Act::SeeTeam => &[Manager, Leader, Hr, Gm, Admin],
        Act::SeeCompany => &[Hr, Gm, Admin],
        Act::SeePay => &[Hr, Finance, Gm],
        Act::ScorePeriod => &[Hr],
        // Who approves sees what he approves: `SeePay`.
        Act::ApprovePeriod => &[Gm],
        Act::ClosePeriod => &[Hr, Finance],
        Act::ImportCustomers => &[Admin],
        Act::ImportMoney => &[Finance],
        Act::ManagePeople | Act::ManageCompany | Act::DefineForms => &[Admin],
    };
    roles.iter().any(|role| subject.roles.contains(role))
}

/// Whether one may write a document. Desk, ledger and company documents are the server's alone.
#[must_use]
pub fn may_write(subject: &Subject, doc: &DocId, relation: Relation) -> bool {
    match doc {
        DocId::Journal(employee, _) => *employee == subject.employee,
        DocId::Customer(_) => relation.holds || relation.leads || (relation.new && goes_out(&subject.roles)),
        DocId::Desk(..) | DocId::Ledger(..) | DocId::Company => false,
    }
}

/// Whether somebody goes to customers himself, and so may bring new ones.
#[must_use]
pub fn goes_out(roles: &BTreeSet<Role>) -> bool {
    [Role::Rep, Role::Manager, Role::Leader, Role::Admin].iter().any(|role| roles.contains(role))
}

/// Whether one may read a document.
#[must_use]
pub fn may_read(subject: &Subject, doc: &DocId, relation: Relation) -> bool {
    match doc {
        DocId::Journal(employee, _) => *employee == subject.employee || relation.leads,
        // Pay is the person's own; those who may see everyone's see it on the server's pages.
        DocId::Desk(employee, _) | DocId::Ledger(employee, _) => *employee == subject.employee,
        DocId::Customer(_) => relation.holds || relation.leads,
        DocId::Company => true,
    }
}

/// How somebody stands to a customer's owner when the holding shall change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hands {
    /// He is the owner.
    pub owns: bool,
    /// He leads the owner, directly or further up.
    pub leads: bool,
}

/// Whether one may add and remove a customer's collaborators.
#[must_use]
pub fn may_set_collaborators(subject: &Subject, hands: Hands) -> bool {
    hands.owns || hands.leads || may(subject, Act::ManagePeople)
}

/// Whether one may hand a customer over to somebody. `peer`: he has the owner's superior. An owner goes no further than
/// that; who leads him does.
#[must_use]
pub fn may_hand_over(subject: &Subject, hands: Hands, peer: bool) -> bool {
    hands.leads || may(subject, Act::ManagePeople) || (hands.owns && peer)
}

/// Whether one may give a customer another class. An owner raises, so that more contacts are due of him; whoever leads
/// him also lowers.
#[must_use]
pub fn may_set_class(subject: &Subject, hands: Hands, raises: bool) -> bool {
    hands.leads || may(subject, Act::ManagePeople) || (hands.owns && raises)
}

/// Whether one may say that a customer is another name of a second one, or is not after all: asked for each of the two.
#[must_use]
pub fn may_merge(subject: &Subject, hands: Hands) -> bool {
    hands.owns || hands.leads || may(subject, Act::ManagePeople)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(name: &str, roles: &[Role]) -> Subject {
        Subject { employee: EmployeeId::new(name).unwrap(), roles: roles.iter().copied().collect() }
    }

    #[test]
    fn a_journal_is_written_by_its_employee_alone() {
        let journal: DocId = "journal/lin.xd/2026-03".parse().unwrap();
        let leads = Relation { leads: true, holds: true, new: false };
        assert!(may_write(&subject("lin.xd", &[Role::Rep]), &journal, Relation::default()));
        assert!(!may_write(&subject("wang.lei", &[Role::Manager, Role::Admin]), &journal, leads));
        assert!(may_read(&subject("wang.lei", &[Role::Manager]), &journal, leads));
        assert!(!may_read(&subject("zhou.min", &[Role::Rep]), &journal, Relation::default()));
    }

    #[test]
    fn nobody_writes_the_servers_documents() {
        let all = [Role::Rep, Role::Manager, Role::Leader, Role::Hr, Role::Finance, Role::Gm, Role::Admin];
        for doc in ["desk/lin.xd/2026-03", "ledger/lin.xd/2026-03", "company"] {
            let doc = doc.parse().unwrap();
            assert!(
                !may_write(&subject("lin.xd", &all), &doc, Relation { leads: true, holds: true, new: false }),
                "{doc}"
            );
        }
    }

    #[test]
    fn pay_is_read_by_its_person() {
        let desk: DocId = "desk/lin.xd/2026-03".parse().unwrap();
        assert!(may_read(&subject("lin.xd", &[Role::Rep]), &desk, Relation::default()));
        assert!(!may_read(
            &subject("wang.lei", &[Role::Manager]),
            &desk,
            Relation { leads: true, ..Relation::default() }
        ));
    }

    #[test]
    fn an_owner_hands_over_to_his_peers_and_who_leads_him_to_anyone() {
        let (rep, admin) = (subject("lin.xd", &[Role::Rep]), subject("root.ad", &[Role::Admin]));
        let owns = Hands { owns: true, leads: false };
        let leads = Hands { owns: false, leads: true };
        assert!(may_hand_over(&rep, owns, true) && !may_hand_over(&rep, owns, false));
        assert!(may_hand_over(&rep, leads, false) && may_hand_over(&admin, Hands::default(), false));
        assert!(!may_hand_over(&rep, Hands::default(), true), "a collaborator holds nothing to give away");
        assert!(may_set_collaborators(&rep, owns) && may_set_collaborators(&rep, leads));
        assert!(may_set_collaborators(&admin, Hands::default()) && !may_set_collaborators(&rep, Hands::default()));
    }

    #[test]
    fn who_goes_out_brings_new_customers_and_nobody_takes_what_is_there() {
        let id: DocId = "customer/0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap();
        let new = Relation { new: true, ..Relation::default() };
        for (role, may) in [
            (Role::Rep, true),
            (Role::Manager, true),
            (Role::Leader, true),
            (Role::Admin, true),
            (Role::Hr, false),
            (Role::Finance, false),
            (Role::Gm, false),
        ] {
            let who = subject("lin.xd", &[role]);
            assert_eq!(may_write(&who, &id, new), may, "{role:?}");
            assert!(!may_write(&who, &id, Relation::default()), "{role:?} takes what is another's");
            assert!(!may_read(&who, &id, new), "{role:?} reads what is not there");
        }
    }

    #[test]
    fn an_owner_raises_a_class_and_who_leads_him_lowers_it() {
        let (rep, admin) = (subject("lin.xd", &[Role::Rep]), subject("root.ad", &[Role::Admin]));
        let (owns, leads) = (Hands { owns: true, leads: false }, Hands { owns: false, leads: true });
        let neither = Hands::default();
        for (who, hands, raises, lowers) in [
            (&rep, owns, true, false),
            (&rep, leads, true, true),
            (&rep, neither, false, false),
            (&admin, neither, true, true),
        ] {
            assert_eq!((may_set_class(who, hands, true), may_set_class(who, hands, false)), (raises, lowers));
        }
    }

    #[test]
    fn two_customers_are_one_by_the_word_of_who_holds_or_leads_both() {
        let (rep, admin) = (subject("lin.xd", &[Role::Rep]), subject("root.ad", &[Role::Admin]));
        for (hands, may) in [
            (Hands { owns: true, leads: false }, true),
            (Hands { owns: false, leads: true }, true),
            (Hands::default(), false),
        ] {
            assert_eq!((may_merge(&rep, hands), may_merge(&admin, hands)), (may, true));
        }
    }

    #[test]
    fn scoring_approving_and_closing_are_different_hands() {
        let hr = subject("sun.hr", &[Role::Hr]);
        let gm = subject("zhao.gm", &[Role::Gm]);
        assert!(may(&hr, Act::ScorePeriod) && may(&hr, Act::ClosePeriod) && !may(&hr, Act::ApprovePeriod));
        assert!(may(&gm, Act::ApprovePeriod) && !may(&gm, Act::ScorePeriod));
        let rep = subject("lin.xd", &[Role::Rep]);
        assert!(![Act::SeeTeam, Act::SeePay, Act::ImportMoney, Act::ManagePeople].iter().any(|act| may(&rep, *act)));
    }
}
