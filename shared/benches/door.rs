//! What one visit costs at the door and when it is taken into its document.

use std::hint::black_box;

use automerge::Change;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use sha2::Digest;
use shared::doc::form::{Answer, Filled};
use shared::doc::journal::{self, Body, CheckOut, Entry};
use shared::doc::{Doc, only_adds, verified_change, verified_snapshot};
use shared::id::{DocId, RecordId};
use shared::period::Instant;
use uuid::Uuid;

/// About what a visit is: 500 bytes.
fn visit(number: u128) -> Option<(RecordId, Entry)> {
    let id = RecordId::from_uuid(Uuid::from_u128(0x0190_163d_8694_739b_aea5_966c_26f8_0000 + number));
    let body = Body::CheckOut(CheckOut {
        visit: id,
        fix: None,
        result: Some("主任同意试用两周，价格等院办回复；护士长要培训一次，下周二上午有空".into()),
        next_step: Some("寄合同与培训资料，约护士长".into()),
        next_date: Some("2026-11-20".parse().ok()?),
        photos: Vec::new(),
        form: Some(Filled {
            form: "ward".to_owned(),
            version: 1,
            answers: [
                ("beds".to_owned(), Answer::Number(40.into())),
                ("stock".to_owned(), Answer::Text("缺两种规格".to_owned())),
            ]
            .into(),
        }),
        forgotten: false,
    });
    Some((id, Entry { at: Instant::from_millis(1_795_000_000_000), offset: 480, skew: None, body }))
}

fn add(doc: &mut Doc, number: u128) -> Option<Change> {
    let (id, entry) = visit(number)?;
    journal::record(doc, id, &entry).ok()?;
    doc.commit(entry.at)
}

fn door(c: &mut Criterion) {
    let Ok(id) = "journal/lin.xd/2026-11".parse::<DocId>() else { return };
    let mut phone = Doc::new(id.clone(), &[7; 20]);
    let month: Vec<Change> = (0..200).filter_map(|number| add(&mut phone, number)).collect();
    let mut server = Doc::new(id, &[9; 20]);
    if !server.apply_sound(month.clone()).is_empty() {
        return;
    }
    let Some(next) = add(&mut phone, 200) else { return };
    let bytes = next.raw_bytes().to_vec();
    let mut group = c.benchmark_group(format!("a visit of {} bytes, {} operations", bytes.len(), next.len()));
    group.bench_function("verified", |b| b.iter(|| verified_change(black_box(&bytes))));
    group.bench_function("its hash alone", |b| b.iter(|| sha2::Sha256::digest(black_box(&bytes))));
    group.bench_function("automerge's reading and hash", |b| b.iter(|| Change::try_from(black_box(&bytes[..]))));
    group.bench_function("that it only adds", |b| b.iter(|| only_adds(black_box(&next))));
    group.bench_function("that it is written as automerge writes it", |b| {
        b.iter(|| Change::from(black_box(&next).decode()).raw_bytes() == next.raw_bytes())
    });
    group.finish();
    let mut group = c.benchmark_group("into a journal of 200 visits");
    group.bench_function("a copy of it", |b| b.iter(|| black_box(&server).clone()));
    group.bench_function("applied", |b| {
        b.iter_batched(
            || (server.clone(), vec![next.clone()]),
            |(mut doc, changes)| {
                let done = doc.apply(changes);
                (done.is_ok(), doc)
            },
            BatchSize::SmallInput,
        )
    });
    group.bench_function("applied if sound", |b| {
        b.iter_batched(
            || (server.clone(), vec![next.clone()]),
            |(mut doc, changes)| (doc.apply_sound(changes), doc),
            BatchSize::SmallInput,
        )
    });
    group.finish();
    let mut group = c.benchmark_group("200 visits");
    group.bench_function("applied", |b| {
        b.iter_batched(
            || (Doc::new(server.id().clone(), &[9; 20]), month.clone()),
            |(mut doc, changes)| {
                let done = doc.apply(changes);
                (done.is_ok(), doc)
            },
            BatchSize::SmallInput,
        )
    });
    group.bench_function("applied if sound", |b| {
        b.iter_batched(
            || (Doc::new(server.id().clone(), &[9; 20]), month.clone()),
            |(mut doc, changes)| (doc.apply_sound(changes), doc),
            BatchSize::SmallInput,
        )
    });
    let saved = server.save();
    let id = server.id().clone();
    group.bench_function("snapshot counted", |b| b.iter(|| verified_snapshot(black_box(&saved), 1 << 24)));
    group.bench_function("snapshot loaded", |b| {
        b.iter(|| Doc::load(id.clone(), &[9; 20], Some(black_box(&saved)), Vec::new()))
    });
    group.finish();
}

criterion_group!(benches, door);
criterion_main!(benches);
