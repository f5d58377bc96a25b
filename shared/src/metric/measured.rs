use super::Scope;
use crate::books::Id;
use crate::num::{Exact, NumError};

/// A measured value and what it was counted from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Measured {
    /// `None`: not applicable, never zero.
    pub value: Option<Exact>,
    /// What made the value, numerator and divisor, each once, by id or by time; empty where no evidence was wanted.
    pub facts: Vec<Id>,
    /// Numerator and divisor by name, for the explanation; empty where no evidence was wanted.
    pub inputs: Vec<(&'static str, Exact)>,
}

impl Measured {
    /// A number that always applies.
    pub(super) fn of(value: Exact, evidence: Evidence) -> Self {
        Self { value: Some(value), facts: evidence.ids(), inputs: Vec::new() }
    }

    /// How many there are.
    pub(super) fn count<'a>(scope: &Scope<'_>, found: impl Iterator<Item = &'a Id>) -> Self {
        let (mut count, mut evidence) = (0, Evidence::in_order(scope));
        for id in found {
            count += 1;
            evidence.note(id);
        }
        Self::of(Exact::whole(count), evidence)
    }

    /// One number over another, each with its name; not applicable where the divisor is not above zero.
    pub(super) fn ratio(
        numerator: (&'static str, Exact),
        divisor: (&'static str, Exact),
        evidence: Evidence,
    ) -> Result<Self, NumError> {
        let value = if divisor.1.is_positive() { Some(numerator.1.div(&divisor.1, divisor.0)?) } else { None };
        let inputs = if evidence.wanted { vec![numerator, divisor] } else { Vec::new() };
        Ok(Self { value, facts: evidence.ids(), inputs })
    }

    /// So many of so many; not applicable where there are none.
    pub(super) fn share(
        (name, some): (&'static str, i64),
        (all_name, all): (&'static str, i64),
        evidence: Evidence,
    ) -> Result<Self, NumError> {
        Self::ratio((name, Exact::whole(some)), (all_name, Exact::whole(all)), evidence)
    }
}

/// Gathers the ids of facts, where they are wanted.
#[derive(Debug)]
pub(super) struct Evidence {
    wanted: bool,
    ordered: bool,
    ids: Vec<Id>,
}

impl Evidence {
    pub const fn of(scope: &Scope<'_>) -> Self {
        Self { wanted: scope.evidence, ordered: false, ids: Vec::new() }
    }

    /// What is noted each once and in an order of its own that is not the books': it stays as noted.
    pub const fn in_order(scope: &Scope<'_>) -> Self {
        Self { wanted: scope.evidence, ordered: true, ids: Vec::new() }
    }

    pub const fn is_wanted(&self) -> bool {
        self.wanted
    }

    #[inline]
    pub fn note(&mut self, id: &Id) {
        if self.wanted {
            self.ids.push(id.clone());
        }
    }

    /// By id, where they were not noted in an order of their own: the order of the books never shows.
    fn ids(mut self) -> Vec<Id> {
        if !self.ordered {
            self.ids.sort_unstable();
            self.ids.dedup();
        }
        self.ids
    }
}
