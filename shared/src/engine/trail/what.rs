/// What an amount is. Its text is the fluent key `trail-…`; its formula names the node's arguments in braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    BaseWage,
    WageDays,
    FloatingWage,
    VolumeBonus,
    VolumeProduct,
    PriceBonus,
    PriceLine,
    CollectionBonus,
    BadDebtBonus,
    PerformanceBonus,
    PoolBonus,
    FixedBonus,
    AppraisalBonus,
    ExcessBonus,
    BonusPaid,
    Special,
    CommissionOpportunity,
    CommissionLine,
    CommissionTier,
    CommissionRetroactive,
    Collection,
    Clawback,
    Cap,
    Floor,
    Hold,
    HoldClawback,
    Release,
    Draw,
    Deduction,
    GapDeduction,
    NegativeCarried,
    TotalScore,
    DimensionScore,
    Vetoed,
    LinearScore,
    StepsScore,
    DeductScore,
    BonusScore,
    RatedScore,
    FormulaScore,
    Raters,
    Metric,
    Input,
    Target,
    Adjustment,
}

/// What a reader is told about a [`What`].
struct About {
    what: What,
    /// As serialised.
    name: &'static str,
    rule: &'static str,
    /// With the node's arguments in braces; empty where the parts say it.
    formula: &'static str,
}

macro_rules! about {
    ($($what:ident, $name:literal, $rule:literal, $formula:literal;)*) => {
        &[$(About { what: What::$what, name: $name, rule: $rule, formula: $formula }),*]
    };
}

const ABOUT: &[About] = about! {
    BaseWage, "base_wage", "D-32", "";
    WageDays, "wage_days", "D-32", "{wage} × {days} ÷ {working_days}";
    FloatingWage, "floating_wage", "PAY-5, D-3, D-32", "{base} × clamp(({score} − {sum} ÷ {count}) ÷ ({sum} ÷ {count}), −{cap}, {cap})";
    VolumeBonus, "volume_bonus", "D-34, D-36", "";
    VolumeProduct, "volume_product", "D-36", "{quantity} × {rate}";
    PriceBonus, "price_bonus", "D-34, D-36", "";
    PriceLine, "price_line", "D-36", "({price} − {guide_price}) × {fx} × {quantity} × {share} × {percent} ÷ 100";
    CollectionBonus, "collection_bonus", "D-20, D-34", "{base} × {coefficient}";
    BadDebtBonus, "bad_debt_bonus", "D-34, D-36", "({allowance} − {bad_debt}) × {share}";
    PerformanceBonus, "performance_bonus", "PAY-4, D-34", "{base} × {coefficient}";
    PoolBonus, "pool_bonus", "D-4, D-36", "{pool} × ({weight} × {score}) ÷ {sum}";
    FixedBonus, "fixed_bonus", "D-35", "{amount} × {coefficient}";
    AppraisalBonus, "appraisal_bonus", "D-35", "{amount} × {coefficient}";
    ExcessBonus, "excess_bonus", "D-35", "max(0, {actual} − {target}) × {rate}";
    BonusPaid, "bonus_paid", "D-33, D-34", "{before} + {month}";
    Special, "special", "D-35", "{amount}";
    CommissionOpportunity, "commission_opportunity", "D-13, D-15", "{part} × {rate}";
    CommissionLine, "commission_line", "D-13, D-15", "{part} × {rate}";
    CommissionTier, "commission_tier", "D-13, D-14, D-15", "{inside} × {rate}";
    CommissionRetroactive, "commission_retroactive", "D-14, D-15", "{rate} × {held} − {rate_before} × {held_before}";
    Collection, "collection", "D-13", "";
    Clawback, "clawback", "D-1, D-14", "−{part} × {rate}";
    Cap, "cap", "D-16", "min({cap}, {commission} + {over_cap}) − {commission}";
    Floor, "floor", "D-16", "max(0, {floor} − {commission})";
    Hold, "hold", "D-16", "−{share} × {commission} × {factor}";
    HoldClawback, "hold_clawback", "D-16", "min({held}, {share} × {clawback})";
    Release, "release", "D-16", "";
    Draw, "draw", "D-17", "max({draw}, {earned} − {owed}) − {earned}";
    Deduction, "deduction", "D-38", "−min({open}, {room})";
    GapDeduction, "gap_deduction", "D-29, D-38", "−min({open}, {room})";
    NegativeCarried, "negative_carried", "D-38", "";
    TotalScore, "total_score", "D-3, D-8", "";
    DimensionScore, "dimension_score", "D-8", "";
    Vetoed, "vetoed", "D-7", "0";
    LinearScore, "linear_score", "D-6, D-12", "{full} × clamp({actual} ÷ {target}, {floor}, {cap})";
    StepsScore, "steps_score", "D-12", "";
    DeductScore, "deduct_score", "D-6", "max({floor}, {full} − {events} × {per})";
    BonusScore, "bonus_score", "D-6", "min({cap}, {start} + {events} × {per})";
    RatedScore, "rated_score", "D-8, D-9", "";
    FormulaScore, "formula_score", "CFG-1", "{formula}";
    Raters, "raters", "D-9", "{sum} ÷ {count}";
    Metric, "metric", "TGT-2", "";
    Input, "input", "TGT-2", "";
    Target, "target", "TGT-1", "";
    Adjustment, "adjustment", "D-39", "{is} − {was}";
};

impl What {
    fn about(self) -> &'static About {
        // Every kind has its row: a test goes through them all.
        ABOUT.iter().find(|about| about.what == self).unwrap_or(&ABOUT[0])
    }

    /// As serialised.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.about().name
    }

    /// Where the rule stands: D-numbers of domain.md or a requirement.
    #[must_use]
    pub fn rule(self) -> &'static str {
        self.about().rule
    }

    pub(crate) fn formula(self) -> &'static str {
        self.about().formula
    }

    /// About how many arguments its node has.
    pub(super) const fn arguments(self) -> usize {
        match self {
            Self::LinearScore => 9,
            Self::DeductScore | Self::BonusScore | Self::PriceLine | Self::Deduction | Self::GapDeduction => 8,
            Self::StepsScore | Self::CommissionTier | Self::CommissionRetroactive | Self::FloatingWage => 6,
            Self::Metric | Self::Input | Self::Target | Self::Vetoed => 1,
            _ => 4,
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ABOUT.iter().find(|about| about.name == name).map(|about| about.what)
    }

    pub fn all() -> impl Iterator<Item = Self> {
        ABOUT.iter().map(|about| about.what)
    }

    /// The key of its text in the fluent files.
    #[must_use]
    pub fn key(self) -> String {
        format!("trail-{}", self.name().replace('_', "-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_row() {
        for (at, about) in ABOUT.iter().enumerate() {
            assert_eq!(about.what as usize, at, "{}", about.name);
            assert_eq!(What::named(about.name), Some(about.what));
        }
    }
}
