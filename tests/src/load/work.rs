//! What phones do to the product and, with the same bytes, to the floor.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use reqwest::Client;

use super::Spread;
use crate::Phone;
use crate::company::{PASSWORD, now_ms};

/// What a phone sends in one exchange, and whether it is gzip.
pub type Body = (Vec<u8>, bool);

/// A phone of `rep0000` and on that has what it may read; its clock is `back` milliseconds behind.
pub async fn phone(url: &str, number: usize, back: i64) -> Result<Phone> {
    let mut phone = Phone::sign_in(url, &format!("rep{number:04}"), PASSWORD, now_ms() - back).await?;
    phone.sync().await?;
    Ok(phone)
}

/// Visits to the rep's one customer, recorded and not sent.
pub fn record_visits(phone: &mut Phone, visits: usize) -> Result<()> {
    let (customer, place) = *phone.customers()?.first().context("a customer")?;
    for _ in 0..visits {
        phone.visit(customer, place, 15)?;
    }
    Ok(())
}

/// How everything recorded went up.
#[derive(Debug)]
pub struct Pushed {
    pub bodies: Vec<Body>,
    pub changes: usize,
    /// From request to receipt, of all pieces.
    pub time: Duration,
    /// With the phone's own work between them.
    pub whole: Duration,
}

/// Sends until nothing is left.
pub async fn push_all(phone: &mut Phone) -> Result<Pushed> {
    let begun = Instant::now();
    let mut pushed = Pushed { bodies: Vec::new(), changes: 0, time: Duration::ZERO, whole: Duration::ZERO };
    loop {
        let (body, changes) = phone.body()?;
        if changes == 0 {
            break;
        }
        pushed.changes += changes;
        pushed.bodies.push(body);
        pushed.time += phone.exchange_timed().await?.1;
    }
    pushed.whole = begun.elapsed();
    Ok(pushed)
}

/// The same bodies to the floor, one after the other.
pub async fn push_floor(client: &Client, floor: &str, bodies: &[Body]) -> Result<Duration> {
    let begun = Instant::now();
    for body in bodies {
        put_floor(client, floor, body.clone()).await?;
    }
    Ok(begun.elapsed())
}

/// One body to the floor; gives the number of records it stored.
pub async fn put_floor(client: &Client, floor: &str, (body, gzip): Body) -> Result<usize> {
    let mut request = client.post(format!("{floor}/push"));
    if gzip {
        request = request.header("content-encoding", "gzip");
    }
    Ok(request.body(body).send().await?.error_for_status()?.json().await?)
}

/// Phones that each have their visits recorded, and the body that carries them all.
pub async fn ready_phones(url: &str, phones: usize, visits: usize, back: i64) -> Result<Vec<(Phone, Body)>> {
    ready_phones_of(|_| url, phones, visits, back).await
}

/// The same, each phone at a server of its own. Their stores are in memory: only their bodies are timed.
pub async fn ready_phones_of<'a>(
    url: impl Fn(usize) -> &'a str,
    phones: usize,
    visits: usize,
    back: i64,
) -> Result<Vec<(Phone, Body)>> {
    let mut ready = Vec::new();
    for number in 0..phones {
        let (login, clock) = (format!("rep{number:04}"), now_ms() - back);
        let mut phone = Phone::in_memory(url(number), &login, PASSWORD, clock).await?;
        phone.sync().await?;
        record_visits(&mut phone, visits)?;
        let (body, changes) = phone.body()?;
        ensure!(changes == 2 * visits, "{changes} changes, not {}", 2 * visits);
        ready.push((phone, body));
    }
    Ok(ready)
}

/// All of them at once: the time until the last receipt, and how many receipts.
pub async fn carry_at_once(ready: &[(Phone, Body)]) -> Result<(Duration, usize)> {
    let (time, receipts, _) = carry_each_at_once(ready).await?;
    Ok((time, receipts))
}

/// The same with the time of each.
pub async fn carry_each_at_once(ready: &[(Phone, Body)]) -> Result<(Duration, usize, Spread)> {
    let begun = Instant::now();
    let one = async |(phone, body): &(Phone, Body)| -> Result<(usize, Duration)> {
        let receipts = phone.carry(body.clone()).await?;
        Ok((receipts, begun.elapsed()))
    };
    let carried = try_join_all(ready.iter().map(one)).await?;
    let time = begun.elapsed();
    let (receipts, times): (Vec<_>, Vec<_>) = carried.into_iter().unzip();
    Ok((time, receipts.iter().sum(), Spread::new(times)))
}

/// The same bodies to the floor at once, each on a warm connection as the phones had from their sign-in.
pub async fn floor_at_once(floor: &str, bodies: Vec<Body>) -> Result<(Duration, usize)> {
    let clients: Vec<Client> = bodies.iter().map(|_| Client::new()).collect();
    for client in &clients {
        client.get(format!("{floor}/pull/none")).send().await?.bytes().await?;
    }
    let begun = Instant::now();
    let stored = try_join_all(clients.iter().zip(bodies).map(|(client, body)| put_floor(client, floor, body))).await?;
    Ok((begun.elapsed(), stored.iter().sum()))
}
