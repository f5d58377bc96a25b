//! Contracts and the money on them.

use shared::books::{
    Amendment, BadDebt, Books, Collection, Contract, ContractLine, Fx, Id, Instalment, Product, Rate, Refund, Split,
};
use shared::num::{Currency, Decimal};
use shared::period::BusinessDay;

use super::people::number;
use super::{Maker, code};

impl Maker {
    /// An amount of the company's currency, given in hundredths.
    pub(super) fn coins(&mut self, low: i64, high: i64) -> Decimal {
        let minor = self.company.minor;
        self.coins_of(minor, low, high)
    }

    fn coins_of(&mut self, minor: u32, low: i64, high: i64) -> Decimal {
        let exact = Decimal::new(self.random.between(low, high), 2);
        let round = self.random.chance(40);
        exact.round_dp(if round { 0 } else { minor })
    }

    /// Rates from a day on, for so many of a hundred.
    pub(super) fn rates(&mut self, percent: u32) -> Vec<Rate> {
        if !self.random.chance(percent) {
            return Vec::new();
        }
        let mut days = vec![self.first().plus_days(self.random.pick(&[-800, -10]))];
        days.extend((0..self.random.below(2)).map(|_| self.a_day()));
        days.sort();
        days.dedup();
        let rates = ["0.06", "0.015", "0.0333", "0", "0.1"];
        days.into_iter().map(|from| Rate { from, rate: number(self.random.pick(&rates)) }).collect()
    }

    pub(super) fn make_products(&mut self) -> Vec<Product> {
        self.products.clone().into_iter().map(|id| Product { id, rates: self.rates(50) }).collect()
    }

    pub(super) fn make_contracts(&mut self) -> Vec<Contract> {
        (0..self.random.between(1, self.size.contracts)).map(|_| self.contract()).collect()
    }

    fn contract(&mut self) -> Contract {
        let signed = if self.random.chance(70) {
            self.a_day()
        } else {
            let before = self.random.between(1, 760);
            self.first().plus_days(-before)
        };
        let currency = self.random.chance(20).then(|| code(self.random.pick(&["USD", "EUR", "JPY"])));
        let currency = currency.filter(|currency| *currency != self.company.currency);
        let minor = currency.map_or(self.company.minor, Currency::minor);
        let amount = self.coins_of(minor, 0, 40_000_000);
        let (products, customers, opportunities) =
            (self.products.clone(), self.customers.clone(), self.opportunities.clone());
        Contract {
            id: self.new_id("C"),
            customer: self.random.pick(&customers),
            opportunity: self.random.chance(40).then(|| self.random.pick(&opportunities)),
            signed,
            amount,
            currency,
            lines: (0..self.random.below(4))
                .map(|_| ContractLine {
                    id: self.new_id("L"),
                    product: self.random.pick(&products),
                    quantity: Decimal::new(self.random.between(0, 400), 1),
                    price: self.coins(0, 900_000),
                    guide_price: self.random.chance(70).then(|| self.coins(0, 900_000)),
                })
                .collect(),
            instalments: (0..self.random.below(4))
                .map(|_| Instalment {
                    id: self.new_id("I"),
                    due: self.a_day(),
                    amount: self.coins_of(minor, 0, 10_000_000),
                })
                .collect(),
            splits: self.splits(),
            amendments: self.amendments(signed, minor),
            known_on: self.known(signed),
        }
    }

    fn splits(&mut self) -> Vec<Split> {
        let mut people = self.people.clone();
        self.random.shuffle(&mut people);
        people.truncate(self.random.pick(&[1, 1, 1, 2, 3]));
        let parts = u32::try_from(people.len()).unwrap_or(1);
        let percents = self.hundred(parts);
        people.into_iter().zip(percents).map(|(employee, percent)| Split { employee, percent }).collect()
    }

    fn amendments(&mut self, signed: BusinessDay, minor: u32) -> Vec<Amendment> {
        let mut days: Vec<_> = (0..self.random.pick(&[0, 0, 0, 1, 2])).map(|_| self.a_day().max(signed)).collect();
        days.sort();
        days.dedup();
        days.into_iter()
            .map(|date| Amendment { date, amount: self.coins_of(minor, 0, 40_000_000), known_on: self.known(date) })
            .collect()
    }

    pub(super) fn make_fx(&mut self) -> Vec<Fx> {
        let mut rates = Vec::new();
        for currency in ["USD", "EUR", "JPY"].map(code) {
            if currency == self.company.currency || self.random.chance(8) {
                continue;
            }
            let long_before = self.first().plus_days(-800);
            for n in 0..self.random.between(1, 4) {
                let from = if n == 0 && self.random.chance(85) { long_before } else { self.a_day() };
                let rate = Decimal::new(self.random.between(1, 99_999), 4);
                rates.push(Fx { from, currency, rate, known_on: self.known(from) });
            }
        }
        rates
    }

    /// Collections, refunds and bad debts of the contracts.
    pub(super) fn make_cash(&mut self, books: &mut Books) {
        for contract in books.contracts.clone() {
            let minor = contract.currency.map_or(self.company.minor, Currency::minor);
            let instalments: Vec<Id> = contract.instalments.iter().map(|one| one.id.clone()).collect();
            for _ in 0..self.random.below(5) {
                let received = self.a_day();
                let collection = Collection {
                    id: self.new_id("M"),
                    contract: contract.id.clone(),
                    received,
                    amount: self.coins_of(minor, 1, 15_000_000),
                    instalment: (!instalments.is_empty() && self.random.chance(40))
                        .then(|| self.random.pick(&instalments)),
                    known_on: self.known(received),
                };
                for _ in 0..self.random.pick(&[0, 0, 0, 1, 2]) {
                    let date = received.plus_days(self.random.between(0, 80));
                    let part = Decimal::new(self.random.between(1, 50), 2);
                    let amount = (collection.amount * part).round_dp(minor);
                    let (id, known_on) = (self.new_id("B"), self.known(date));
                    books.refunds.push(Refund { id, collection: collection.id.clone(), date, amount, known_on });
                }
                books.collections.push(collection);
            }
            if self.random.chance(15) {
                let date = self.a_day();
                let (id, amount) = (self.new_id("Q"), self.coins_of(minor, 1, 500_000));
                let known_on = self.known(date);
                books.bad_debts.push(BadDebt { id, contract: contract.id.clone(), date, amount, known_on });
            }
        }
    }
}
