//! Mainland China and the datums of its maps (domain.md Position, D-41).

use proptest::prelude::*;
use shared::num::Decimal;
use shared::place::{Datum, Place, Verdict, float, is_mainland};

fn at(lat: f64, lon: f64) -> Place {
    Place::new(lat, lon).unwrap()
}

const INSIDE: &[(&str, f64, f64)] = &[
    ("Beijing", 39.9042, 116.4074),
    ("Ürümqi", 43.8256, 87.6168),
    ("Kashgar", 39.4672, 75.9868),
    ("Lhasa", 29.6500, 91.1000),
    ("Mohe, the far north", 52.9710, 122.5263),
    ("Sanya, the far south of Hainan", 18.2544, 109.5095),
    ("Yongxing in the Paracels", 16.8340, 112.3400),
    ("Shenzhen Futian", 22.5455, 114.0683),
    ("Shenzhen Luohu port", 22.5330, 114.1136),
    ("Shenzhen Futian port", 22.5178, 114.0650),
    ("Shenzhen Huanggang port", 22.5215, 114.0735),
    ("Shenzhen Shatoujiao", 22.5565, 114.2350),
    ("Shenzhen Shekou port", 22.4760, 113.9100),
    ("Shenzhen Dameisha", 22.5940, 114.3070),
    ("Neilingding island", 22.4200, 113.8100),
    ("Wailingding island, south of Hong Kong", 22.1100, 114.0400),
    ("Dangan island", 22.0500, 114.2800),
    ("Zhuhai", 22.2769, 113.5678),
    ("Zhuhai Gongbei", 22.2190, 113.5495),
    ("Zhuhai Wanzai, across the harbour from Macau", 22.1940, 113.5270),
    ("Zhuhai Hengqin", 22.1030, 113.5360),
    ("Zhuhai port of the long bridge", 22.2075, 113.5850),
    ("Xiamen", 24.4798, 118.0819),
    ("Xiamen Gulangyu", 24.4470, 118.0660),
    ("Xiamen Wutong ferry, across from Kinmen", 24.5270, 118.1960),
    ("Dadeng island", 24.5600, 118.3200),
    ("Jinjiang Weitou", 24.5200, 118.5600),
    ("Lianjiang Huangqi, across from Matsu", 26.3300, 119.8800),
    ("Pingtan", 25.5000, 119.7900),
    ("Meizhou island", 25.0800, 119.1200),
    ("Zhoushan", 29.9887, 122.2049),
    ("Shengsi", 30.7200, 122.4500),
    ("Yangshan port", 30.6200, 122.0600),
    ("Weizhou island", 21.0400, 109.1200),
    ("Changhai islands", 39.2700, 122.5900),
    ("Dandong", 40.1292, 124.3947),
    ("Tumen", 42.9656, 129.8420),
    ("Hunchun", 42.8674, 130.3569),
    ("Suifenhe", 44.3998, 131.1478),
    ("Heihe", 50.2441, 127.4902),
    ("Manzhouli", 49.5900, 117.4300),
    ("Erenhot", 43.6475, 111.9767),
    ("Alashankou", 45.1702, 82.5698),
    ("Khorgos", 44.2050, 80.4100),
    ("Zhangmu", 27.9850, 85.9800),
    ("Ruili", 24.0130, 97.8500),
    ("Mohan", 21.1900, 101.6900),
    ("Dongxing", 21.5450, 107.9700),
    ("Pingxiang, Friendship Pass", 21.9800, 106.7150),
];

const OUTSIDE: &[(&str, f64, f64)] = &[
    ("Hong Kong", 22.2783, 114.1747),
    ("Hong Kong airport", 22.3090, 113.9150),
    ("Lo Wu station", 22.5283, 114.1130),
    ("Lok Ma Chau station", 22.5143, 114.0653),
    ("Lok Ma Chau control point", 22.5107, 114.0735),
    ("Sheung Shui", 22.5020, 114.1280),
    ("Man Kam To", 22.5352, 114.1303),
    ("Sha Tau Kok", 22.5440, 114.2230),
    ("Tai O on Lantau", 22.2540, 113.8620),
    ("Po Toi island", 22.1670, 114.2650),
    ("Tung Ping Chau", 22.5440, 114.4350),
    ("Macau", 22.2006, 113.5461),
    ("Macau, Portas do Cerco", 22.2135, 113.5490),
    ("Macau, inner harbour", 22.1975, 113.5360),
    ("Macau, Cotai", 22.1490, 113.5610),
    ("University of Macau, on Hengqin", 22.1290, 113.5440),
    ("Taipei", 25.0531, 121.5264),
    ("Kinmen", 24.4342, 118.3171),
    ("Lieyu", 24.4300, 118.2400),
    ("Dadan islet, before Xiamen", 24.3860, 118.1720),
    ("Matsu, Nangan", 26.1504, 119.9328),
    ("Matsu, Beigan", 26.2240, 119.9900),
    ("Matsu, Dongyin", 26.3700, 120.4900),
    ("Wuqiu", 24.9900, 119.4500),
    ("Penghu", 23.5654, 119.5863),
    ("Seoul", 37.5665, 126.9780),
    ("Ulaanbaatar", 47.9077, 106.8832),
    ("Vladivostok", 43.1056, 131.8735),
    ("Hanoi", 21.0278, 105.8342),
    ("Sinuiju", 40.1000, 124.4000),
    ("Namyang", 42.9504, 129.8557),
    ("Blagoveshchensk", 50.2759, 127.5264),
    ("Khabarovsk", 48.4620, 135.0971),
    ("Pogranichny", 44.4104, 131.3785),
    ("Zabaikalsk", 49.6514, 117.3267),
    ("Zamyn-Üüd", 43.7100, 111.9000),
    ("Dostyk", 45.2533, 82.4804),
    ("Khorgas, Kazakhstan", 44.2160, 80.3600),
    ("Karakol", 42.4905, 78.3920),
    ("Thimphu", 27.4661, 89.6419),
    ("Tawang", 27.5900, 91.8700),
    ("Leh", 34.1650, 77.5840),
    ("Muse", 23.9900, 97.9000),
    ("Lào Cai", 22.4856, 103.9707),
    ("Móng Cái", 21.5247, 107.9662),
    ("Đồng Đăng", 21.9450, 106.7000),
    ("Tokyo", 35.6895, 139.6917),
    ("Paris", 48.8566, 2.3522),
    ("Sydney", -33.8688, 151.2093),
    ("the corner of the world", 90.0, 180.0),
    ("and the other", -90.0, -180.0),
];

#[test]
fn places_on_both_sides_of_every_border() {
    for (place, lat, lon) in INSIDE {
        assert!(is_mainland(at(*lat, *lon)), "{place} is mainland");
    }
    for (place, lat, lon) in OUTSIDE {
        assert!(!is_mainland(at(*lat, *lon)), "{place} is not mainland");
        for datum in [Datum::Gcj02, Datum::Bd09] {
            assert_eq!(datum.from_wgs(at(*lat, *lon)), at(*lat, *lon), "{place}");
            assert_eq!(datum.to_wgs(at(*lat, *lon)), at(*lat, *lon), "{place}");
        }
    }
}

/// Random points near the borders with the source's own answer (`shared/data/README.md`).
#[test]
fn the_small_form_of_the_borders_agrees_with_its_source() {
    let mut seen = 0;
    for line in include_str!("../data/mainland-check.csv").lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let place = at(fields[0].parse().unwrap(), fields[1].parse().unwrap());
        assert_eq!(is_mainland(place), fields[2] == "1", "{line}");
        seen += 1;
    }
    assert_eq!(seen, 800);
}

/// D-41's reference offsets, in metres to one decimal.
#[test]
fn the_offsets_of_three_cities() {
    for (place, lat, lon, metres) in [
        ("Beijing", 39.9042, 116.4074, "554.9"),
        ("Shanghai", 31.2304, 121.4737, "481.2"),
        ("Chengdu", 30.5728, 104.0668, "363.3"),
    ] {
        let wgs = at(lat, lon);
        assert_eq!(format!("{:.1}", wgs.distance(Datum::Gcj02.from_wgs(wgs))), metres, "{place}");
    }
}

/// A fence in one datum and a fix in the other: nobody is ever at the site.
#[test]
fn mixing_datums_breaks_a_fence() {
    let site = at(39.9042, 116.4074);
    let on_the_map = Datum::Gcj02.from_wgs(site);
    assert_eq!(Verdict::decide(site.distance(on_the_map), 20.0, 300.0), Verdict::Outside);
    assert_eq!(Verdict::decide(site.distance(Datum::Gcj02.to_wgs(on_the_map)), 20.0, 300.0), Verdict::Inside);
}

/// The point given decides: one that its shift takes over the border is shifted all the same, and does not come back.
#[test]
fn the_point_given_decides_what_is_mainland() {
    let luohu = at(22.5330, 114.1136);
    let shifted = Datum::Gcj02.from_wgs(luohu);
    assert!(is_mainland(luohu) && !is_mainland(shifted));
    assert!((400.0..700.0).contains(&luohu.distance(shifted)));
    assert_eq!(Datum::Gcj02.to_wgs(shifted), shifted);
}

#[test]
fn a_decimal_becomes_the_nearest_float() {
    for text in ["0", "-0.1", "39.9042", "116.407400", "0.1234567890123456789", "-33.901227", "99999999999999999.5"] {
        let value: Decimal = text.parse().unwrap();
        assert_eq!(float(value), text.parse::<f64>().unwrap(), "{text}");
    }
}

/// Points all over the country, seas and neighbours too.
fn around() -> impl Strategy<Value = Place> {
    (17.0..54.0, 73.0..136.0).prop_map(|(lat, lon)| at(lat, lon))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn there_and_back_within_a_centimetre(place in around()) {
        for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
            let shifted = datum.from_wgs(place);
            // Where the shift goes over a border, the other side does not shift back (D-41).
            if is_mainland(place) == is_mainland(shifted) {
                let back = datum.to_wgs(shifted);
                prop_assert!(place.distance(back) < 0.01, "{:?}: {} m", datum, place.distance(back));
            }
            if !is_mainland(place) {
                prop_assert_eq!(shifted, place);
            }
        }
    }

    #[test]
    fn a_shift_is_of_the_size_people_know(place in around()) {
        if !is_mainland(place) {
            return Ok(());
        }
        let (gcj, bd) = (Datum::Gcj02.from_wgs(place), Datum::Bd09.from_wgs(place));
        prop_assert!((1.0..1_100.0).contains(&place.distance(gcj)), "{}", place.distance(gcj));
        prop_assert!((500.0..1_500.0).contains(&gcj.distance(bd)), "{}", gcj.distance(bd));
    }

    #[test]
    fn everything_on_earth_has_an_answer(lat in -90.0..=90.0, lon in -180.0..=180.0) {
        let place = at(lat, lon);
        if !(8.0..54.0).contains(&lat) || !(73.0..136.0).contains(&lon) {
            prop_assert!(!is_mainland(place));
        }
        prop_assert!(Place::new(Datum::Bd09.to_wgs(place).lat(), Datum::Bd09.to_wgs(place).lon()).is_ok());
    }
}
