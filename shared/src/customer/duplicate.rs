//! Duplicates among many customers, without comparing each with each: by name, by line, and by a grid of places.

use std::collections::{BTreeMap, BTreeSet};

use super::likeness::{Likeness, NEAR, Traits, compare};
use crate::place::{Metres, Place};

/// A line that more customers than this share is a switchboard, and says nothing by itself (**ours**).
const SWITCHBOARD: usize = 10;

/// Customers to look among. `K` is whatever names one: a customer's id, a line of a file.
#[derive(Debug, Clone)]
pub struct Index<K> {
    known: Vec<(K, Traits)>,
    by_name: BTreeMap<String, Vec<usize>>,
    by_line: BTreeMap<String, Vec<usize>>,
    by_cell: BTreeMap<(i32, i32), Vec<usize>>,
}

impl<K> Default for Index<K> {
    fn default() -> Self {
        Self { known: Vec::new(), by_name: BTreeMap::new(), by_line: BTreeMap::new(), by_cell: BTreeMap::new() }
    }
}

/// Rows of the grid: each as high as names are looked for around, in degrees of latitude.
const ROW: Metres = NEAR / METRES_PER_DEGREE;
const METRES_PER_DEGREE: Metres = 111_195.0;

/// The row and column of a place; columns of a row are as wide as it is high.
fn cell(place: Place) -> (i32, i32) {
    let row = (place.lat() / ROW).floor();
    (row as i32, column(row as i32, place.lon()))
}

fn column(row: i32, lon: Metres) -> i32 {
    (lon / width(row)).floor() as i32
}

/// Degrees of longitude that a column of this row is wide. At the poles a column is the whole row.
fn width(row: i32) -> Metres {
    let middle = (Metres::from(row) + 0.5) * ROW;
    (ROW / middle.to_radians().cos().max(1e-3)).min(360.0)
}

/// Every cell that holds a place within [`NEAR`] of this one.
fn around(place: Place) -> impl Iterator<Item = (i32, i32)> {
    let (row, _) = cell(place);
    (row - 1..=row + 1).flat_map(move |row| {
        // A little more than needed: the row's edge is nearer to a pole than its middle.
        let reach = width(row) * 1.01;
        (column(row, place.lon() - reach)..=column(row, place.lon() + reach)).map(move |column| (row, column))
    })
}

impl<K: Clone> Index<K> {
    pub fn add(&mut self, key: K, traits: Traits) {
        let at = self.known.len();
        self.by_name.entry(traits.name.clone()).or_default().push(at);
        for line in &traits.phones {
            self.by_line.entry(line.key().to_owned()).or_default().push(at);
        }
        for place in &traits.places {
            self.by_cell.entry(cell(*place)).or_default().push(at);
        }
        self.known.push((key, traits));
    }

    /// Who may be the same as this one, what speaks most for it first; of equals the one that was added first.
    #[must_use]
    pub fn find(&self, traits: &Traits) -> Vec<(K, Likeness)> {
        let mut near: BTreeSet<usize> = BTreeSet::new();
        if !traits.name.is_empty() {
            near.extend(self.by_name.get(&traits.name).into_iter().flatten());
        }
        for line in &traits.phones {
            near.extend(
                self.by_line.get(line.key()).into_iter().flatten().filter(|_| !self.is_switchboard(line.key())),
            );
        }
        for cell in traits.places.iter().flat_map(|place| around(*place)) {
            near.extend(self.by_cell.get(&cell).into_iter().flatten());
        }
        let mut found: Vec<(usize, Likeness)> = near
            .into_iter()
            .filter_map(|at| {
                let likeness = compare(traits, &self.known.get(at)?.1)?;
                Some((at, likeness))
            })
            .filter(|(_, likeness)| likeness.name.is_some() || !self.all_switchboards(traits))
            .collect();
        found.sort_by_key(|(at, likeness)| (std::cmp::Reverse(likeness.weight()), *at));
        found.into_iter().filter_map(|(at, likeness)| Some((self.known.get(at)?.0.clone(), likeness))).collect()
    }

    fn is_switchboard(&self, key: &str) -> bool {
        self.by_line.get(key).is_some_and(|shared| shared.len() > SWITCHBOARD)
    }

    fn all_switchboards(&self, traits: &Traits) -> bool {
        traits.phones.iter().all(|line| self.is_switchboard(line.key()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: &str, lon: &str) -> Vec<Place> {
        vec![Place::new(lat.parse().unwrap(), lon.parse().unwrap()).unwrap()]
    }

    #[test]
    fn duplicates_are_found_by_name_by_line_and_around_the_corner() {
        let mut index = Index::default();
        index.add(1, Traits::of("浙北仁和医院", ["0571-87654321"], at("30.2741", "120.1551")));
        index.add(2, Traits::of("钱江康复中心", ["13800001234"], at("30.2100", "120.2000")));
        index.add(3, Traits::of("仁和医院（门诊）", [], at("30.2741", "120.1600")));
        let keys = |traits: Traits| index.find(&traits).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(keys(Traits::of("浙北仁和醫院", [], Vec::new())), [1]);
        assert_eq!(keys(Traits::of("某某中心", ["138-0000-1234"], Vec::new())), [2]);
        assert_eq!(keys(Traits::of("仁和医院", [], at("30.2745", "120.1570"))), [1, 3]);
        assert_eq!(keys(Traits::of("启明眼科", ["110"], at("30.2741", "120.1551"))), Vec::<i32>::new());
    }

    #[test]
    fn a_switchboard_makes_no_duplicates() {
        let mut index = Index::default();
        let names = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑"];
        for name in names {
            index.add(name, Traits::of(&format!("{name}记餐厅"), ["400-812-3123"], Vec::new()));
        }
        assert!(index.find(&Traits::of("寅记餐厅", ["400-812-3123"], Vec::new())).is_empty());
        assert_eq!(index.find(&Traits::of("甲记餐厅", ["400-812-3123"], Vec::new())).len(), 1);
    }

    #[test]
    fn what_is_near_is_always_in_a_cell_around() {
        let steps = ["-0.0044", "-0.002", "0", "0.002", "0.0044"];
        for lat in ["-89.99", "-33.9", "0", "22.5", "30.2741", "45.75", "53.48", "70.1", "89.9"] {
            for lon in ["-179.9", "0", "120.1551"] {
                let here = at(lat, lon)[0];
                for (north, east) in steps.iter().flat_map(|north| steps.iter().map(move |east| (north, east))) {
                    let moved = |base: Metres, step: &str| base + step.parse::<Metres>().unwrap();
                    let Ok(there) = Place::new(moved(here.lat(), north), moved(here.lon(), east)) else { continue };
                    if here.distance(there) <= NEAR {
                        assert!(around(here).any(|found| found == cell(there)), "{here:?} {there:?}");
                    }
                }
            }
        }
    }
}
