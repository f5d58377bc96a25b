//! samod: automerge-repo's protocol in Rust, with its file storage and its TCP transport. A record is one change of the
//! document's map. Acknowledged: the server said that it has our changes.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use automerge::transaction::Transactable;
use automerge::{Automerge, AutomergeError, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use futures_util::future::try_join_all;
use samod::storage::TokioFilesystemStorage;
use samod::{BackoffConfig, ConnectionId, DialerHandle, DocHandle, Repo, ShareConfig};
use serde_json::Value;
use tests::load::server::Served;
use tokio::net::TcpListener;
use url::Url;

use crate::driven::{Acknowledged, Driven, Line, Refs, WARM};
use crate::records::{id, months};

const ENTRIES: &str = "entries";

/// Serves until the process ends.
pub async fn serve(data: &Path, announce: impl FnOnce(String)) -> Result<()> {
    std::fs::create_dir_all(data)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let at = listener.local_addr()?;
    let repo = Repo::build_tokio()
        .with_storage(TokioFilesystemStorage::new(data))
        // As a sync server does: it answers, it does not announce.
        .with_share_policy(ShareConfig::read_write().with_announce(false))
        .load()
        .await;
    let acceptor = repo.make_acceptor(Url::parse(&format!("tcp://{at}"))?)?;
    announce(format!("http://{at}"));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        acceptor.accept_tokio_io(stream)?;
    }
}

/// Its server and clients.
pub struct Samod;

/// A client with an open line.
struct Client {
    repo: Repo,
    connection: ConnectionId,
    _dialer: DialerHandle<Infallible>,
}

impl Client {
    async fn open(line: &Line) -> Result<Self> {
        let repo = Repo::build_tokio().load().await;
        let url = Url::parse(&line.url.replace("http", "tcp"))?;
        let dialer = repo.dial_tcp(url, BackoffConfig::default())?;
        dialer.established().await?;
        let connection = dialer.connection_id().context("a connection")?;
        Ok(Self { repo, connection, _dialer: dialer })
    }

    async fn send(&self, doc: Automerge) -> Result<DocHandle> {
        let handle = self.repo.create(doc).await?;
        handle.they_have_our_changes(self.connection).await;
        Ok(handle)
    }

    async fn add(&self, handle: &DocHandle, one: &Value) -> Result<()> {
        handle.with_document(|doc| record(doc, one))?;
        handle.they_have_our_changes(self.connection).await;
        Ok(())
    }

    async fn pull(&self, refs: &Refs) -> Result<BTreeSet<String>> {
        let found = try_join_all(refs.iter().map(async |one| -> Result<BTreeSet<String>> {
            let Some(handle) = self.repo.find(one.parse()?).await? else { return Ok(BTreeSet::new()) };
            handle.we_have_their_changes(self.connection).await;
            Ok(handle.with_document(|doc| ids(doc))?)
        }));
        Ok(found.await?.into_iter().flatten().collect())
    }
}

fn ids(doc: &Automerge) -> Result<BTreeSet<String>, AutomergeError> {
    let entries = doc.get(ROOT, ENTRIES)?;
    Ok(entries.map(|(_, entries)| doc.keys(entries).collect()).unwrap_or_default())
}

fn draft(records: &[Value]) -> Result<Automerge, AutomergeError> {
    let mut doc = Automerge::new();
    for one in records {
        record(&mut doc, one)?;
    }
    Ok(doc)
}

fn record(doc: &mut Automerge, one: &Value) -> Result<(), AutomergeError> {
    let mut tx = doc.transaction();
    let entries = match tx.get(ROOT, ENTRIES)? {
        Some((_, entries)) => entries,
        None => tx.put_object(ROOT, ENTRIES, ObjType::Map)?,
    };
    put(&mut tx, &entries, &id(one), one)?;
    tx.commit();
    Ok(())
}

fn put(tx: &mut impl Transactable, object: &ObjId, key: &str, value: &Value) -> Result<(), AutomergeError> {
    let scalar = match value {
        Value::Object(fields) => {
            let inner = tx.put_object(object, key, ObjType::Map)?;
            return fields.iter().try_for_each(|(key, value)| put(tx, &inner, key, value));
        }
        Value::String(text) => ScalarValue::Str(text.as_str().into()),
        Value::Bool(yes) => ScalarValue::Boolean(*yes),
        // What is recorded has whole numbers and no lists.
        other => other.as_i64().map_or(ScalarValue::Null, ScalarValue::Int),
    };
    tx.put(object, key, scalar)
}

impl Driven for Samod {
    async fn serve(&self, data: &Path) -> Result<Served> {
        Served::start("samod", data)
    }

    async fn push(&self, line: &Line, records: &[Value], parts: usize) -> Result<(Duration, Refs)> {
        let client = Client::open(line).await?;
        let docs = months(records, parts).into_iter().map(draft).collect::<Result<Vec<_>, _>>()?;
        line.begin();
        let begun = Instant::now();
        let handles = try_join_all(docs.into_iter().map(|doc| client.send(doc))).await?;
        let time = begun.elapsed();
        client.repo.stop().await;
        Ok((time, handles.iter().map(|handle| handle.document_id().to_string()).collect()))
    }

    async fn single(&self, line: &Line, records: &[Value]) -> Result<Vec<Duration>> {
        let client = Client::open(line).await?;
        let (warm, rest) = records.split_at(WARM.min(records.len()));
        let handle = client.send(draft(warm)?).await?;
        line.begin();
        let mut times = Vec::new();
        for one in rest {
            let begun = Instant::now();
            client.add(&handle, one).await?;
            times.push(begun.elapsed());
        }
        client.repo.stop().await;
        Ok(times)
    }

    async fn pull(&self, line: &Line, refs: &Refs, count: usize) -> Result<Duration> {
        let client = Client::open(line).await?;
        line.begin();
        let begun = Instant::now();
        let held = client.pull(refs).await?;
        let time = begun.elapsed();
        client.repo.stop().await;
        anyhow::ensure!(held.len() == count, "{} records came, not {count}", held.len());
        Ok(time)
    }

    async fn fan_in(&self, line: &Line, records: &[Value], clients: usize) -> Result<Duration> {
        let mut ready = Vec::new();
        for own in months(records, clients) {
            ready.push((Client::open(line).await?, draft(own)?));
        }
        let begun = Instant::now();
        try_join_all(ready.iter().map(|(client, doc)| client.send(doc.clone()))).await?;
        let time = begun.elapsed();
        for (client, _) in ready {
            client.repo.stop().await;
        }
        Ok(time)
    }

    async fn lose(&self, server: &mut Served, records: &[Value]) -> Result<Acknowledged> {
        let client = Client::open(&Line::straight(server)).await?;
        let handle = client.send(draft(records.get(..1).unwrap_or_default())?).await?;
        for one in records.iter().skip(1) {
            client.add(&handle, one).await?;
        }
        server.kill()?;
        client.repo.stop().await;
        let refs = vec![handle.document_id().to_string()];
        Ok(Acknowledged { refs, ids: records.iter().map(id).collect() })
    }

    async fn held(&self, server: &Served, _: &Path, refs: &Refs) -> Result<BTreeSet<String>> {
        let client = Client::open(&Line::straight(server)).await?;
        let held = client.pull(refs).await;
        client.repo.stop().await;
        held
    }
}
