use std::collections::BTreeMap;

use crate::books::Id;

/// A list of the books by whose it is, each in the books' order: so that one person's part costs what it holds, not what
/// the company holds.
#[derive(Debug)]
pub(super) struct Grouped<'b, T>(BTreeMap<&'b Id, Vec<&'b T>>);

impl<'b, T> Grouped<'b, T> {
    pub fn new(list: &'b [T], key: impl Fn(&'b T) -> &'b Id) -> Self {
        let mut groups: BTreeMap<&'b Id, Vec<&'b T>> = BTreeMap::new();
        for one in list {
            groups.entry(key(one)).or_default().push(one);
        }
        Self(groups)
    }

    pub fn of(&self, id: &Id) -> impl Iterator<Item = &'b T> + use<'_, 'b, T> {
        self.0.get(id).into_iter().flatten().copied()
    }
}
