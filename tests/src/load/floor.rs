//! The floor: bytes in, one durable commit, an answer. No sign-in, no policy, no document; axum and SQLite like the
//! product, WAL and FULL like it, with group commit like it.

use std::path::Path;
use std::sync::mpsc;

use anyhow::{Context, Result};
use axum::body::Bytes;
use axum::extract::{Path as UrlPath, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use rusqlite::Connection;
use shared::sync::{SyncRequest, from_cbor};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

const FILE: &str = "floor.sqlite";

type Job = (Vec<Vec<u8>>, oneshot::Sender<usize>);

#[derive(Clone)]
struct Floor {
    writer: mpsc::Sender<Job>,
    path: std::path::PathBuf,
}

/// Serves until the process ends.
pub async fn serve(data: &Path, announce: impl FnOnce(String)) -> Result<()> {
    std::fs::create_dir_all(data)?;
    let path = data.join(FILE);
    let db = Connection::open(&path)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.execute_batch(
        "CREATE TABLE IF NOT EXISTS bytes (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
         CREATE TABLE IF NOT EXISTS kept (seq INTEGER PRIMARY KEY, who TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;",
    )?;
    let (writer, jobs) = mpsc::channel::<Job>();
    std::thread::spawn(move || write(db, &jobs));
    let app = Router::new()
        .route("/push", post(push))
        .route("/keep/{who}", post(keep))
        .route("/pull/{who}", get(pull))
        .with_state(Floor { writer, path });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    announce(format!("http://{}", listener.local_addr()?));
    axum::serve(listener, app).await?;
    Ok(())
}

fn write(mut db: Connection, jobs: &mpsc::Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        batch.extend(jobs.try_iter().take(255));
        let Ok(tx) = db.transaction() else { return };
        for (rows, _) in &batch {
            for row in rows {
                let kept =
                    tx.prepare_cached("INSERT INTO bytes (bytes) VALUES (?1)").and_then(|mut put| put.execute([row]));
                if kept.is_err() {
                    return;
                }
            }
        }
        if tx.commit().is_err() {
            return;
        }
        for (rows, done) in batch {
            let _ = done.send(rows.len());
        }
    }
}

/// The same request as the product's, inflated where it is gzip; every change is a row.
async fn push(State(floor): State<Floor>, headers: axum::http::HeaderMap, body: Bytes) -> Json<usize> {
    let plain = if headers.contains_key("content-encoding") {
        let mut inflated = Vec::new();
        let read = std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&body[..]), &mut inflated);
        read.map(|_| inflated).unwrap_or_default()
    } else {
        body.to_vec()
    };
    let rows = from_cbor::<SyncRequest>(&plain)
        .map(|request| request.pushes.into_iter().flat_map(|push| push.changes).map(|bytes| bytes.into_vec()).collect())
        .unwrap_or_default();
    let (done, wait) = oneshot::channel();
    if floor.writer.send((rows, done)).is_err() {
        return Json(0);
    }
    Json(wait.await.unwrap_or(0))
}

/// Keeps for somebody what a new device of theirs will be sent.
async fn keep(State(floor): State<Floor>, UrlPath(who): UrlPath<String>, body: Bytes) -> Json<usize> {
    let kept = tokio::task::spawn_blocking(move || -> rusqlite::Result<usize> {
        let db = Connection::open(floor.path)?;
        db.execute("INSERT INTO kept (who, bytes) VALUES (?1, ?2)", (who, &body[..]))
    });
    Json(kept.await.ok().and_then(Result::ok).unwrap_or_default())
}

/// What is kept for somebody, each row after its length in four bytes: no document in between.
async fn pull(State(floor): State<Floor>, UrlPath(who): UrlPath<String>) -> Bytes {
    let read = tokio::task::spawn_blocking(move || -> rusqlite::Result<Vec<u8>> {
        let db = Connection::open(floor.path)?;
        let mut rows = db.prepare("SELECT bytes FROM kept WHERE who = ?1 ORDER BY seq")?;
        let mut all = Vec::new();
        for row in rows.query_map([who], |row| row.get::<_, Vec<u8>>(0))? {
            let row = row?;
            all.extend(u32::try_from(row.len()).unwrap_or(u32::MAX).to_be_bytes());
            all.extend(row);
        }
        Ok(all)
    });
    Bytes::from(read.await.ok().and_then(Result::ok).unwrap_or_default())
}

/// The rows of such an answer.
pub fn rows(mut all: &[u8]) -> Result<Vec<&[u8]>> {
    let mut rows = Vec::new();
    while let Some((length, rest)) = all.split_first_chunk::<4>() {
        let (row, rest) =
            rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length))?).context("a row is cut off")?;
        rows.push(row);
        all = rest;
    }
    Ok(rows)
}

/// Every record in a floor's folder.
pub fn held(data: &Path) -> Result<Vec<Vec<u8>>> {
    let db = Connection::open(data.join(FILE))?;
    let mut rows = db.prepare("SELECT bytes FROM bytes ORDER BY seq")?;
    let held = rows.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(held)
}
