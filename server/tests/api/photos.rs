use std::sync::Arc;

use object_store::memory::InMemory;
use reqwest::{RequestBuilder, StatusCode};
use server::blob::{At, BlobError, Place, tend};
use server::store::{StoreError, photos};
use shared::doc::journal::{Body, CheckIn, Photo};
use shared::rest::PhotoState;

use crate::phone::{Phone, check_in, record};
use crate::world::{World, refused};

const DAY: i64 = 24 * 3_600_000;

fn picture(seed: u8, length: usize) -> (Vec<u8>, String) {
    let bytes: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap() ^ seed).collect();
    let hash = blake3::hash(&bytes).to_hex().to_string();
    (bytes, hash)
}

/// A visit that names a photo.
fn visit(phone: &mut Phone, world: &World, hash: &str) {
    let photo = Photo { hash: hash.into(), size: 1, mime: "image/jpeg".into(), original: None };
    phone.record(record(), world.now(), Body::CheckIn(CheckIn { photos: vec![photo], ..check_in(world.now()) }));
}

impl World {
    fn send(&self, token: &str, hash: &str, bytes: &[u8], kind: &'static str) -> RequestBuilder {
        let post = self.http.post(self.api(&format!("photos/{hash}"))).bearer_auth(token);
        post.header("content-type", kind).body(bytes.to_vec())
    }

    fn piece(&self, token: &str, hash: &str, (offset, length): (usize, usize), bytes: &[u8]) -> RequestBuilder {
        let path = format!("photos/{hash}?offset={offset}&length={length}");
        self.http.patch(self.api(&path)).bearer_auth(token).header("content-type", "image/jpeg").body(bytes.to_vec())
    }

    fn see(&self, token: &str, path: &str) -> RequestBuilder {
        self.http.get(self.api(&format!("photos/{path}"))).bearer_auth(token)
    }
}

async fn said(request: RequestBuilder) -> PhotoState {
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

async fn taken(request: RequestBuilder) {
    assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
}

async fn is_hidden(world: &World, token: &str, hash: &str) {
    refused(world.see(token, hash).send().await.unwrap(), 404, "not_found").await;
    refused(world.see(token, &format!("{hash}/state")).send().await.unwrap(), 404, "not_found").await;
}

#[tokio::test]
async fn a_photo_is_seen_by_who_may_read_a_record_that_names_it() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let (bytes, hash) = picture(1, 400);
    let lins = lin.token().to_owned();
    let post = async |bytes: &[u8], kind| world.send(&lins, &hash, bytes, kind).send().await.unwrap();
    refused(post(b"other", "image/jpeg").await, 422, "invalid").await;
    refused(post(&bytes, "text/html").await, 422, "invalid").await;
    refused(post(&vec![0; 3 * 1024 * 1024], "image/jpeg").await, 413, "too_large").await;
    refused(world.send(&lins, "..%2F..%2Fx", &bytes, "image/jpeg").send().await.unwrap(), 422, "invalid").await;
    assert_eq!(post(&bytes, "image/jpeg").await.status(), 200);
    assert_eq!(post(&bytes, "image/jpeg").await.status(), 200, "again");
    assert_eq!(world.see(&lins, &hash).send().await.unwrap().bytes().await.unwrap(), bytes);

    let wang = world.sign_in("wang.lei").await.token.unwrap();
    is_hidden(&world, &wang, &hash).await;
    visit(&mut lin, &world, &hash);
    lin.settle(&world).await;
    let answer = world.see(&wang, &hash).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/jpeg");
    assert_eq!(answer.headers()["cache-control"], "private, max-age=31536000, immutable");
    assert_eq!(answer.bytes().await.unwrap(), bytes);
    let chen = world.sign_in("chen.hua").await.token.unwrap();
    is_hidden(&world, &chen, &hash).await;
}

#[tokio::test]
async fn who_only_knows_a_hash_gets_nothing_by_naming_it() {
    let world = World::new().await;
    let lin = Phone::new(&world, "lin.xd").await;
    let (bytes, hash) = picture(2, 1000);
    taken(world.send(lin.token(), &hash, &bytes, "image/png")).await;

    let mut zhou = Phone::new(&world, "zhou.min").await;
    let chen = world.sign_in("chen.hua").await.token.unwrap();
    visit(&mut zhou, &world, &hash);
    zhou.settle(&world).await;
    is_hidden(&world, zhou.token(), &hash).await;
    is_hidden(&world, &chen, &hash).await;
    // A piece of it, or all of something else, is no proof; and he is not even told that it is there.
    let state = said(world.piece(zhou.token(), &hash, (0, 1000), &bytes[..10])).await;
    assert_eq!(state, PhotoState { length: 1000, have: 10, complete: false });
    refused(world.see(zhou.token(), &hash).send().await.unwrap(), 404, "not_found").await;
    let wrong = world.piece(zhou.token(), &hash, (10, 1000), &[0; 990]).send().await.unwrap();
    assert_eq!(refused(wrong, 422, "invalid").await.field.as_deref(), Some("hash"));
    is_hidden(&world, zhou.token(), &hash).await;
    // Who has it may see it, and what he named shows it to his readers.
    let state = said(world.piece(zhou.token(), &hash, (0, 1000), &bytes)).await;
    assert!(state.complete);
    for token in [zhou.token(), &chen] {
        assert_eq!(world.see(token, &hash).send().await.unwrap().bytes().await.unwrap(), bytes);
    }
}

#[tokio::test]
async fn a_photo_goes_on_where_its_pieces_ended() {
    let world = World::new().await.with(|config| config.photos = Place::Given(Arc::new(InMemory::new()))).await;
    let lin = Phone::new(&world, "lin.xd").await;
    let token = lin.token();
    let (bytes, hash) = picture(3, 600_000);
    let length = bytes.len();
    is_hidden(&world, token, &hash).await;
    let large = world.piece(token, &hash, (0, length), &bytes[..300_000]).send().await.unwrap();
    refused(large, 413, "too_large").await;
    let early = world.piece(token, &hash, (5, length), &bytes[5..10]).send().await.unwrap();
    assert_eq!(refused(early, 409, "piece_misplaced").await.value.as_deref(), Some("0"));
    let bare = world.http.patch(world.api(&format!("photos/{hash}?offset=0&length={length}"))).bearer_auth(token);
    let bare = bare.body(vec![1]).send().await.unwrap();
    assert_eq!(refused(bare, 422, "invalid").await.field.as_deref(), Some("content-type"));
    said(world.piece(token, &hash, (0, length), &bytes[..262_144])).await;

    // The server ends, and the phone asks where it was.
    let memory = Place::Given(Arc::new(InMemory::new()));
    let world = world.with(|config| config.photos = memory).await;
    let state = said(world.see(token, &format!("{hash}/state"))).await;
    assert_eq!((state.have, state.complete), (262_144, false));
    let again = said(world.piece(token, &hash, (0, length), &bytes[..262_144])).await;
    assert_eq!(again, state, "a piece that came twice is one piece");
    let beyond = world.piece(token, &hash, (262_144, length), &vec![0; 262_144]).send().await.unwrap();
    assert_eq!(beyond.status(), 200);
    let other = world.piece(token, &hash, (524_288, length + 1), &bytes[524_288..]).send().await.unwrap();
    assert_eq!(refused(other, 422, "invalid").await.field.as_deref(), Some("length"));
    let past = world.piece(token, &hash, (524_288, length), &vec![0; 100_000]).send().await.unwrap();
    assert_eq!(refused(past, 422, "invalid").await.field.as_deref(), Some("offset"));
    // One piece was wrong: all are dropped, and it begins anew.
    let wrong = world.piece(token, &hash, (524_288, length), &bytes[524_288..]).send().await.unwrap();
    assert_eq!(refused(wrong, 422, "invalid").await.value.as_deref(), Some(hash.as_str()));
    is_hidden(&world, token, &hash).await;
    for (offset, piece) in bytes.chunks(262_144).enumerate().map(|(n, piece)| (n * 262_144, piece)) {
        let state = said(world.piece(token, &hash, (offset, length), piece)).await;
        assert_eq!(state.complete, state.have == state.length);
    }
    let state = said(world.piece(token, &hash, (0, length), &[])).await;
    assert!(state.complete, "who has it is told at once");
    assert_eq!(world.see(token, &hash).send().await.unwrap().bytes().await.unwrap(), bytes);
}

#[tokio::test]
async fn photos_that_no_record_names_are_bounded_for_each() {
    let world = World::new().await.with(|config| config.photo_quota = 5_000).await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let (first, named) = picture(4, 3_000);
    let (second, hash) = picture(5, 1_500);
    taken(world.send(lin.token(), &named, &first, "image/jpeg")).await;
    let full = world.send(lin.token(), &hash, &second, "image/jpeg").send().await.unwrap();
    refused(full, 429, "photo_quota").await;
    let full = world.piece(lin.token(), &hash, (0, 1_500), &second[..10]).send().await.unwrap();
    refused(full, 429, "photo_quota").await;
    is_hidden(&world, lin.token(), &hash).await;
    // Another has his own, also of the same photo.
    let zhou = Phone::new(&world, "zhou.min").await;
    taken(world.send(zhou.token(), &hash, &second, "image/jpeg")).await;
    is_hidden(&world, lin.token(), &hash).await;
    visit(&mut lin, &world, &named);
    lin.settle(&world).await;
    taken(world.send(lin.token(), &hash, &second, "image/jpeg")).await;
}

/// What the log says of photos, as the projector left it.
async fn stands(world: &World, hash: &str) -> Option<photos::Photo> {
    let (company, hash) = (world.running.app.company.clone(), hash.to_owned());
    world.running.app.store.read(move |conn| photos::get(conn, &company, &hash)).await.unwrap()
}

#[tokio::test]
async fn what_no_record_names_goes_and_what_one_names_stays() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let [(one, named), (two, late), (three, lost)] = [6, 7, 8].map(|seed| picture(seed, 500));
    for (bytes, hash) in [(&one, &named), (&two, &late), (&three, &lost)] {
        taken(world.send(lin.token(), hash, bytes, "image/jpeg")).await;
    }
    visit(&mut lin, &world, &named);
    lin.settle(&world).await;
    let app = world.running.app.clone();
    world.pass(29 * DAY);
    assert_eq!(tend::collect(&app).await.unwrap(), 0);
    assert_eq!(stands(&world, &lost).await.unwrap().state, photos::State::Kept);
    world.pass(2 * DAY);
    assert_eq!(tend::collect(&app).await.unwrap(), 0, "they are marked first");
    assert_eq!(stands(&world, &named).await.unwrap().state, photos::State::Kept);
    for hash in [&late, &lost] {
        assert_eq!(stands(&world, hash).await.unwrap().state, photos::State::Dropping);
    }
    // A record names one of them between the mark and the end.
    let mut lin = Phone::new(&world, "lin.xd").await;
    assert_eq!(world.see(lin.token(), &late).send().await.unwrap().bytes().await.unwrap(), two);
    lin.sync(&world).await;
    visit(&mut lin, &world, &late);
    lin.settle(&world).await;
    world.pass(2 * DAY);
    assert_eq!(tend::collect(&app).await.unwrap(), 1);
    assert_eq!(stands(&world, &late).await.unwrap().state, photos::State::Kept);
    assert_eq!(stands(&world, &lost).await, None);
    is_hidden(&world, lin.token(), &lost).await;
    let gone = app.files.get(At { company: &app.company, hash: &lost, copy: 0 }).await;
    assert!(matches!(gone, Err(BlobError::Missing(_))));
    // Whoever has it sends it again.
    taken(world.send(lin.token(), &lost, &three, "image/jpeg")).await;
    assert_eq!(
        stands(&world, &lost).await.unwrap().copy,
        1,
        "another object: what still removes the first can not hit it"
    );
    for (bytes, hash) in [(one, named), (two, late), (three, lost)] {
        assert_eq!(world.see(lin.token(), &hash).send().await.unwrap().bytes().await.unwrap(), bytes);
    }
}

#[tokio::test]
async fn nothing_goes_while_the_log_may_name_it() {
    let world = World::new().await;
    let lin = Phone::new(&world, "lin.xd").await;
    let (bytes, hash) = picture(9, 500);
    taken(world.send(lin.token(), &hash, &bytes, "image/jpeg")).await;
    let app = world.running.app.clone();
    // From here on nobody projects.
    world.running.stop().await.unwrap();
    let company = app.company.clone();
    let later = move |by: i64| shared::period::Instant::from_millis(1_795_658_400_000 + by);
    let step = async |what: &'static str, at: i64| {
        let company = company.clone();
        app.store
            .write(move |tx| -> Result<usize, StoreError> {
                match what {
                    "input" => server::store::company::next_seq(tx, &company).map(|_| 0),
                    "project" => server::store::company::set_projected(tx, &company).map(|_| 0),
                    "mark" => photos::mark(tx, &company, later(at), later(at)),
                    _ => Ok(photos::drop_due(tx, &company, later(at), later(at))?.len()),
                }
            })
            .await
            .unwrap()
    };
    step("input", 0).await;
    assert_eq!(step("mark", 40 * DAY).await, 0, "an input is not projected yet");
    step("project", 0).await;
    assert_eq!(step("mark", 40 * DAY).await, 1);
    step("input", 0).await;
    assert_eq!(step("drop", 42 * DAY).await, 0, "it may name the photo");
    step("project", 0).await;
    // The row goes first; a crash here leaves an object that is known to be nobody's.
    assert_eq!(step("drop", 42 * DAY).await, 1);
    let at = At { company: &company, hash: &hash, copy: 0 };
    assert!(app.files.get(at).await.is_ok());
    assert_eq!(tend::collect(&app).await.unwrap(), 1);
    assert!(matches!(app.files.get(at).await, Err(BlobError::Missing(_))));
}

#[tokio::test]
async fn a_photo_of_an_older_version_moves_out_of_the_database() {
    let world = World::new().await;
    let lin = Phone::new(&world, "lin.xd").await;
    let (sound, hash) = picture(10, 700);
    let (_, damaged) = picture(11, 700);
    let app = world.running.app.clone();
    let (company, rows) = (app.company.clone(), [(hash.clone(), sound.clone()), (damaged.clone(), b"other".to_vec())]);
    app.store
        .write(move |tx| -> Result<(), StoreError> {
            for (hash, bytes) in rows {
                tx.execute(
                    "INSERT INTO photo (company_id, hash, mime, owner, length, received, state, since, copy, bytes)
                     VALUES (?1, ?2, 'image/jpeg', 'lin.xd', 700, 0, 'inside', 0, 0, ?3)",
                    (company.as_str(), &hash, bytes),
                )?;
                tx.execute("INSERT INTO photo_owner VALUES (?1, ?2, 'lin.xd')", (company.as_str(), &hash))?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let seen = async || world.see(lin.token(), &hash).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(seen().await, sound, "before it is moved");
    // A crash after the object was written: it is written again.
    let at = At { company: &app.company, hash: &hash, copy: 0 };
    app.files.put(at, sound.clone().into()).await.unwrap();
    assert_eq!(tend::move_out(&app).await.unwrap(), 1);
    assert_eq!(stands(&world, &hash).await.unwrap().state, photos::State::Kept);
    assert_eq!(stands(&world, &damaged).await.unwrap().state, photos::State::Inside, "nothing of it is thrown away");
    assert_eq!(seen().await, sound);
    assert_eq!(tend::move_out(&app).await.unwrap(), 0);
    // Its object is lost: who has it puts it back.
    app.files.remove(at).await.unwrap();
    refused(world.see(lin.token(), &hash).send().await.unwrap(), 500, "internal").await;
    taken(world.send(lin.token(), &hash, &sound, "image/jpeg")).await;
    assert_eq!(seen().await, sound);
}
