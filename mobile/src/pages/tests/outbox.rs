//! Samples of records on their way.

use shared::doc::desk::{Refusal, RefusalCode};

use super::samples::{NAMES, at};
use crate::view::*;

pub fn outbox() -> Vec<OutboxItem> {
    let item = |n: u8, kind: &str, state, amount: Option<&str>, refusal| OutboxItem {
        id: format!("0190163d-8694-739b-aea5-9600000001{n:02}").parse().unwrap(),
        at: at(-i64::from(n) * 31),
        offset: 480,
        kind: kind.into(),
        customer: Some(NAMES[usize::from(n)].into()),
        amount: amount.map(Into::into),
        state,
        refusal,
        door: None,
        photo: (n == 4).then(|| Failure { code: "photo-refused".into(), message: "no picture".into(), hint: None }),
    };
    vec![
        item(
            1,
            "expense",
            RecordState::Refused,
            Some("0.00 CNY"),
            Some(Refusal::new(RefusalCode::AmountNotPositive, "amount", "0.00")),
        ),
        item(0, "check_out", RecordState::Local, None, None),
        item(3, "contact", RecordState::Local, None, None),
        item(2, "expense", RecordState::Sent, Some("480.00 CNY"), None),
        item(4, "check_in", RecordState::Held, None, None),
        item(5, "check_out", RecordState::Counted, None, None),
    ]
}
