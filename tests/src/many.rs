//! More customers than anyone could make up by hand: names as shops and clinics have them, each its own, spread over a city.

use std::fmt::Write as _;

const BRANDS: &[&str] = &[
    "仁和", "博爱", "启明", "和济", "康宁", "德济", "华康", "民安", "益寿", "福泽", "嘉会", "永康", "普惠", "长青",
    "恒健", "安和", "宁心", "百草", "圣康", "佑安", "明德", "泰和", "重庆", "长乐", "朝阳",
];
const KINDS: &[&str] = &["口腔门诊部", "眼科医院", "康复中心", "体检中心", "中医诊所", "骨科医院", "大药房", "便利店"];
const ROADS: &[&str] = &[
    "人民路",
    "建设路",
    "中山路",
    "解放路",
    "文化路",
    "学院路",
    "科技路",
    "环城路",
    "新华路",
    "和平路",
    "文新路",
    "古翠路",
    "莫干山路",
    "体育场路",
    "教工路",
    "天目山路",
    "秋涛路",
    "江南大道",
    "滨盛路",
    "市心路",
];
/// Degrees: about 900 m, so that no two stand where one could be taken for the other.
const STEP: f64 = 0.008;

/// A customer file of so many lines for one owner: no two have a name, a telephone or a place in common.
#[must_use]
pub fn customers(count: usize, owner: &str) -> String {
    let mut file = String::from("external_id,name,owner,class,phone,address,lat,lon,person,person_phone\n");
    for n in 0..count {
        let at = |list: &[&'static str], of: usize| list.get(of % list.len()).copied().unwrap_or_default();
        let (brand, kind, road) =
            (at(BRANDS, n), at(KINDS, n / BRANDS.len()), at(ROADS, n / (BRANDS.len() * KINDS.len())));
        let class = at(&["A", "B", "B", "C", "C", "C"], n);
        let (row, column) = (n / 70, n % 70);
        let (lat, lon) = (30.0 + row as f64 * STEP, 119.9 + column as f64 * STEP);
        let _ = writeln!(
            file,
            "many-{n},{brand}{kind}（{road}{}号）,{owner},{class},0571-{:08},杭州市{road}{}号,{lat:.6},{lon:.6},王{n},139{:08}",
            n + 1,
            80_000_000 + n * 37,
            n + 1,
            10_000_000 + n * 53,
        );
    }
    file
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_are_alike() {
        let file = customers(5_000, "lin.xd");
        let column = |n: usize| file.lines().skip(1).filter_map(|line| line.split(',').nth(n)).collect::<BTreeSet<_>>();
        for n in [0, 1, 4, 5, 8, 9] {
            assert_eq!(column(n).len(), 5_000, "column {n}");
        }
    }
}
