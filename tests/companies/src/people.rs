//! Who works there, whom they sell to and what they aim at.

use shared::books::plan::BonusKind;
use shared::books::{Class, Customer, Id, Person, Plan, Post, Site, Target, Wage};
use shared::num::Decimal;
use shared::period::{BusinessDay, Span};

use super::Maker;

pub(super) const DEPARTMENTS: [&str; 2] = ["D1", "D2"];

impl Maker {
    /// Days a history begins on, ascending, each once, the first before everything.
    fn turns(&mut self, more: u32) -> Vec<BusinessDay> {
        let mut days = vec![self.first().plus_days(-900)];
        days.extend((0..self.random.below(more + 1)).map(|_| self.a_day()));
        days.sort();
        days.dedup();
        days
    }

    pub(super) fn make_people(&mut self, plan: &Plan) -> Vec<Person> {
        let templates: Vec<Id> = plan.templates.iter().map(|template| template.id.clone()).collect();
        self.people
            .clone()
            .into_iter()
            .map(|id| {
                let join = if self.random.chance(75) { self.first().plus_days(-700) } else { self.a_day() };
                let leave = self.random.chance(20).then(|| self.a_day()).filter(|leave| *leave >= join);
                let posts = self.turns(2).into_iter();
                let posts = posts.map(|from| Post {
                    from,
                    department: Id::new(self.random.pick(&DEPARTMENTS)),
                    template: self.random.pick(&templates),
                });
                let posts = posts.collect();
                let wages = self.turns(2).into_iter();
                let wages = wages.map(|from| Wage { from, amount: self.coins(0, 900_000) }).collect();
                let draw = self.random.chance(40).then(|| self.coins(0, 300_000));
                let pool_weight = self.random.pick(&["1", "1", "0.5", "2", "1.333", "0"]);
                Person { id, join, leave, posts, wages, draw, pool_weight: number(pool_weight) }
            })
            .collect()
    }

    pub(super) fn make_customers(&mut self) -> Vec<Customer> {
        self.customers
            .clone()
            .into_iter()
            .map(|id| Customer {
                id,
                class: self.random.pick(&Class::ALL),
                owner: self.somebody(),
                since: if self.random.chance(60) { self.first().plus_days(-400) } else { self.a_day() },
                site: self.random.chance(85).then(|| Site {
                    lat: Decimal::new(self.random.between(30_000_000, 31_000_000), 6),
                    lon: Decimal::new(self.random.between(120_000_000, 121_000_000), 6),
                    radius: Decimal::from(self.random.pick(&[50, 100, 300])),
                }),
            })
            .collect()
    }

    pub(super) fn make_targets(&mut self, plan: &Plan) -> Vec<Target> {
        let mut metrics: Vec<Id> = Vec::new();
        for template in &plan.templates {
            let all = template.dimensions.iter().flat_map(|dimension| &dimension.indicators);
            metrics.extend(all.filter_map(|indicator| indicator.scoring.metric().cloned()));
        }
        metrics.extend(plan.bonuses.iter().filter_map(|bonus| match &bonus.kind {
            BonusKind::Performance { metric, .. } => Some(metric.clone()),
            _ => None,
        }));
        metrics.push("contract_amount".into());
        metrics.extend(self.products.iter().map(|product| Id::new(&format!("product_quantity:{product}"))));
        metrics.sort();
        metrics.dedup();
        let mut subjects = self.people.clone();
        subjects.extend(DEPARTMENTS.map(Id::new));
        let mut spans: Vec<Span> = self.months.iter().map(|month| Span::from(*month)).collect();
        spans.extend(plan.templates.iter().flat_map(|one| self.months.iter().map(|month| Span::of(*month, one.cycle))));
        spans.sort();
        spans.dedup();
        let mut targets = Vec::new();
        for subject in subjects {
            for metric in &metrics {
                for period in spans.clone() {
                    if self.random.chance(70) {
                        let value = self.target_value(metric.as_str());
                        targets.push(Target::new(subject.clone(), metric.clone(), period, value));
                    }
                }
            }
        }
        targets
    }

    fn target_value(&mut self, metric: &str) -> Decimal {
        if self.random.chance(6) {
            return Decimal::from(self.random.pick(&[0, -5]));
        }
        match metric {
            "contract_amount" | "collected_amount" => Decimal::from(self.random.between(1, 60) * 10_000),
            "visits" | "effective_visits" => Decimal::from(self.random.between(1, 12)),
            "satisfaction" => Decimal::from(4),
            _ if metric.starts_with("product_quantity") => Decimal::from(self.random.between(1, 60)),
            _ => Decimal::new(self.random.between(1, 15), 1),
        }
    }
}

pub(super) fn number(text: &str) -> Decimal {
    shared::num::decimal(text).expect("a number")
}
