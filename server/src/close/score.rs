//! Scoring a period: what was frozen in, statements out. Pure.

use std::collections::BTreeMap;

use shared::old::engine::{EngineError, Explained, Group, Pack, evaluate, pack_for, total_score};
use shared::fact::Fact;
use shared::id::EmployeeId;
use shared::num::Decimal;

/// What scoring one person came to.
#[derive(Debug)]
pub struct Scored {
    pub employee: EmployeeId,
    pub pack: Pack,
    /// An error stops this person's statement and nobody else's.
    pub outcome: Result<Explained, EngineError>,
}

/// Scores everyone frozen for a period. `frozen` are packs of terms and targets; `facts` is each person's own, see
/// [`crate::ledger::share::by_person`].
#[must_use]
pub fn score(frozen: Vec<Pack>, facts: &BTreeMap<EmployeeId, Vec<Fact>>) -> Vec<Scored> {
    let packs: Vec<(Pack, Result<Option<Decimal>, EngineError>)> = frozen
        .into_iter()
        .map(|pack| {
            let own = facts.get(&pack.terms.person.id).map(Vec::as_slice).unwrap_or_default();
            let pack = pack_for(pack.terms, pack.period, pack.targets, own);
            let total = total_score(&pack);
            (pack, total)
        })
        .collect();
    let groups = groups(&packs);
    packs
        .into_iter()
        .map(|(mut pack, total)| {
            pack.group = groups.get(&pack.terms.person.template).cloned();
            let outcome = total.and_then(|_| evaluate(&pack));
            Scored { employee: pack.terms.person.id.clone(), pack, outcome }
        })
        .collect()
}

/// Constants of each template's people: those with a score, and the sum of the rounded ones (D-3).
fn groups(packs: &[(Pack, Result<Option<Decimal>, EngineError>)]) -> BTreeMap<String, Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (pack, total) in packs {
        if let Ok(Some(total)) = total {
            let template = pack.terms.person.template.clone();
            let group = groups.entry(template).or_insert(Group { count: 0, sum: Decimal::ZERO });
            group.count += 1;
            // Scores are at most a few hundred with two decimals: the sum of any company fits.
            group.sum += *total;
        }
    }
    groups
}
