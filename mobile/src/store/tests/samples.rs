//! A rep, his store and what he does all day.

use shared::doc::customer::{self, Customer, ProfileField};
use shared::doc::journal::{CheckIn, CheckOut, Contact, Expense, Method, Photo};
use shared::doc::{Doc, desk};
use shared::id::{Actor, CustomerId, DeviceId, DocId, EmployeeId, RecordId};
use shared::num::{Currency, Money};
use shared::period::Instant;
use uuid::Uuid;

use crate::record::{Command, PhotoBytes, What};
use crate::view::Session;

/// 2026-11-02 09:00 in Shanghai.
pub const MORNING: i64 = 1_793_581_200_000;

pub fn device(number: u128) -> DeviceId {
    Uuid::from_u128(0x0190_163d_8694_739b_aea5_0000_0000_0000 | number).to_string().parse().unwrap()
}

pub fn customer_id(number: u128) -> CustomerId {
    CustomerId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | number))
}

pub fn record_id(number: u128) -> RecordId {
    RecordId::from_uuid(Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0000 | number))
}

pub fn lin() -> EmployeeId {
    EmployeeId::new("lin.xd").unwrap()
}

pub fn journal() -> DocId {
    "journal/lin.xd/2026-11".parse().unwrap()
}

pub fn desk_id() -> DocId {
    "desk/lin.xd/2026-11".parse().unwrap()
}

pub fn session() -> Session {
    Session {
        employee: lin(),
        name: "林晓东".into(),
        roles: Vec::new(),
        may: Vec::new(),
        device: device(1),
        server: "https://crm.example.cn".into(),
        company: None,
        token: Some("token".into()),
    }
}

pub fn command(number: u128, what: What) -> Command {
    let at = Instant::from_millis(MORNING + i64::try_from(number).unwrap() * 60_000);
    Command { id: record_id(number), at, offset: 480, skew: None, what, photos: Vec::new() }
}

pub fn contact(number: u128) -> Command {
    command(number, What::Contact(called(number)))
}

pub fn called(number: u128) -> Contact {
    Contact {
        customer: customer_id(1),
        method: Method::Phone,
        content: format!("第 {number} 次电话，客户要第二版报价"),
        person: None,
        next_step: None,
        next_date: None,
        opportunity: None,
    }
}

pub fn edit(number: u128, text: &str) -> Command {
    command(number, What::EditCustomer { customer: customer_id(1), field: ProfileField::Phone, text: text.to_owned() })
}

pub fn check_in(number: u128) -> Command {
    command(
        number,
        What::CheckIn(CheckIn {
            customer: customer_id(1),
            site: None,
            fence: None,
            fix: None,
            no_fix: Some("denied".into()),
            reason: None,
            purpose: None,
            opportunity: None,
            photos: Vec::new(),
        }),
    )
}

pub fn check_out(number: u128, visit: u128) -> Command {
    command(
        number,
        What::CheckOut(CheckOut {
            visit: record_id(visit),
            fix: None,
            result: Some("等待报价".into()),
            next_step: None,
            next_date: None,
            photos: Vec::new(),
            form: None,
            forgotten: false,
        }),
    )
}

pub fn photo(text: &str) -> PhotoBytes {
    let bytes = text.repeat(40).into_bytes();
    PhotoBytes { hash: blake3::hash(&bytes).to_hex().to_string(), mime: "image/jpeg".into(), original: None, bytes }
}

pub fn expense(number: u128, photo: PhotoBytes) -> Command {
    let named = Photo {
        hash: photo.hash.clone(),
        size: u32::try_from(photo.bytes.len()).unwrap(),
        mime: photo.mime.clone(),
        original: None,
    };
    let what = What::Expense(Expense {
        category: "travel".into(),
        money: Money::parse("86.50", Currency::CNY).unwrap(),
        date: "2026-11-02".parse().unwrap(),
        customer: None,
        opportunity: None,
        visit: None,
        note: None,
        photos: vec![named],
    });
    Command { photos: vec![photo], ..command(number, what) }
}

/// The customer as the server's own import wrote it.
pub fn imported() -> Doc {
    let mut doc = Doc::new(DocId::Customer(customer_id(1)), b"the server, by itself");
    let profile = Customer { name: "杭州甲公司".into(), phone: Some("0571-1".into()), ..Customer::default() };
    customer::write(&mut doc, &profile).unwrap();
    doc.commit(Instant::from_millis(MORNING)).unwrap();
    doc
}

/// Another device of the same person, writing to the same journal.
pub fn elsewhere(number: u128) -> Doc {
    Doc::new(journal(), &Actor { device: device(number), incarnation: 1 }.to_bytes())
}

/// A desk that says why a record was left out.
pub fn desk_refusing(number: u128) -> Doc {
    let mut doc = Doc::new(desk_id(), b"the server, by itself");
    let refusal = desk::Refusal::new(desk::RefusalCode::InTheFuture, "at", "2027-01-01");
    desk::refuse(&mut doc, &record_id(number).to_string(), &refusal).unwrap();
    doc.commit(Instant::from_millis(MORNING)).unwrap();
    doc
}
