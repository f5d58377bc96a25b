//! A line between a client and the server that counts, can be cut, and can be as bad as a [`Shape`] says: no emulation,
//! connections really end and bytes really come late.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::shape::{SEGMENT, Shape, Way};

/// Segments under way at most on one connection; what is behind them waits with its sender.
const UNDER_WAY: usize = 64;

/// A TCP proxy to one server. Its address stays the same while the line is cut.
#[derive(Debug, Clone)]
pub struct Proxy {
    pub addr: SocketAddr,
    up: Arc<watch::Sender<bool>>,
    counts: Arc<Counts>,
}

/// Bytes that went over the line, headers and all.
#[derive(Debug, Default)]
struct Counts {
    sent: AtomicU64,
    received: AtomicU64,
    /// Bytes that may still be sent before the line is cut.
    left: AtomicU64,
}

impl Proxy {
    /// A proxy whose line is up.
    pub async fn start(to: SocketAddr) -> Result<Self> {
        Self::over(to, None).await
    }

    /// A proxy whose line is that bad.
    pub async fn shaped(to: SocketAddr, shape: Shape) -> Result<Self> {
        Self::over(to, Some(shape)).await
    }

    async fn over(to: SocketAddr, shape: Option<Shape>) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let (up, state) = watch::channel(true);
        let counts = Arc::new(Counts { left: AtomicU64::new(u64::MAX), ..Counts::default() });
        let counted = counts.clone();
        let up = Arc::new(up);
        let cutter = up.clone();
        let ways = shape.map(Ways::new);
        tokio::spawn(async move {
            while let Ok((inward, _)) = listener.accept().await {
                let (mut state, counts, ways) = (state.clone(), counted.clone(), ways.clone());
                // The line's own delay: a handshake is a round trip.
                let open = ways.as_ref().map(|ways| Instant::now() + ways.shape.round_trip());
                let cutter = cutter.clone();
                tokio::spawn(async move {
                    if !*state.borrow() {
                        return;
                    }
                    if let Some(open) = open {
                        tokio::time::sleep_until(open).await;
                    }
                    let Ok(outward) = TcpStream::connect(to).await else { return };
                    let ((client_in, client_out), (server_in, server_out)) =
                        (inward.into_split(), outward.into_split());
                    let Some(ways) = ways else {
                        tokio::select! {
                            _ = carry(client_in, server_out, |bytes| counts.send(bytes, &cutter)) => {}
                            _ = carry(server_in, client_out, |bytes| {
                                counts.received.fetch_add(bytes, Ordering::Relaxed);
                                bytes
                            }) => {}
                            _ = state.wait_for(|up| !*up) => {}
                        }
                        return;
                    };
                    let up = ways.carry(&ways.up, client_in, server_out, &counts.sent);
                    let down = ways.carry(&ways.down, server_in, client_out, &counts.received);
                    tokio::select! {
                        _ = async { tokio::join!(up, down) } => {}
                        _ = state.wait_for(|up| !*up) => {}
                    }
                });
            }
        });
        Ok(Self { addr, up, counts })
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Ends every connection and lets none through.
    pub fn cut(&self) {
        self.up.send_replace(false);
    }

    /// Cuts the line when so many more bytes have been sent, in the middle of whatever it is. A line without a shape.
    pub fn cut_after(&self, bytes: u64) {
        self.counts.left.store(bytes, Ordering::Relaxed);
    }

    pub fn mend(&self) {
        self.up.send_replace(true);
    }

    /// Bytes sent and received since the last time this was asked.
    pub fn bytes(&self) -> (u64, u64) {
        (self.counts.sent.swap(0, Ordering::Relaxed), self.counts.received.swap(0, Ordering::Relaxed))
    }
}

impl Counts {
    /// Takes note of bytes that are to be sent; says how many of them get through.
    fn send(&self, bytes: u64, line: &watch::Sender<bool>) -> u64 {
        let left = self.left.load(Ordering::Relaxed);
        let through = bytes.min(left);
        self.sent.fetch_add(through, Ordering::Relaxed);
        if through < bytes {
            self.left.store(u64::MAX, Ordering::Relaxed);
            line.send_replace(false);
        } else if left != u64::MAX {
            self.left.store(left - bytes, Ordering::Relaxed);
        }
        through
    }
}

/// Carries bytes until one side ends, or fewer get through than came.
async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    count: impl Fn(u64) -> u64,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        let through = usize::try_from(count(u64::try_from(read).unwrap_or(0))).unwrap_or(read);
        to.write_all(buffer.get(..through).unwrap_or_default()).await?;
        if read == 0 || through < read {
            return Ok(());
        }
    }
}

/// Both ways of a line, which all connections over it share.
#[derive(Debug, Clone)]
struct Ways {
    shape: Shape,
    begun: Instant,
    up: Arc<Mutex<Way>>,
    down: Arc<Mutex<Way>>,
}

impl Ways {
    fn new(shape: Shape) -> Self {
        let way = |which| Arc::new(Mutex::new(Way::new(shape, which)));
        Self { shape, begun: Instant::now(), up: way(0), down: way(1) }
    }

    /// Carries until the sender ends, each segment when the line says that it arrives, and none before the one before it.
    async fn carry(
        &self,
        way: &Mutex<Way>,
        mut from: impl AsyncRead + Unpin,
        mut to: impl AsyncWrite + Unpin,
        count: &AtomicU64,
    ) -> std::io::Result<()> {
        let (queue, mut under_way) = mpsc::channel::<(Instant, Vec<u8>)>(UNDER_WAY);
        let read = async move {
            let (mut buffer, mut last) = (vec![0; SEGMENT], self.begun);
            loop {
                let read = from.read(&mut buffer).await?;
                if read == 0 {
                    return Ok(());
                }
                count.fetch_add(u64::try_from(read).unwrap_or(0), Ordering::Relaxed);
                let arrives = way.lock().unwrap_or_else(PoisonError::into_inner).send(self.begun.elapsed(), read);
                last = last.max(self.begun + arrives);
                if queue.send((last, buffer.get(..read).unwrap_or_default().to_vec())).await.is_err() {
                    return Ok(());
                }
            }
        };
        let write = async move {
            while let Some((arrives, bytes)) = under_way.recv().await {
                tokio::time::sleep_until(arrives).await;
                to.write_all(&bytes).await?;
            }
            to.shutdown().await
        };
        tokio::try_join!(read, write).map(|((), ())| ())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sim::dice::Dice;

    /// Sends back what it gets until nothing more comes.
    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut inward, mut outward) = listener.accept().await.unwrap().0.into_split();
            tokio::io::copy(&mut inward, &mut outward).await.unwrap();
        });
        addr
    }

    #[tokio::test]
    async fn over_a_bad_line_bytes_arrive_unchanged_and_in_order() {
        let shape = Shape { delay: Duration::from_millis(3), bits_per_second: 20_000_000, loss: 5, seed: 1 };
        let line = Proxy::shaped(echo().await, shape).await.unwrap();
        let (mut inward, mut outward) = TcpStream::connect(line.addr).await.unwrap().into_split();
        let mut dice = Dice::new(2);
        let sent: Vec<u8> = (0..50_000).flat_map(|_| dice.number().to_be_bytes()).collect();
        let (to_send, mut got) = (sent.clone(), Vec::new());
        let send = async move {
            outward.write_all(&to_send).await.unwrap();
            outward.shutdown().await.unwrap();
        };
        tokio::join!(send, async { inward.read_to_end(&mut got).await.unwrap() });
        assert!(sent == got, "{} bytes sent, {} came back", sent.len(), got.len());
        let count = u64::try_from(sent.len()).unwrap();
        assert_eq!(line.bytes(), (count, count));
    }
}
