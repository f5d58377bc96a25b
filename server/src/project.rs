//! From documents to facts, behind the receipts. Nothing a phone waits for.

use tokio::sync::watch;

use crate::store::StoreError;

/// How far the projector is: the number up to which readers see everything.
#[derive(Debug, Clone)]
pub struct Progress(watch::Sender<u64>);

impl Default for Progress {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Progress {
    /// Waits until everything up to this number is in the facts.
    pub async fn reached(&self, seq: u64) -> Result<(), StoreError> {
        let mut seen = self.0.subscribe();
        seen.wait_for(|at| *at >= seq).await.map(drop).map_err(|_| StoreError::Stopped)
    }
}
