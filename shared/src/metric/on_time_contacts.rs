use super::measured::Evidence;
use super::{Measured, Metric, Parameter, Scope, Unit, size};
use crate::facts::in_days;
use crate::num::NumError;

/// Each date that was set counts; met by a later contact of anyone with that customer on or before it (D-24).
pub(super) const METRIC: Metric = Metric {
    id: "on_time_contacts",
    parameter: Parameter::None,
    unit: Unit::Share,
    adds_up: false,
    lower_is_better: false,
    zh: "按时做到的下次联系 ÷ 考核期内到期的下次联系",
    en: "next contact dates met on or before the day, of those due in the period",
    from: &["visits", "contacts"],
    measure,
};

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let mut evidence = Evidence::of(scope);
    let dues = in_days(&scope.person().dues, scope.first_day(), scope.last_day());
    let mut met = 0;
    for due in dues {
        evidence.note(&due.id);
        let touches = &scope.facts.customers[due.customer].touches;
        let later = touches.get(touches.partition_point(|touch| touch.at <= due.set));
        if let Some(touch) = later.filter(|touch| touch.day <= due.day) {
            met += 1;
            evidence.note(&touch.id);
        }
    }
    Measured::share(("met", met), ("due", size(dues.len())), evidence)
}
