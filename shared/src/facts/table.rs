use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use crate::books::Id;

/// A position in a [`Table`].
pub trait Number: Copy {
    fn new(at: usize) -> Self;
    fn at(self) -> usize;
}

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl Number for $name {
            fn new(at: usize) -> Self {
                Self(u32::try_from(at).unwrap_or(u32::MAX))
            }
            fn at(self) -> usize {
                self.0 as usize
            }
        }
    };
}
number!(
    /// Somebody facts are about.
    EmployeeNo
);
number!(CustomerNo);
number!(OpportunityNo);
number!(
    /// A contract with its money.
    DealNo
);

/// Things by number and by id. Only a table makes its numbers, so they are always in range.
#[derive(Debug, Clone)]
pub struct Table<N, T> {
    rows: Vec<T>,
    numbers: BTreeMap<Id, u32>,
    number: PhantomData<N>,
}

impl<N, T> Default for Table<N, T> {
    fn default() -> Self {
        Self { rows: Vec::new(), numbers: BTreeMap::new(), number: PhantomData }
    }
}

impl<N: Number, T> Table<N, T> {
    /// The number of an id, if it is known.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<N> {
        self.numbers.get(id).map(|at| N::new(*at as usize))
    }

    /// Adds a row; a row of that id is replaced and keeps its number.
    pub fn put(&mut self, id: &Id, row: T) -> N {
        if let Some(at) = self.numbers.get(id.as_str()) {
            let number = N::new(*at as usize);
            self[number] = row;
            return number;
        }
        let number = N::new(self.rows.len());
        self.numbers.insert(id.clone(), u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.rows.push(row);
        number
    }

    /// Everything in the order of ids.
    pub fn by_id(&self) -> impl Iterator<Item = (N, &T)> {
        self.numbers.values().map(|at| (N::new(*at as usize), &self[N::new(*at as usize)]))
    }

    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    pub fn numbers(&self) -> impl Iterator<Item = N> + use<N, T> {
        (0..self.rows.len()).map(N::new)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<N: Number, T> Index<N> for Table<N, T> {
    type Output = T;
    fn index(&self, number: N) -> &T {
        &self.rows[number.at()]
    }
}

impl<N: Number, T> IndexMut<N> for Table<N, T> {
    fn index_mut(&mut self, number: N) -> &mut T {
        &mut self.rows[number.at()]
    }
}
