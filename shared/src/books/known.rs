use super::Books;
use crate::period::BusinessDay;

impl Books {
    /// The day the last fact became known.
    #[must_use]
    pub fn last_known(&self) -> Option<BusinessDay> {
        let mut last = None;
        macro_rules! see {
            ($($list:ident),*) => {
                $(last = last.max(self.$list.iter().map(|one| one.known_on).max());)*
            };
        }
        see!(
            contracts,
            collections,
            refunds,
            bad_debts,
            visits,
            contacts,
            surveys,
            expenses,
            trips,
            outcomes,
            ratings,
            events,
            penalties,
            specials,
            fx
        );
        let amended = self.contracts.iter().flat_map(|one| &one.amendments).map(|one| one.known_on).max();
        let staged = self.opportunities.iter().flat_map(|one| &one.stages).map(|one| one.known_on).max();
        last.max(amended).max(staged)
    }
}
