use serde_json::Value;

use super::door::{At, Door, shown};
use super::fields::{Fields, Read, all, any, column, filled, record};
use super::limit;
use crate::books::plan::check::{pay, plan, score};
use crate::books::plan::{
    Bonus, BonusKind, Coefficient, CommissionLimits, CommissionVersion, Deductions, Dimension, Floating, FormulaMetric,
    Grade, Hold, Indicator, Plan, Score, Scoring, Template, Tier, default_grades,
};
use crate::num::decimal;

impl Read for Plan {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let fields = Fields::of(value, at, door)?;
        let id = fields.or_default("id", door, any);
        let version = fields.maybe("version", door, any);
        let name = fields.or_default("name", door, any);
        let templates = fields.list("templates", door, any);
        let metrics = fields.list_or_none("metrics", door, all(plan::metrics));
        fields.once_each("grades", "id", door);
        let grades =
            fields.maybe("grades", door, all(plan::grades)).map(|grades| grades.unwrap_or_else(default_grades));
        let forced = fields.or_null("forced", door, |forced: &Vec<_>, at, door| {
            plan::forced(forced, grades.as_deref(), at, door);
        });
        let floating = fields.or_null("floating", door, pay::floating);
        let commission = fields.must("commission", door, all(pay::versions));
        let commission_limits = fields.maybe("commission_limits", door, pay::limits);
        let bonuses = fields.list("bonuses", door, any);
        let deductions = fields.must("deductions", door, pay::deductions);
        let names = fields.or_default("names", door, plan::languages);
        let mut commission: Vec<CommissionVersion> = commission?;
        commission.sort_by_key(|version| version.from);
        Some(Self {
            id: id?,
            version: version?.unwrap_or(1),
            name: name?,
            templates: templates?,
            metrics: metrics?,
            grades: grades?,
            forced: forced?,
            floating: floating?,
            commission,
            commission_limits: commission_limits?,
            bonuses: bonuses?,
            deductions: deductions?,
            names: names?,
        })
    }
}

impl Read for Template {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let fields = Fields::of(value, at, door)?;
        weigh(&fields, "dimensions", at, door);
        let template = filled!(fields, door, Template { id: must, name: or_default, cycle: must, dimensions: list })?;
        score::indicator_ids(&template, at, door);
        Some(template)
    }
}

impl Read for Dimension {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let fields = Fields::of(value, at, door)?;
        weigh(&fields, "indicators", at, door);
        filled!(
            fields,
            door,
            Dimension { id: must, name: or_default, weight: must / limit::not_negative, indicators: must }
        )
    }
}

/// The weights of a level, from the raw value: a fault in one indicator does not hide that they sum to 99.
fn weigh(fields: &Fields<'_>, level: &str, at: &At<'_>, door: &mut Door<'_>) {
    if let Some(list) = fields.raw(level).filter(|list| list.is_array()) {
        let weights = column(Some(list), "weight").map(|text| decimal(text?).ok());
        let vetoes = column(Some(list), "kind").map(|kind| kind == Some("veto"));
        let counted = weights.zip(vetoes).filter(|(_, veto)| !veto).map(|(weight, _)| weight);
        limit::hundred(counted, "weights", &at.key(level), door);
    }
}

impl Read for Indicator {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let fields = Fields::of(value, at, door)?;
        let id = fields.must("id", door, any);
        let name = fields.or_default("name", door, any);
        let weight = fields.must("weight", door, limit::not_negative);
        let scoring = scoring(&fields, at, door);
        let indicator = Self { id: id?, name: name?, weight: weight?, scoring: scoring? };
        score::indicator(&indicator, at, door);
        Some(indicator)
    }
}

/// The kind of an indicator or a bonus; the caller knows which there are.
fn kind(fields: &Fields<'_>, door: &mut Door<'_>) -> Option<String> {
    fields.must("kind", door, any)
}

fn no_kind<T>(kind: &str, all: &str, at: &At<'_>, door: &mut Door<'_>) -> Option<T> {
    door.fault(&at.key("kind"), || format!("{} is none of {all}", shown(kind)));
    None
}

fn scoring(fields: &Fields<'_>, at: &At<'_>, door: &mut Door<'_>) -> Option<Scoring> {
    match kind(fields, door)?.as_str() {
        "linear" => filled!(fields, door, Scoring::Linear { metric: must, full: must, floor: must, cap: must }),
        "steps" => filled!(fields, door, Scoring::Steps { metric: must, of: must, bands: must }),
        "deduct" => filled!(fields, door, Scoring::Deduct { event: must, full: must, per: must, floor: must }),
        "bonus" => filled!(fields, door, Scoring::Bonus { event: must, start: must, per: must, cap: must }),
        "rated" => filled!(fields, door, Scoring::Rated { raters: must }),
        "veto" => filled!(fields, door, Scoring::Veto { event: must }),
        "formula" => filled!(fields, door, Scoring::Formula { formula: must }),
        other => no_kind(other, "linear, steps, deduct, bonus, rated, veto, formula", at, door),
    }
}

impl Read for Bonus {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let fields = Fields::of(value, at, door)?;
        let id = fields.must("id", door, any);
        let cycle = fields.must("cycle", door, any);
        let templates = fields.must("templates", door, any);
        let kind = bonus_kind(&fields, at, door);
        let bonus = Self { id: id?, cycle: cycle?, templates: templates?, kind: kind? };
        pay::bonus(&bonus, at, door);
        Some(bonus)
    }
}

fn bonus_kind(fields: &Fields<'_>, at: &At<'_>, door: &mut Door<'_>) -> Option<BonusKind> {
    match kind(fields, door)?.as_str() {
        "volume" => filled!(fields, door, BonusKind::Volume { products: must }),
        "price" => filled!(fields, door, BonusKind::Price { share: must }),
        "collection" => filled!(fields, door, BonusKind::Collection { base: must, bands: must }),
        "bad_debt" => filled!(fields, door, BonusKind::BadDebt { allowance: must, share: must }),
        "performance" => filled!(fields, door, BonusKind::Performance { metric: must, base: must, bands: must }),
        "pool" => {
            filled!(fields, door, BonusKind::Pool { department: must, amount: must, metric: or_null, bands: must })
        }
        "base" => filled!(fields, door, BonusKind::Base { amount: must, bands: maybe }),
        "appraisal" => filled!(fields, door, BonusKind::Appraisal { amount: must, bands: maybe }),
        "excess" => filled!(fields, door, BonusKind::Excess { rate: must }),
        other => {
            let all = "volume, price, collection, bad_debt, performance, pool, base, appraisal, excess";
            no_kind(other, all, at, door)
        }
    }
}

record!(Score { from: must, to: or_null, score: must });
record!(Tier { from: must, to: or_null, rate: must });
record!(Coefficient { from: must, to: or_null, coefficient: must });
record!(FormulaMetric { id: must, name: must, formula: must });
record!(Grade { id: must, from: must });
record!(Floating { cap: must });
record!(Hold { share: must, threshold: must });
record!(CommissionLimits { cap: maybe, cap_carry: or_default, floor: maybe, hold: maybe });
record!(Deductions { limit: must, minimum_wage: must, carry: must, gap_penalty: must });

record!(CommissionVersion {
    from: must,
    mode: must,
    window: must,
    tiers: must,
    templates: or_default,
} then checked);

fn checked(version: &mut CommissionVersion, at: &At<'_>, door: &mut Door<'_>) {
    pay::version(version, at, door);
}
