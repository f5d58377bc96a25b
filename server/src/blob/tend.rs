//! What happens to photos by themselves: those an older version kept in the database move out, and those no record names
//! go.

use std::time::Duration;

use tokio::sync::watch;

use super::{At, BlobError};
use crate::app::App;
use crate::store::StoreError;
use crate::store::photos;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// Between the mark and the end, so that a record that names it meanwhile finds it.
const GRACE: i64 = DAY;
/// After so long nobody goes on with a photo he began to send.
const STALE: i64 = 7 * DAY;
const EVERY: Duration = Duration::from_secs(600);

/// Moves what has to be moved, then looks again and again for what has to go, until told to stop.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut moved = false;
    loop {
        if !moved {
            moved = tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                done = move_out(&app) => done.map_err(|why| tracing::error!(%why, "photos stay in the database; it is tried again")).is_ok(),
            };
        }
        match collect(&app).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "photos that no record names were removed"),
            Err(why) => tracing::error!(%why, "photos could not be removed; it is tried again"),
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Moves the photos an older version kept in the database to where photos are. Bytes leave the database after their
/// object was read back; it can end at any point and begin again. How many were moved.
pub async fn move_out(app: &App) -> Result<usize, BlobError> {
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let (company, last) = (app.company.clone(), after.clone());
        let next = app.store.read(move |conn| -> Result<_, StoreError> {
            let Some(hash) = photos::next_inside(conn, &company, &last)? else { return Ok(None) };
            let bytes = photos::inside(conn, &company, &hash)?;
            Ok(Some((hash, bytes.unwrap_or_default())))
        });
        let Some((hash, bytes)) = next.await? else { return Ok(count) };
        after.clone_from(&hash);
        if blake3::hash(&bytes).to_hex().as_str() != hash {
            tracing::error!(hash, "a photo is damaged: its bytes have changed; it stays in the database");
            continue;
        }
        let at = At { company: &app.company, hash: &hash, copy: 0 };
        app.files.put(at, bytes.into()).await?;
        app.files.get(at).await?;
        let (company, now) = (app.company.clone(), app.clock.now());
        app.store.write(move |tx| photos::moved(tx, &company, &hash, now)).await?;
        count += 1;
    }
}

/// One look at what has to go; how many went.
pub async fn collect(app: &App) -> Result<usize, BlobError> {
    let (company, now) = (app.company.clone(), app.clock.now());
    let unnamed = now.plus_millis(-DAY * i64::from(app.config.photo_days));
    app.store
        .write(move |tx| -> Result<(), StoreError> {
            photos::restore_named(tx, &company, now)?;
            photos::drop_due(tx, &company, now.plus_millis(-GRACE), now)?;
            photos::mark(tx, &company, unnamed, now)?;
            photos::stale(tx, &company, now.plus_millis(-STALE))?;
            Ok(())
        })
        .await?;
    let company = app.company.clone();
    let dropped = app.store.read(move |conn| photos::dropped(conn, &company)).await?;
    let count = dropped.len();
    for (hash, copy) in dropped {
        app.files.remove(At { company: &app.company, hash: &hash, copy }).await?;
        let company = app.company.clone();
        app.store.write(move |tx| photos::mark_gone(tx, &company, &hash, copy)).await?;
    }
    Ok(count)
}
