//! Templates and ratings.

use shared::books::plan::{Dimension, Indicator, Of, Plan, Score, Scoring, Template};
use shared::books::{Id, Rating};
use shared::num::Decimal;
use shared::period::Span;

use super::Maker;
use super::people::number;
use super::plan::bands;

const METRICS: [&str; 20] = [
    "contract_amount",
    "contract_count",
    "collected_amount",
    "collection_rate",
    "daily_customers",
    "new_customers",
    "retention",
    "satisfaction",
    "visits",
    "effective_visits",
    "coverage",
    "coverage:A",
    "on_time_contacts",
    "win_rate",
    "expense_ratio",
    "stage_progress",
    "plan_compliance",
    "call_compliance",
    "route_order",
    "contact_gap_breaches",
];
pub(super) const EVENTS: [&str; 3] = ["complaint", "praise", "accident"];
const RATERS: [&str; 4] = ["superior", "leader", "hr", "committee"];

impl Maker {
    pub(super) fn templates(&mut self) -> Vec<Template> {
        (0..self.random.between(1, 3))
            .map(|n| {
                let parts = self.random.between(1, 3);
                let dimensions = self.hundred(parts).into_iter().map(|weight| self.dimension(weight)).collect();
                Template { id: Id::new(&format!("T{n}")), name: String::new(), cycle: self.cycle(), dimensions }
            })
            .collect()
    }

    fn dimension(&mut self, weight: Decimal) -> Dimension {
        let parts = self.random.between(1, 4);
        let mut indicators: Vec<Indicator> = Vec::new();
        for weight in self.hundred(parts) {
            let scoring = self.scoring();
            indicators.push(Indicator { id: self.new_id("i"), name: String::new(), weight, scoring });
        }
        if self.random.chance(25) {
            let scoring = Scoring::Veto { event: self.random.pick(&EVENTS).into() };
            indicators.push(Indicator { id: self.new_id("i"), name: String::new(), weight: Decimal::ZERO, scoring });
        }
        Dimension { id: self.new_id("d"), name: String::new(), weight, indicators }
    }

    fn metric(&mut self) -> Id {
        if self.random.chance(10) {
            let products = self.products.clone();
            return Id::new(&format!("product_quantity:{}", self.random.pick(&products)));
        }
        Id::new(self.random.pick(&METRICS))
    }

    fn scoring(&mut self) -> Scoring {
        let event = self.random.pick(&EVENTS).to_owned();
        match self.random.below(6) {
            0 | 1 => Scoring::Linear {
                metric: self.metric(),
                full: Decimal::from(self.random.pick(&[100, 100, 90])),
                floor: number(self.random.pick(&["0", "0.2", "-0.5"])),
                cap: number(self.random.pick(&["1", "1.2", "1.5"])),
            },
            2 => {
                let (of, edges) = self
                    .random
                    .pick(&[(Of::Attainment, ["0", "0.5", "0.8", "1"]), (Of::Value, ["0", "0.2", "3", "50000"])]);
                let score = |from, to, score| Score { from, to, score };
                Scoring::Steps { metric: self.metric(), of, bands: bands(&edges, &["0", "40", "70", "100"], score) }
            }
            3 => Scoring::Deduct {
                event,
                full: Decimal::from(100),
                per: number(self.random.pick(&["15", "7.5", "40"])),
                floor: Decimal::from(self.random.pick(&[0, 60])),
            },
            4 => Scoring::Bonus { event, start: 60.into(), per: number("12.5"), cap: 100.into() },
            _ => {
                let kinds = self.random.between(1, 4);
                let weights = self.hundred(kinds);
                Scoring::Rated { raters: RATERS.map(str::to_owned).into_iter().zip(weights).collect() }
            }
        }
    }

    pub(super) fn make_ratings(&mut self, plan: &Plan) -> Vec<Rating> {
        let mut ratings = Vec::new();
        for template in &plan.templates {
            let all = template.dimensions.iter().flat_map(|dimension| &dimension.indicators);
            let rated: Vec<_> = all.filter(|one| matches!(one.scoring, Scoring::Rated { .. })).collect();
            let mut spans: Vec<Span> = self.months.iter().map(|month| Span::of(*month, template.cycle)).collect();
            spans.dedup();
            let people = self.people.clone();
            for (span, employee) in spans.iter().flat_map(|span| people.iter().map(move |id| (*span, id))) {
                for indicator in &rated {
                    let Scoring::Rated { raters } = &indicator.scoring else { continue };
                    for kind in raters.keys() {
                        for rater in 0..self.random.pick(&[0, 1, 1, 1, 2, 3]) {
                            ratings.push(Rating {
                                id: self.new_id("r"),
                                employee: employee.clone(),
                                period: span,
                                indicator: indicator.id.clone(),
                                kind: kind.clone(),
                                rater: format!("boss{rater}"),
                                score: Decimal::new(self.random.between(0, 1000), 1),
                                known_on: self.known(span.last_day()),
                            });
                        }
                    }
                }
            }
        }
        ratings
    }
}
