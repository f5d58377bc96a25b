//! A running server.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::config::Config;
use crate::docs::DocsError;
use crate::router::router;
use crate::{blob, keep, poke, project, settings};

/// Longest that a start waits for the projector.
const CATCH_UP: Duration = Duration::from_secs(5);

/// A server that answers. Dropping it stops it without waiting; [`Running::stop`] waits.
#[derive(Debug)]
pub struct Running {
    /// Where it listens; the port is the real one where 0 was asked for.
    pub addr: SocketAddr,
    pub app: App,
    serving: JoinHandle<std::io::Result<()>>,
    projecting: JoinHandle<()>,
    keeping: JoinHandle<()>,
    poking: JoinHandle<()>,
    tending: JoinHandle<()>,
}

/// Opens the data directory and listens.
pub async fn start(config: Config) -> anyhow::Result<Running> {
    let listen = config.listen;
    let app = tokio::task::spawn_blocking(move || App::open(config)).await.context("opening")??;
    serve(app, listen).await
}

/// Listens for an application that is open already.
pub async fn serve(app: App, listen: SocketAddr) -> anyhow::Result<Running> {
    if let Some(tiles) = &app.config.tiles {
        tiles.check().context("--tiles")?;
    }
    let (company, docs, tiles, now) =
        (app.company.clone(), app.docs.clone(), app.config.tiles.clone(), app.clock.now());
    app.store.write::<_, DocsError, _>(move |tx| settings::begin(tx, &docs, &company, tiles, now)).await?;
    keep::once(&app).await?;
    // What was imported or left over is in the facts before the first phone asks; a long backlog goes on beside them.
    if let Ok(projected) = tokio::time::timeout(CATCH_UP, project::all(&app)).await {
        projected?;
    }
    let store = app.store.clone();
    if let Err(why) = tokio::task::spawn_blocking(move || store.warm()).await.context("the store")? {
        tracing::warn!(%why, "the first writes will be slower than the later ones");
    }
    let listener = TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
    let addr = listener.local_addr()?;
    let stop = app.stopping.clone();
    let mut stopped = stop.subscribe();
    let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let ends = async move { drop(stopped.wait_for(|stop| *stop).await) };
    let serving = tokio::spawn(async move { axum::serve(listener, service).with_graceful_shutdown(ends).await });
    let projecting = tokio::spawn(project::run(app.clone(), stop.subscribe()));
    let keeping = tokio::spawn(keep::run(app.clone(), stop.subscribe()));
    let poking = tokio::spawn(poke::run(app.clone(), stop.subscribe()));
    let tending = tokio::spawn(blob::tend::run(app.clone(), stop.subscribe()));
    Ok(Running { addr, app, serving, projecting, keeping, poking, tending })
}

impl Running {
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Answers what was begun, takes nothing new, and is done when everything is.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.app.stopping.send_replace(true);
        self.serving.await??;
        self.projecting.await?;
        self.keeping.await?;
        self.poking.await?;
        self.tending.await?;
        Ok(())
    }
}
