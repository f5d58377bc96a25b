//! Customers are found while one types, and the index never says anything else than the customers do.

use std::collections::BTreeSet;

use rusqlite::Connection;
use shared::doc::customer::{Customer, Edit, Person};
use shared::period::Instant;
use shared::place::Place;
use shared::reminder::Kind;

use super::samples::*;
use crate::record::What;
use crate::store::{Store, search};
use crate::view::{Answer, Ask, CustomerList, Now, Sort, Wanted, Whose};

const NAMES: [(&str, &str); 8] = [
    ("浙北仁和医院", "0571-8765 4321"),
    ("重庆银行解放碑支行", "023-6688 1000"),
    ("3M中国有限公司", "021-2210 5335"),
    ("Renhe Trading", "13800001234"),
    ("仁和便民超市二店", ""),
    ("乐清长安电器", "0577-6150 0000"),
    ("钱江康复中心", "0571-8800 8821"),
    ("厦门音乐厅", "0592-5050 505"),
];

/// A phone with customers 1, 2, 3 … of these names.
fn phone() -> Store {
    let mut store = Store::open(":memory:").unwrap();
    store.sign_in(&session()).unwrap();
    for (number, (name, line)) in (1..).zip(NAMES) {
        let mut customer = Customer {
            name: name.into(),
            phone: Some(line.into()).filter(|_| !line.is_empty()),
            ..Customer::default()
        };
        if number == 1 {
            customer.people.insert(
                "p1".into(),
                Person {
                    name: "王建国".into(),
                    title: Some("设备科主任".into()),
                    phone: Some("13911112222".into()),
                    wechat: None,
                    email: None,
                },
            );
            customer.tags = vec!["三甲".into()];
        }
        record(&mut store, number, &customer);
    }
    store
}

fn record(store: &mut Store, number: u128, customer: &Customer) {
    let edit = Box::new(Edit::between(&Customer::default(), customer));
    store.record(&command(number, What::Customer { customer: customer_id(number), new: true, edit })).unwrap();
}

fn list(store: &mut Store, wanted: Wanted, place: Option<Place>) -> CustomerList {
    let now = Now { at: Instant::from_millis(MORNING), place };
    match store.ask(Ask::Customers { wanted: Box::new(wanted), now }, false).unwrap() {
        Answer::Customers(list) => *list,
        other => panic!("no list: {other:?}"),
    }
}

fn found(store: &mut Store, text: &str) -> Vec<String> {
    let wanted = Wanted { text: text.into(), sort: Sort::Name, ..Wanted::default() };
    list(store, wanted, None).rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn a_customer_is_found_as_people_type() {
    let mut store = phone();
    for (typed, wanted) in [
        ("仁和", ["仁和便民超市二店", "浙北仁和医院"].as_slice()),
        ("仁和医院", &["浙北仁和医院"]),
        ("仁和醫院", &["浙北仁和医院"]),
        ("zhebei", &["浙北仁和医院"]),
        ("heyiyuan", &["浙北仁和医院"]),
        ("ZBRH", &["浙北仁和医院"]),
        ("rhyy", &["浙北仁和医院"]),
        ("rh医院", &["浙北仁和医院"]),
        ("仁和 8765", &["浙北仁和医院"]),
        ("8765-43", &["浙北仁和医院"]),
        ("１３８００", &["Renhe Trading"]),
        ("chongqing", &["重庆银行解放碑支行"]),
        ("cqyh", &["重庆银行解放碑支行"]),
        ("zhihang", &["重庆银行解放碑支行"]),
        ("yueqing", &["乐清长安电器"]),
        ("lqca", &["乐清长安电器"]),
        ("yinyueting", &["厦门音乐厅"]),
        ("xmyyt", &["厦门音乐厅"]),
        ("3m", &["3M中国有限公司"]),
        ("radin", &["Renhe Trading"]),
        ("renhe", &["Renhe Trading", "仁和便民超市二店", "浙北仁和医院"]),
        // By how it sounds, where no letters are the same.
        ("任和医院", &["浙北仁和医院"]),
        ("王建国", &["浙北仁和医院"]),
        ("wangjg", &[]),
        ("wjg", &["浙北仁和医院"]),
        ("1391111", &["浙北仁和医院"]),
        ("设备科", &["浙北仁和医院"]),
        ("三甲", &["浙北仁和医院"]),
        ("钱江 医院", &[]),
    ] {
        assert_eq!(found(&mut store, typed), wanted, "{typed}");
    }
}

#[test]
fn nothing_that_is_typed_breaks_the_search() {
    let mut store = phone();
    for typed in [
        "\"",
        "'",
        "*",
        "a*",
        "name:",
        "{name} : x",
        "^仁",
        "NEAR(a b)",
        "a OR",
        "AND",
        "NOT 仁",
        "-仁",
        "(",
        "))((",
        "仁\0和",
        "\u{202e}",
        "🏥",
        "é",
        "ß",
        "%",
        "_",
        "; DROP TABLE customer",
        "仁和AND",
        "+",
        ".",
    ] {
        let _ = found(&mut store, typed);
    }
    let long = "仁和".repeat(5_000);
    assert_eq!(found(&mut store, &long), Vec::<String>::new());
    let words = "a ".repeat(5_000);
    let _ = found(&mut store, &words);
    assert_eq!(found(&mut store, "  ").len(), NAMES.len());
    // Signs are no words: what is left of them decides.
    assert_eq!(found(&mut store, "(仁和)医院?"), ["浙北仁和医院"]);
}

/// Everything the index knows: (word, column, customer's row, place in it).
fn vocabulary(db: &Connection) -> BTreeSet<(String, String, i64, i64)> {
    db.execute_batch("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'search', 'instance')")
        .unwrap();
    let mut rows = db.prepare("SELECT term, col, doc, offset FROM temp.words").unwrap();
    let found = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
    found.collect::<Result<_, _>>().unwrap()
}

#[test]
fn made_anew_the_index_is_what_it_was() {
    let mut store = phone();
    let changed = Customer { name: "浙北仁爱医院".into(), phone: Some("110".into()), ..Customer::default() };
    record(&mut store, 101, &changed);
    let renamed = Box::new(Edit { fields: [("name".into(), "新名字".into())].into(), ..Edit::default() });
    store.record(&command(102, What::Customer { customer: customer_id(2), new: false, edit: renamed })).unwrap();
    let tx = store.db.transaction().unwrap();
    search::remove(&tx, customer_id(3)).unwrap();
    tx.commit().unwrap();
    let incremental = vocabulary(&store.db);
    assert!(incremental.iter().any(|(word, ..)| word == "xmz") && !incremental.iter().any(|(word, ..)| word == "3m"));
    let tx = store.db.transaction().unwrap();
    search::rebuild(&tx).unwrap();
    tx.commit().unwrap();
    assert_eq!(vocabulary(&store.db), incremental);
}

#[test]
fn a_list_is_filtered_ordered_and_told_page_by_page() {
    let mut store = phone();
    let names = |list: CustomerList| list.rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
    let page = list(&mut store, Wanted { sort: Sort::Name, offset: 2, limit: 3, ..Wanted::default() }, None);
    assert_eq!((page.total, page.all, page.tags.clone()), (8, 8, vec!["三甲".to_owned()]));
    assert_eq!(names(page), ["重庆银行解放碑支行", "乐清长安电器", "钱江康复中心"]);
    for (wanted, count) in [
        (Wanted { tag: Some("三甲".into()), ..Wanted::default() }, 1),
        (Wanted { partner: true, ..Wanted::default() }, 0),
        (Wanted { whose: Some(Whose::Mine), ..Wanted::default() }, 8),
        (Wanted { whose: Some(Whose::Shared), ..Wanted::default() }, 0),
        (Wanted { class: Some(shared::doc::ledger::Class::A), ..Wanted::default() }, 0),
        (Wanted { due: [Kind::Overdue].into(), ..Wanted::default() }, 0),
        (Wanted { within: Some(1000), ..Wanted::default() }, 0),
    ] {
        assert_eq!(list(&mut store, wanted.clone(), None).total, count, "{wanted:?}");
    }
}
