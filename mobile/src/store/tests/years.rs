use serde_bytes::ByteBuf;
use shared::period::Instant;
use shared::sync::{Cursor, Receipt, SyncResponse, Verdict, to_cbor};
use tempfile::TempDir;

use super::samples::*;
use crate::record::Command;
use crate::store::{Exchange, Store};

const DAY: i64 = 86_400_000;
const YEAR: i64 = 365 * DAY;

/// A server that holds whatever comes.
fn held(exchange: &Exchange, last: &mut u64) -> Vec<u8> {
    let receipts = exchange.sent.iter().map(|pending| {
        *last += 1;
        let change = ByteBuf::from(pending.hash.clone());
        Receipt { doc: pending.doc.clone(), change, verdict: Verdict::Accepted { seq: *last } }
    });
    let receipts = receipts.collect();
    let cursor = Cursor { epoch: 7, base: *last, part: None };
    let server_time = Instant::from_millis(MORNING);
    to_cbor(&SyncResponse { receipts, deltas: Vec::new(), gone: Vec::new(), cursor, more: false, server_time }).unwrap()
}

/// Records of a day every sixth day, sent in the evening; gives the file's bytes for each record.
#[expect(clippy::print_stdout, reason = "a figure for who looks at it")]
fn years(years: i64) -> (u128, u64) {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("years.db");
    let mut store = Store::open(path.to_str().unwrap()).unwrap();
    store.sign_in(&session()).unwrap();
    let (mut number, mut last, mut now) = (0, 0, MORNING);
    while now < MORNING + years * YEAR {
        for hour in 0..8 {
            number += 1;
            let at = Instant::from_millis(now + hour * 3_600_000);
            store.record(&Command { at, ..contact(number) }).unwrap();
        }
        let exchange = store.exchange().unwrap();
        let answer = held(&exchange, &mut last);
        store.settle(exchange, &answer).unwrap();
        now += 6 * DAY;
    }
    let chunks: i64 = store.db.query_row("SELECT sum(length(bytes)) FROM chunk", [], |row| row.get(0)).unwrap();
    println!("{number} records in {years} years: {} bytes of documents each", u128::try_from(chunks).unwrap() / number);
    drop(store);
    (number, std::fs::metadata(&path).unwrap().len())
}

#[test]
#[expect(clippy::print_stdout, reason = "a figure for who looks at it")]
fn a_record_of_the_third_year_costs_what_one_of_the_first_does() {
    let each = [1, 3].map(|count| {
        let (records, bytes) = years(count);
        let each = u128::from(bytes) / records;
        println!("{records} records in {count} years: {bytes} bytes, {each} each");
        each
    });
    assert!(each[1] <= each[0] + each[0] / 20, "{each:?}");
}
