use crate::books::{CollectionRate, Instalment};
use crate::facts::{Deal, Receipt};
use crate::metric::Scope;
use crate::metric::measured::Evidence;
use crate::num::Exact;
use crate::period::BusinessDay;

/// An instalment and the money on it.
pub(super) struct Slot<'a> {
    pub instalment: &'a Instalment,
    /// Still to be paid.
    open: Exact,
    /// Paid by money that counts.
    pub counted: Exact,
}

/// Which money pays which instalment of a contract; used again for each contract.
#[derive(Default)]
pub(super) struct Payments<'a> {
    /// By (due, id).
    slots: Vec<Slot<'a>>,
}

impl<'a> Payments<'a> {
    pub fn slots(&self) -> impl Iterator<Item = &Slot<'a>> {
        self.slots.iter()
    }

    /// All money of a contract up to the period's end, by (received, id): first on the instalment a collection names, then
    /// on the oldest open one. What is left over counts nowhere.
    pub fn take(&mut self, scope: &Scope<'_>, deal: &'a Deal, evidence: &mut Evidence) {
        let slot = |instalment: &'a Instalment| {
            let (open, counted) = (instalment.amount.max(Default::default()).into(), Exact::zero());
            Slot { instalment, open, counted }
        };
        self.slots.clear();
        self.slots.extend(deal.contract.instalments.iter().map(slot));
        self.slots.sort_by(|a, b| (a.instalment.due, &a.instalment.id).cmp(&(b.instalment.due, &b.instalment.id)));
        let in_period = scope.facts.settings.collection_rate == CollectionRate::InPeriod;
        for receipt in &deal.receipts {
            let collection = &receipt.collection;
            if collection.received > scope.last_day() {
                break;
            }
            let mut left = kept(receipt, scope.last_day(), evidence);
            let counts = !in_period || scope.first_day() <= collection.received;
            let named = |slot: &Slot<'_>| collection.instalment.as_ref() == Some(&slot.instalment.id);
            if let Some(slot) = self.slots.iter_mut().find(|slot| named(slot)) {
                slot.pay(&mut left, counts);
            }
            for slot in &mut self.slots {
                if !left.is_positive() {
                    break;
                }
                slot.pay(&mut left, counts);
            }
        }
    }
}

impl Slot<'_> {
    fn pay(&mut self, left: &mut Exact, counts: bool) {
        if !self.open.is_positive() || !left.is_positive() {
            return;
        }
        let paid = left.clone().min(self.open.clone());
        self.open -= &paid;
        *left -= &paid;
        if counts {
            self.counted += paid;
        }
    }
}

/// What is left of a collection at the end of a day: what was refunded by then counts as never received.
fn kept(receipt: &Receipt, day: BusinessDay, evidence: &mut Evidence) -> Exact {
    evidence.note(&receipt.collection.id);
    let mut left = Exact::from(receipt.collection.amount);
    for refund in receipt.refunds.iter().filter(|refund| refund.date <= day) {
        evidence.note(&refund.id);
        left -= Exact::from(refund.amount);
    }
    left
}
