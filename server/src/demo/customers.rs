//! Customers with names, places and people made from parts. No real clinic is meant.

use std::collections::{BTreeMap, BTreeSet};

use shared::doc::customer::{Customer, Person, Site, Source};
use shared::doc::ledger::{Class, Holding};
use shared::id::{CompanyId, CustomerId, EmployeeId, SiteId};
use shared::period::BusinessDay;
use shared::place::{DEFAULT_RADIUS, Place};

use super::cast::City;
use super::dice::Dice;
use super::org::Rep;

/// A customer as it is put into the company.
#[derive(Debug, Clone)]
pub struct Made {
    pub id: CustomerId,
    pub external: String,
    pub customer: Customer,
    pub holding: Holding,
    pub site: SiteId,
    pub place: Place,
}

/// The first customers of the first rep: those of the pictures in the design.
const KNOWN: &[(&str, &str, Class, f64, f64)] = &[
    ("浙北仁和医院", "西湖", Class::A, 30.2811, 120.1036),
    ("滨江启明眼科", "滨江", Class::A, 30.2093, 120.2090),
    ("余杭安和体检中心", "余杭", Class::B, 30.2750, 119.9820),
    ("钱江康复中心", "上城", Class::B, 30.2460, 120.1760),
    ("拱墅和济堂诊所", "拱墅", Class::C, 30.3170, 120.1390),
    ("萧山博爱医院", "萧山", Class::A, 30.1822, 120.2611),
    ("西溪口腔门诊部", "西湖", Class::B, 30.2698, 120.0721),
];

const BRANDS: &[&str] = &[
    "仁和", "博爱", "启明", "和济", "康宁", "德济", "华康", "民安", "益寿", "福泽", "嘉会", "永康", "普惠", "长青",
    "恒健", "安和", "宁心", "百草", "圣康", "佑安", "明德", "泰和",
];
const KINDS: &[(&str, &str)] = &[
    ("医院", "综合医院"),
    ("口腔门诊部", "口腔"),
    ("眼科医院", "眼科"),
    ("康复中心", "康复"),
    ("体检中心", "体检"),
    ("中医诊所", "中医"),
    ("骨科医院", "骨科"),
    ("妇产医院", "妇产"),
    ("社区卫生服务中心", "基层医疗"),
    ("医学影像中心", "影像"),
    ("医学检验所", "检验"),
    ("医疗器械有限公司", "经销商"),
];
const ROADS: &[&str] =
    &["人民路", "建设路", "中山路", "解放路", "文化路", "学院路", "科技路", "环城路", "新华路", "和平路", "文新路"];
const SURNAMES: &[&str] =
    &["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭"];
const GIVEN: &[&str] =
    &["建国", "丽华", "志明", "秀英", "海燕", "伟", "敏", "静", "强", "芳", "文斌", "晓梅", "国强", "雪", "鹏"];
const TITLES: &[&str] = &["设备科主任", "院长", "采购经理", "副院长", "影像科主任", "后勤主任", "护士长", "总经理"];
const SOURCES: &[Source] = &[
    Source::DirectSales,
    Source::Referral,
    Source::Exhibition,
    Source::CallCentre,
    Source::SocialMedia,
    Source::Partner,
];

/// `count` customers over the reps in turn, each with an owner in its own city.
#[must_use]
pub fn make(company: &CompanyId, reps: &[(Rep, EmployeeId)], count: usize, since: BusinessDay) -> Vec<Made> {
    let mut taken = BTreeSet::new();
    let mut made = Vec::with_capacity(count);
    for (at, (rep, owner)) in reps.iter().cycle().take(count).enumerate() {
        let external = format!("KH-{:05}", at + 1);
        let round = at / reps.len();
        let known = if at % reps.len() == 0 { KNOWN.get(round) } else { None };
        let mut dice = Dice::of(&["customer", &external]);
        let (name, industry, district, class, place) = match known {
            Some((name, district, class, lat, lon)) => {
                (name.to_string(), "综合医院", *district, *class, Place::new(*lat, *lon))
            }
            None => named(&mut dice, rep.city, &mut taken),
        };
        taken.insert(name.clone());
        // Every table of this module lies in China: a place of it is always on Earth.
        let Ok(place) = place else { continue };
        let id = CustomerId::of_external(company, &external);
        let site = SiteId::first_of(id);
        let address = format!("{}{district}区{}{}号", rep.city.name, dice.word(ROADS), dice.between(1, 880));
        let customer = Customer {
            name,
            phone: Some(format!("{}-8800{:04}", rep.city.area_code, dice.between(0, 9999))),
            industry: Some(industry.to_owned()),
            source: dice.pick(SOURCES).copied(),
            partner: industry == "经销商",
            sites: BTreeMap::from([(
                site,
                Site { name: None, address: Some(address), place: Some(place), given: None, radius: DEFAULT_RADIUS },
            )]),
            people: people(&mut dice),
            ..Customer::default()
        };
        let holding = Holding {
            class,
            owner: owner.clone(),
            since: since.plus_days(-dice.between(30, 400)),
            collaborators: Vec::new(),
            merged_into: None,
        };
        made.push(Made { id, external, customer, holding, site, place });
    }
    made
}

type Named = (String, &'static str, &'static str, Class, Result<Place, shared::place::PlaceError>);

fn named(dice: &mut Dice, city: &City, taken: &mut BTreeSet<String>) -> Named {
    let class = match dice.between(0, 9) {
        0 | 1 => Class::A,
        2..=4 => Class::B,
        _ => Class::C,
    };
    loop {
        let (district, lat, lon) = dice.pick(city.districts).copied().unwrap_or(("", 0.0, 0.0));
        let (kind, industry) = dice.pick(KINDS).copied().unwrap_or(("", ""));
        let name = format!("{district}{}{kind}", dice.word(BRANDS));
        if !taken.contains(&name) {
            let place = Place::new(lat + 0.022 * dice.swing(), lon + 0.026 * dice.swing());
            return (name, industry, district, class, place);
        }
    }
}

fn people(dice: &mut Dice) -> BTreeMap<String, Person> {
    (0..dice.between(1, 2))
        .map(|_| {
            let name = format!("{}{}", dice.word(SURNAMES), dice.word(GIVEN));
            let title = Some(dice.word(TITLES).to_owned());
            // A prefix nobody is called by.
            let phone = Some(format!("155-0000-{:04}", dice.between(0, 9999)));
            let key = dice.uuid(0).to_string();
            (key, Person { name, title, phone, wechat: None, email: None })
        })
        .collect()
}
