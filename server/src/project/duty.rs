//! One node projects at a time; another takes over when it ends or is lost.

use tokio::sync::Mutex;

use crate::app::App;
use crate::store::{Lock, StoreError, lease};

/// The duty's name.
pub const PROJECT: &str = "project";

/// What this node has of it.
#[derive(Debug, Default)]
pub struct Duty(Mutex<Option<Held>>);

#[derive(Debug)]
struct Held {
    lock: Box<dyn Lock>,
    term: u64,
}

impl Duty {
    /// The term under which this node projects, kept or begun; `None`: another node does.
    pub(super) async fn term(&self, app: &App) -> Result<Option<u64>, StoreError> {
        let mut held = self.0.lock().await;
        if let Some(kept) = held.take() {
            let (kept, stands) = tokio::task::spawn_blocking(move || {
                let stands = kept.lock.stands();
                (kept, stands)
            })
            .await
            .map_err(|_| StoreError::Panicked)?;
            if stands {
                let term = kept.term;
                *held = Some(kept);
                return Ok(Some(term));
            }
            tracing::warn!("the lock of the projector was lost");
        }
        let Some(lock) = app.store.lock(PROJECT).await? else { return Ok(None) };
        let (company, node) = (app.company.clone(), app.node.clone());
        let term = app.store.write(move |tx| lease::begin(tx, &company, PROJECT, &node)).await?;
        tracing::info!(term, "this node projects");
        *held = Some(Held { lock, term });
        Ok(Some(term))
    }

    /// Lets another node take over at once.
    pub(super) async fn give_up(&self) {
        self.0.lock().await.take();
    }
}
