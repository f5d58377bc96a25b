//! The engine's workers: threads of a pool of their own, so that a closing leaves the requests' threads alone.

use std::num::NonZeroUsize;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use shared::engine::Workers;

/// A pool of threads.
#[derive(Debug)]
pub struct Threads(ThreadPool);

impl Threads {
    /// So many threads; `None`: as many as the machine has cores.
    pub fn new(jobs: Option<NonZeroUsize>) -> Result<Self, ThreadPoolBuildError> {
        let threads = jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        ThreadPoolBuilder::new().num_threads(threads).thread_name(|n| format!("engine-{n}")).build().map(Self)
    }
}

impl Workers for Threads {
    fn map<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        self.0.install(|| items.par_iter().map(&work).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items_whatever_the_threads() {
        let items: Vec<u64> = (0..10_000).collect();
        let squares: Vec<u64> = items.iter().map(|n| n * n).collect();
        for jobs in [1, 2, 7] {
            let threads = Threads::new(NonZeroUsize::new(jobs)).unwrap();
            assert_eq!(threads.map(&items, |n| n * n), squares, "{jobs} threads");
        }
    }
}
