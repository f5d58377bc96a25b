//! A line between a browser and the server that can be cut: no emulation, connections really end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

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
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let (up, state) = watch::channel(true);
        let counts = Arc::new(Counts { left: AtomicU64::new(u64::MAX), ..Counts::default() });
        let counted = counts.clone();
        let up = Arc::new(up);
        let cutter = up.clone();
        tokio::spawn(async move {
            while let Ok((inward, _)) = listener.accept().await {
                let (mut state, counts, cutter) = (state.clone(), counted.clone(), cutter.clone());
                tokio::spawn(async move {
                    if !*state.borrow() {
                        return;
                    }
                    let Ok(outward) = TcpStream::connect(to).await else { return };
                    let ((client_in, client_out), (server_in, server_out)) =
                        (inward.into_split(), outward.into_split());
                    tokio::select! {
                        _ = carry(client_in, server_out, |bytes| counts.send(bytes, &cutter)) => {}
                        _ = carry(server_in, client_out, |bytes| {
                            counts.received.fetch_add(bytes, Ordering::Relaxed);
                            bytes
                        }) => {}
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

    /// Cuts the line when so many more bytes have been sent, in the middle of whatever it is.
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
