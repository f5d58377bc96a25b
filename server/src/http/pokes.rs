//! `pokes`: an open line on which the server says that there is something new.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::get;
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::sync::watch;

use crate::app::App;
use crate::auth::Session;
use crate::store::people;

/// So that no proxy takes the line for dead, and a cut one is noticed.
const ALIVE: Duration = Duration::from_secs(20);

pub fn routes() -> Router<App> {
    Router::new().route("/pokes", get(pokes))
}

async fn pokes(State(app): State<App>, session: Session) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut news = app.pokes.listen(session.employee());
    // What happened before it listened is asked for by the exchange the first event brings.
    news.mark_changed();
    let stop = app.stopping.subscribe();
    let events = unfold(Line { app, session, news, stop }, |mut line| async move {
        let event = line.next().await?;
        Some((Ok(event), line))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE))
}

struct Line {
    app: App,
    session: Session,
    news: watch::Receiver<u64>,
    stop: watch::Receiver<bool>,
}

impl Line {
    /// The next event; `None` ends the line: the server stops, or the session has ended.
    async fn next(&mut self) -> Option<Event> {
        loop {
            tokio::select! {
                _ = async { drop(self.stop.wait_for(|stop| *stop).await) } => return None,
                changed = self.news.changed() => { changed.ok()?; break }
                // Another node may be the one that ended the session.
                () = tokio::time::sleep(ALIVE) => if !self.stands().await { return None },
            }
        }
        let seq = *self.news.borrow_and_update();
        self.stands().await.then(|| Event::default().event("news").data(seq.to_string()))
    }

    /// Whether this session may still ask: a device that was cut off hears nothing more.
    async fn stands(&self) -> bool {
        let (company, token, now) = (self.app.company.clone(), self.session.token_hash(), self.app.clock.now());
        let found = self.app.store.read(move |conn| people::session(conn, &company, &token, now)).await;
        found.is_ok_and(|session| session.is_some())
    }
}
