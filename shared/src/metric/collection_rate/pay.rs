use super::is_due;
use crate::books::{CollectionRate, Instalment};
use crate::facts::{Deal, Receipt};
use crate::metric::Scope;
use crate::metric::measured::Evidence;
use crate::num::{Decimal, Exact, NumError};

/// An instalment and the money on it, in units of the contract's finest amount.
struct Slot<'a> {
    instalment: &'a Instalment,
    amount: i128,
    /// Still to be paid.
    open: i128,
    /// Paid by money that counts.
    counted: i128,
}

/// What of a contract is due, and what came in on that, in the contract's own currency.
pub(super) struct Paid {
    pub received: Exact,
    pub due: Exact,
}

/// Which money pays which instalment of a contract; used again for each contract.
#[derive(Default)]
pub(super) struct Payments<'a> {
    /// By (due, id).
    slots: Vec<Slot<'a>>,
    /// Decimals of a unit.
    scale: u32,
}

impl<'a> Payments<'a> {
    /// All money of a contract up to the period's end, by (received, id): first on the instalment a collection names, then
    /// on the oldest open one. What is left over counts nowhere.
    pub fn take(&mut self, scope: &Scope<'_>, deal: &'a Deal, evidence: &mut Evidence) -> Result<Paid, NumError> {
        let last = scope.last_day();
        let receipts = deal.receipts.iter().take_while(|receipt| receipt.collection.received <= last);
        self.open(deal, receipts.clone())?;
        let in_period = scope.facts.settings.collection_rate == CollectionRate::InPeriod;
        for receipt in receipts {
            let collection = &receipt.collection;
            let counts = !in_period || scope.first_day() <= collection.received;
            let mut left = self.kept(scope, receipt, evidence)?;
            if let Some(named) = &collection.instalment
                && let Some(slot) = self.slots.iter_mut().find(|slot| slot.instalment.id == *named)
            {
                slot.pay(&mut left, counts);
            }
            for slot in &mut self.slots {
                slot.pay(&mut left, counts);
            }
        }
        let (mut received, mut due) = (0, 0);
        for slot in self.slots.iter().filter(|slot| is_due(scope, slot.instalment)) {
            received = sum(received, slot.counted)?;
            due = sum(due, slot.amount)?;
        }
        Ok(Paid { received: self.exact(received)?, due: self.exact(due)? })
    }

    fn open(&mut self, deal: &'a Deal, receipts: impl Iterator<Item = &'a Receipt>) -> Result<(), NumError> {
        let instalments = &deal.contract.instalments;
        let money = receipts.flat_map(|receipt| {
            let back = receipt.refunds.iter().map(|refund| refund.amount);
            back.chain([receipt.collection.amount])
        });
        let amounts = instalments.iter().map(|instalment| instalment.amount).chain(money);
        self.scale = amounts.map(|amount| amount.scale()).max().unwrap_or(0);
        self.slots.clear();
        for instalment in instalments {
            let amount = self.units(instalment.amount)?;
            self.slots.push(Slot { instalment, amount, open: amount.max(0), counted: 0 });
        }
        self.slots
            .sort_unstable_by(|a, b| (a.instalment.due, &a.instalment.id).cmp(&(b.instalment.due, &b.instalment.id)));
        Ok(())
    }

    /// What is left of a collection at the period's end: what was refunded by then counts as never received.
    fn kept(&self, scope: &Scope<'_>, receipt: &Receipt, evidence: &mut Evidence) -> Result<i128, NumError> {
        evidence.note(&receipt.collection.id);
        let mut left = self.units(receipt.collection.amount)?;
        for refund in receipt.refunds.iter().filter(|refund| refund.date <= scope.last_day()) {
            evidence.note(&refund.id);
            left = sum(left, -self.units(refund.amount)?)?;
        }
        Ok(left)
    }

    fn units(&self, amount: Decimal) -> Result<i128, NumError> {
        let finer = 10i128.checked_pow(self.scale.saturating_sub(amount.scale()));
        finer.and_then(|finer| amount.mantissa().checked_mul(finer)).ok_or(NumError::TooLarge)
    }

    fn exact(&self, units: i128) -> Result<Exact, NumError> {
        Decimal::try_from_i128_with_scale(units, self.scale).map(Exact::from).map_err(|_| NumError::TooLarge)
    }
}

impl Slot<'_> {
    fn pay(&mut self, left: &mut i128, counts: bool) {
        let paid = self.open.min(*left).max(0);
        self.open -= paid;
        *left -= paid;
        if counts {
            self.counted += paid;
        }
    }
}

fn sum(a: i128, b: i128) -> Result<i128, NumError> {
    a.checked_add(b).ok_or(NumError::TooLarge)
}
