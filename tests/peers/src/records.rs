//! What is recorded at a visit, the same for every peer: about what the product writes.

use serde_json::{Value, json};
use uuid::Uuid;

/// Two records for each visit: 簽到 and 簽退.
pub fn visits(number: usize) -> Vec<Value> {
    let customer = Uuid::now_v7().to_string();
    let mut records = Vec::with_capacity(2 * number);
    // 2026-01-05, 09:00 in Shanghai, and on.
    let mut at: i64 = 1_767_574_800_000;
    for _ in 0..number {
        let visit = Uuid::now_v7().to_string();
        records.push(json!({
            "id": visit, "at": at, "offset": 480, "kind": "check_in", "customer": customer,
            "fence": { "place": { "lat": 302_741_000, "lon": 1_201_551_000 }, "radius": 200 },
            "fix": {
                "place": { "lat": 302_748_734, "lon": 1_201_551_000 }, "accuracy": 18, "source": "device", "at": at,
                "mock": false,
            },
            "purpose": "routine",
        }));
        at += 15 * 60_000;
        records.push(json!({
            "id": Uuid::now_v7().to_string(), "at": at, "offset": 480, "kind": "check_out", "visit": visit,
            "result": "已确认需求，等待报价", "next_step": "送第二版报价", "forgotten": false,
        }));
        at += 5 * 60_000;
    }
    records
}

/// A record's own id.
pub fn id(record: &Value) -> String {
    record["id"].as_str().unwrap_or_default().to_owned()
}

/// Records in as many equal parts as there are months.
pub fn months(records: &[Value], months: usize) -> Vec<&[Value]> {
    records.chunks(records.len().div_ceil(months.max(1)).max(1)).collect()
}
