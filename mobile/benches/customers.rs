//! Five thousand customers on one phone: first sync, opening, list, search, map, duplicates, memory. Prints its figures; what
//! is asked is how long the slowest hundredth takes, which criterion does not tell.

#![expect(clippy::print_stdout, reason = "figures for who looks at them")]

use std::error::Error;
use std::time::{Duration, Instant as Clock};

use mobile::store::Store;
use mobile::view::{Answer, Ask, Entered, Now, Session, Sort, Wanted};
use serde_bytes::ByteBuf;
use shared::doc::Doc;
use shared::doc::customer::{self, Customer, Person, Site};
use shared::doc::ledger::{self, Class, Holding, Ledger};
use shared::id::{CustomerId, DocId, EmployeeId, SiteId};
use shared::period::Instant;
use shared::place::Place;
use shared::sync::{Cursor, Delta, SyncResponse, to_cbor};
use uuid::Uuid;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const CUSTOMERS: usize = 5_000;
/// Documents in one answer of the server.
const PIECE: usize = 250;
/// 2026-11-02 09:00 in Shanghai.
const NOW: i64 = 1_793_581_200_000;

const CITIES: [(&str, f64, f64); 5] = [
    ("杭州", 30.27, 120.15),
    ("上海", 31.23, 121.47),
    ("北京", 39.90, 116.41),
    ("成都", 30.57, 104.07),
    ("重庆", 29.56, 106.55),
];
const WORDS: [&str; 24] = [
    "仁和",
    "安泰",
    "启明",
    "和济",
    "博爱",
    "长乐",
    "新华",
    "康宁",
    "同德",
    "东方",
    "瑞金",
    "华山",
    "朝阳",
    "中兴",
    "永乐",
    "万家",
    "金盛",
    "宏达",
    "天成",
    "嘉禾",
    "德润",
    "银泰",
    "乐清",
    "厦门路",
];
const KINDS: [&str; 12] = [
    "医院",
    "眼科医院",
    "体检中心",
    "康复中心",
    "诊所",
    "便民超市",
    "电器行",
    "贸易有限公司",
    "银行支行",
    "音乐厅",
    "药房",
    "餐厅",
];
const ROADS: [&str; 6] = ["文三路", "解放路", "人民路", "中山北路", "长江西路", "建国门外大街"];

/// Always the same, and nothing like a row of anything.
fn mix(n: usize, sides: usize) -> usize {
    let mut z = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) % sides as u64) as usize
}

fn uuid(kind: u128, n: usize) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | (kind << 40) | n as u128)
}

/// Names of shops there are, where the file lies beside the repository.
fn shops() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/customers/sites-cn.csv");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(2))
        .map(|name| name.trim_matches('"').to_owned())
        .collect()
}

fn made(n: usize, shops: &[String]) -> Result<Customer> {
    let (city, lat, lon) = CITIES[mix(n, CITIES.len())];
    let word = |of: usize| WORDS[mix(n * 7 + of, WORDS.len())];
    let made = format!("{city}{}{}{}", word(1), word(2), KINDS[mix(n * 3, KINDS.len())]);
    let name = shops.get(n).cloned().unwrap_or(made);
    let shift = |of: usize| (mix(n * 11 + of, 2_000) as f64 - 1_000.0) / 10_000.0;
    let mut customer = Customer {
        name,
        phone: Some(format!("0571-{:08}", 80_000_000 + mix(n * 13, 9_999_999))),
        industry: Some("医院".into()),
        tags: if n.is_multiple_of(5) { vec!["重点".into()] } else { Vec::new() },
        ..Customer::default()
    };
    let address = format!("{city}市{} {} 号", ROADS[mix(n, ROADS.len())], 1 + mix(n * 5, 900));
    let place = Some(Place::new(lat + shift(1), lon + shift(2))?);
    let site = Site { name: None, address: Some(address), place, given: None, radius: 300 };
    customer.sites.insert(SiteId::from_uuid(uuid(2, n)), site);
    let person = Person {
        name: format!("王{}", word(3)),
        title: Some("设备科主任".into()),
        phone: Some(format!("138{:08}", mix(n * 17, 99_999_999))),
        wechat: None,
        email: None,
    };
    customer.people.insert(uuid(3, n).to_string(), person);
    Ok(customer)
}

fn snapshot(mut doc: Doc) -> Delta {
    doc.commit(Instant::from_millis(NOW));
    Delta { doc: doc.id().clone(), snapshot: Some(ByteBuf::from(doc.save())), changes: Vec::new(), attested: None }
}

fn deltas(me: &EmployeeId) -> Result<Vec<Delta>> {
    let shops = shops();
    println!("{CUSTOMERS} customers, {} of them names of shops there are", shops.len().min(CUSTOMERS));
    let mut ledger = Ledger::default();
    let mut found = Vec::with_capacity(CUSTOMERS + 1);
    for n in 0..CUSTOMERS {
        let id = CustomerId::from_uuid(uuid(1, n));
        let mut doc = Doc::new(DocId::Customer(id), b"the server, by itself");
        customer::write(&mut doc, &made(n, &shops)?)?;
        found.push(snapshot(doc));
        let class = [Class::A, Class::B, Class::C][mix(n, 3)];
        let since = "2026-10-20".parse()?;
        ledger
            .holdings
            .insert(id, Holding { class, owner: me.clone(), since, collaborators: Vec::new(), merged_into: None });
    }
    let mut doc = Doc::new(DocId::Ledger(me.clone(), "2026-11".parse()?), b"the server, by itself");
    ledger::write(&mut doc, &ledger)?;
    found.push(snapshot(doc));
    Ok(found)
}

fn fill(store: &mut Store, deltas: Vec<Delta>) -> Result<()> {
    let mut base = 0;
    let mut deltas = deltas.into_iter().peekable();
    while deltas.peek().is_some() {
        let piece: Vec<Delta> = deltas.by_ref().take(PIECE).collect();
        base += piece.len() as u64;
        let cursor = Cursor { epoch: 7, base, part: None };
        let answer = SyncResponse {
            receipts: Vec::new(),
            deltas: piece,
            gone: Vec::new(),
            cursor,
            more: false,
            server_time: Instant::from_millis(NOW),
        };
        let exchange = store.exchange()?;
        store.settle(exchange, &to_cbor(&answer)?)?;
    }
    Ok(())
}

/// Of this process, in MiB.
fn resident() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<f64>().ok());
    pages.map_or(0.0, |pages| pages * 4096.0 / 1_048_576.0)
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{what}: p50 {:.1?}, p99 {:.1?}, of {}", at(50), at(99), times.len());
}

fn timed(store: &mut Store, ask: &Ask) -> Result<(Duration, Answer)> {
    let began = Clock::now();
    let answer = store.ask(ask.clone(), false)?;
    Ok((began.elapsed(), answer))
}

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("five-thousand.db");
    let path = path.to_str().ok_or("a path")?;
    let me = EmployeeId::new("lin.xd")?;
    let session = Session {
        employee: me.clone(),
        name: "林晓东".into(),
        roles: Vec::new(),
        may: Vec::new(),
        device: uuid(9, 1).to_string().parse()?,
        server: String::new(),
        company: None,
        token: None,
    };
    let deltas = deltas(&me)?;
    let mut store = Store::open(path)?;
    store.sign_in(&session)?;
    let began = Clock::now();
    fill(&mut store, deltas)?;
    println!("first sync, all taken in: {:.1?}", began.elapsed());
    drop(store);
    println!("file: {} kB", std::fs::metadata(path)?.len() / 1024);

    let began = Clock::now();
    let mut store = Store::open(path)?;
    println!("opened: {:.1?}", began.elapsed());
    let now = Now { at: Instant::from_millis(NOW), place: Some(Place::new(30.27, 120.15)?) };
    let list = |wanted: Wanted| Ask::Customers { wanted: Box::new(wanted), now };
    let before = resident();
    let (first, _) = timed(&mut store, &list(Wanted::default()))?;
    println!("first list: {first:.1?}, {:.1} MiB more", resident() - before);
    for sort in [Sort::Distance, Sort::Pressing, Sort::Name, Sort::Class, Sort::LastContact] {
        let mut times = Vec::new();
        for _ in 0..20 {
            times.push(timed(&mut store, &list(Wanted { sort, ..Wanted::default() }))?.0);
        }
        told(&format!("list by {sort:?}"), times);
    }
    // As somebody types: letter by letter.
    let typed = [
        "仁和医院",
        "renheyiyuan",
        "rhyy",
        "hzrhyy",
        "rh医院",
        "仁和 0571",
        "0571-8",
        "13812",
        "cqyh",
        "chongqingyinhang",
        "音乐厅",
        "wangrenhe",
        "北京",
        "a",
        "设备科",
        "重点",
        "醫院",
        "任何",
    ];
    let (mut times, mut hits) = (Vec::new(), 0);
    for text in typed {
        let letters: Vec<char> = text.chars().collect();
        for end in 1..=letters.len() {
            for _ in 0..3 {
                let text: String = letters[..end].iter().collect();
                let (took, answer) = timed(&mut store, &list(Wanted { text, ..Wanted::default() }))?;
                times.push(took);
                if let Answer::Customers(list) = answer {
                    hits += list.total as usize;
                }
            }
        }
    }
    println!("hits of all searches: {hits}");
    told("search", times);
    let mut times = Vec::new();
    for _ in 0..20 {
        times.push(timed(&mut store, &Ask::CustomerMap { wanted: Box::new(Wanted::all()), now })?.0);
    }
    told("map of all", times);
    let mut times = Vec::new();
    for end in 1..=6 {
        for phone in [None, Some("0571-8123 4567".to_owned())] {
            let name: String = "杭州仁和医院".chars().take(end).collect();
            let entered = Box::new(Entered { name, phone, place: now.place, but: None });
            times.push(timed(&mut store, &Ask::Same { entered, now })?.0);
        }
    }
    told("duplicates while typing", times);
    println!("all of it: {:.1} MiB more", resident() - before);
    Ok(())
}
