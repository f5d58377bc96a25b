use super::measured::Evidence;
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::facts::OpportunityFacts;
use crate::num::NumError;

/// Last order before the end against the last before the start; an outcome moves no stage (D-28).
pub(super) const METRIC: Metric = Metric {
    id: "stage_progress",
    parameter: Parameter::None,
    unit: Unit::Share,
    adds_up: false,
    lower_is_better: false,
    zh: "期末阶段比期初更靠后的业务机会数 ÷ 期内未结束的业务机会数",
    en: "opportunities further on at the period's end than at its start, of those open in the period",
    from: &["opportunities", "outcomes"],
    measure,
};

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let mut evidence = Evidence::of(scope);
    let (mut further, mut open) = (0, 0);
    for no in &scope.person().opportunities {
        let opportunity = &scope.facts.opportunities[*no];
        if let Some(moved) = moved(scope, opportunity) {
            open += 1;
            further += i64::from(moved);
            evidence.note(&opportunity.id);
        }
    }
    Measured::share(("further", further), ("open", open), evidence)
}

/// Whether it stands further on than at the start, or than at its first stage; `None` where it was not open.
fn moved(scope: &Scope<'_>, opportunity: &OpportunityFacts) -> Option<bool> {
    let (first, last) = (scope.first_day(), scope.last_day());
    if opportunity.closed.first().is_some_and(|day| *day < first) {
        return None;
    }
    let stages = &opportunity.stages;
    let before = stages.partition_point(|(day, _)| *day < first);
    let to = stages.partition_point(|(day, _)| *day <= last);
    let (_, end) = stages.get(to.checked_sub(1)?)?;
    let (_, start) = stages.get(before.saturating_sub(1))?;
    Some(end.order > start.order)
}
