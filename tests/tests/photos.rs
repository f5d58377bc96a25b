//! Photos between phones and a real server: the store's actor as the app runs it, and a line that is cut.

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use mobile::api::Api;
use mobile::host::Host;
use mobile::json;
use mobile::record::{Command, PhotoBytes, What};
use mobile::store::StoreActor;
use mobile::view::{Answer, Ask, Event, OutboxItem, Session, SignIn, SyncState};
use server::store::photos::{self, State};
use shared::doc::journal::{Expense, Photo};
use shared::id::{EmployeeId, RecordId};
use shared::num::{Currency, Money};
use shared::period::Instant;
use tempfile::TempDir;
use tests::company::{PASSWORD, now_ms};
use tests::phone::record_id;
use tests::{Proxy, Served, serve};

/// What a request costs beside its body, at most.
const HEADERS: u64 = 1024;

/// The app of one person, without its pages.
struct App {
    host: Host,
    said: BoxStream<'static, Vec<u8>>,
    session: Session,
    _folder: TempDir,
}

impl App {
    async fn sign_in(server: &str, login: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let host = Host::open::<StoreActor>(folder.path().join("store").to_str().unwrap());
        let said = host.events().boxed();
        let (login, password) = (login.to_owned(), PASSWORD.to_owned());
        let at = Instant::from_millis(now_ms());
        let asked = SignIn { server: server.to_owned(), login, password, device_name: "test".into(), at };
        let Answer::Status(status) = ask(&host, &Ask::SignIn(asked)).await else { panic!("not signed in") };
        Self { host, said, session: status.session.unwrap(), _folder: folder }
    }

    async fn ask(&self, question: &Ask) -> Answer {
        ask(&self.host, question).await
    }

    /// An expense with a picture.
    async fn spend(&self, number: u128, photo: &PhotoBytes) -> RecordId {
        let size = u32::try_from(photo.bytes.len()).unwrap();
        let named = Photo { hash: photo.hash.clone(), size, mime: photo.mime.clone(), original: None };
        let what = What::Expense(Expense {
            category: "travel".into(),
            money: Money::parse("86.50", Currency::CNY).unwrap(),
            date: shared::period::Zone::new("Asia/Shanghai").unwrap().day_of(Instant::from_millis(now_ms())),
            customer: None,
            opportunity: None,
            visit: None,
            note: None,
            photos: vec![named],
        });
        let (id, at) = (record_id(number), Instant::from_millis(now_ms() - 60_000));
        let command = Command { id, at, offset: 480, skew: None, what, photos: vec![photo.clone()] };
        let answer = self.ask(&Ask::Record(Box::new(command))).await;
        assert_eq!(answer, Answer::Recorded { id });
        id
    }

    /// Waits until the sync stands so.
    async fn until(&mut self, so: impl Fn(&SyncState) -> bool) -> SyncState {
        loop {
            let said = self.said.next().await.unwrap();
            if let Event::Sync(state) = json::read(&said).unwrap()
                && so(&state)
            {
                return state;
            }
        }
    }

    /// Waits until nothing is under way and the server has the photo.
    async fn until_sent(&mut self, server: &Served, photo: &PhotoBytes) {
        while !is_whole(server, &photo.hash).await {
            self.until(|state| !state.running).await;
        }
    }

    async fn outbox(&self) -> Vec<OutboxItem> {
        let Answer::Outbox(items) = self.ask(&Ask::Outbox).await else { panic!("no outbox") };
        items
    }
}

async fn ask(host: &Host, question: &Ask) -> Answer {
    json::read(&host.ask(json::write(question).unwrap()).await.unwrap()).unwrap()
}

/// A picture of so many bytes, the same for a seed.
fn picture(seed: u64, length: usize) -> PhotoBytes {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut bytes);
    PhotoBytes { hash: blake3::hash(&bytes).to_hex().to_string(), mime: "image/jpeg".into(), original: None, bytes }
}

async fn is_whole(server: &Served, hash: &str) -> bool {
    let (company, hash) = (server.running.app.company.clone(), hash.to_owned());
    let found = server.running.app.store.read(move |conn| photos::get(conn, &company, &hash)).await.unwrap();
    found.is_some_and(|photo| photo.state == State::Kept)
}

/// Bytes the server has of an unfinished photo.
async fn have(server: &Served, who: &EmployeeId, hash: &str) -> u64 {
    let (company, who, hash) = (server.running.app.company.clone(), who.clone(), hash.to_owned());
    let found = server.running.app.store.read(move |conn| photos::upload(conn, &company, &who, &hash)).await.unwrap();
    found.map_or(0, |upload| upload.have)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "a figure for who looks at it")]
async fn a_photo_that_is_cut_off_goes_on_where_the_server_stands() {
    let server = serve().await.unwrap();
    let line = Proxy::start(server.running.addr).await.unwrap();
    let mut lin = App::sign_in(&line.url(), "lin.xd").await;
    lin.until(|state| state.last.is_some() && !state.running).await;
    let photo = picture(1, 430_000);
    line.bytes();
    line.cut_after(200_000);
    lin.spend(1, &photo).await;
    let shown = lin.until(|state| state.photo.is_some_and(|photo| photo.sent > 0)).await.photo.unwrap();
    assert_eq!((shown.length, shown.waiting), (430_000, 1));
    lin.until(|state| state.offline && !state.running).await;
    assert_eq!(line.bytes().0, 200_000);
    let before = have(&server, &lin.session.employee, &photo.hash).await;
    assert!((48 * 1024..200_000).contains(&before), "{before} bytes came in whole pieces");

    line.mend();
    assert_eq!(lin.ask(&Ask::Sync).await, Answer::Done);
    lin.until_sent(&server, &photo).await;
    let (sent, _) = line.bytes();
    let rest = 430_000 - before;
    println!("{before} bytes before the cut; {sent} sent after it for the {rest} that lacked");
    assert!((rest..rest + 10 * HEADERS).contains(&sent), "{sent} bytes sent for {rest}: something went twice");
    // A page of a phone that let it go, or of another of his, gets it from the server.
    assert_eq!(Api::of(Some(&lin.session)).photo(&photo.hash).await.unwrap(), photo.bytes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "a figure for who looks at it")]
async fn a_photo_the_server_has_from_the_other_phone_is_not_sent() {
    let server = serve().await.unwrap();
    let line = Proxy::start(server.running.addr).await.unwrap();
    let mut old = App::sign_in(&server.running.url(), "lin.xd").await;
    let mut new = App::sign_in(&line.url(), "lin.xd").await;
    let photo = picture(2, 300_000);
    old.spend(1, &photo).await;
    old.until_sent(&server, &photo).await;
    new.until(|state| state.last.is_some() && !state.running).await;
    line.bytes();
    new.spend(2, &photo).await;
    // It is asked for, and then there is nothing to send.
    new.until(|state| state.photo.is_some()).await;
    new.until(|state| state.photo.is_none() && !state.running && state.waiting == 0).await;
    let (sent, _) = line.bytes();
    println!("{sent} bytes sent for a record and a photo of 300,000 that is there");
    assert!(sent < 10_000, "{sent} bytes sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_that_is_refused_holds_up_no_other_and_says_why() {
    let server = serve().await.unwrap();
    let mut lin = App::sign_in(&server.running.url(), "lin.xd").await;
    let no_picture = PhotoBytes { mime: "text/html".into(), ..picture(3, 5_000) };
    let too_large = picture(4, 5_000_000);
    let good = [picture(5, 5_000), picture(6, 100_000), picture(7, 60_000)];
    let mut records = Vec::new();
    for (number, photo) in (1..).zip([&no_picture, &too_large].into_iter().chain(&good)) {
        records.push(lin.spend(number, photo).await);
    }
    for photo in &good {
        lin.until_sent(&server, photo).await;
    }
    while lin.outbox().await.iter().filter(|item| item.photo.is_some()).count() < 2 {
        lin.until(|state| !state.running).await;
    }
    for item in lin.outbox().await {
        let refused = records[..2].contains(&item.id);
        assert_eq!(item.photo.as_ref().map(|why| why.code.as_str()), refused.then_some("photo-refused"), "{item:?}");
        assert_eq!(item.door, None);
    }
    for photo in [&no_picture, &too_large] {
        assert!(!is_whole(&server, &photo.hash).await);
        let kept = lin.ask(&Ask::Photo { hash: photo.hash.clone() }).await;
        assert!(kept == Answer::Photo(photo.bytes.clone()), "it is still on the phone");
    }
}
