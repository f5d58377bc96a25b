//! A company's own maps in GCJ-02 (VIS-7): what is kept in WGS-84 is drawn at the place of its picture, and a pin that is put
//! on such a map is kept in WGS-84. The shift is computed here once more, from the formula as it was published.

use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::PI;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};
use server::demo::Size;
use shared::doc::customer;
use shared::id::{CustomerId, DocId, SiteId};
use shared::place::Place;
use tests::Stage;
use tests::browser::{Browser, PHONE};

use super::{desk_of, outbox_is, phone_of_rep, picture, sync_now};

/// Zoom, column, row.
type Tile = (u8, u32, u32);

/// Pictures as a map service gives them; knows what it was asked for.
#[derive(Debug, Clone, Default)]
struct Service(Arc<Mutex<BTreeSet<Tile>>>);

impl Service {
    async fn start() -> Result<(Self, String)> {
        let service = Self::default();
        let app = Router::new().route("/{z}/{x}/{y}", get(draw)).with_state(service.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}/{{z}}/{{x}}/{{y}}", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok((service, address))
    }

    fn gave(&self, tile: Tile) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&tile)
    }
}

async fn draw(State(service): State<Service>, Path((z, x, y)): Path<Tile>) -> impl IntoResponse {
    service.0.lock().unwrap_or_else(PoisonError::into_inner).insert((z, x, y));
    let drawn = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 256 256'><rect width='256' height='256' fill='#dde7dd' stroke='#889'/><text x='8' y='20' font-size='14'>{z}/{x}/{y}</text></svg>"
    );
    ([("content-type", "image/svg+xml")], drawn)
}

/// 火星坐標 of a place in mainland China, as published in 2010: on the ellipsoid of Krasovsky.
fn mars(lat: f64, lon: f64) -> (f64, f64) {
    const A: f64 = 6_378_245.0;
    const EE: f64 = 0.006_693_421_622_965_943;
    let (x, y) = (lon - 105.0, lat - 35.0);
    let wave = |height: f64, often: f64| height * (often * PI).sin();
    let common = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);
    let mut d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt() + common * 2.0 / 3.0;
    d_lat += (wave(20.0, y) + wave(40.0, y / 3.0)) * 2.0 / 3.0;
    d_lat += (wave(160.0, y / 12.0) + wave(320.0, y / 30.0)) * 2.0 / 3.0;
    let mut d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt() + common * 2.0 / 3.0;
    d_lon += (wave(20.0, x) + wave(40.0, x / 3.0)) * 2.0 / 3.0;
    d_lon += (wave(150.0, x / 12.0) + wave(300.0, x / 30.0)) * 2.0 / 3.0;
    let phi = lat.to_radians();
    let magic = 1.0 - EE * phi.sin().powi(2);
    let north = d_lat * 180.0 / ((A * (1.0 - EE)) / (magic * magic.sqrt()) * PI);
    let east = d_lon * 180.0 / (A / magic.sqrt() * phi.cos() * PI);
    (lat + north, lon + east)
}

/// Where that lies on the Mercator map of the web: the picture, and the pixel in it.
fn pixel((lat, lon): (f64, f64), z: u8) -> (Tile, [f64; 2]) {
    let size = 256.0 * f64::from(1_u32 << z);
    let phi = lat.to_radians();
    let x = (lon + 180.0) / 360.0 * size;
    let y = (1.0 - (phi.tan() + 1.0 / phi.cos()).ln() / PI) / 2.0 * size;
    let tile = (z, (x / 256.0) as u32, (y / 256.0) as u32);
    (tile, [x % 256.0, y % 256.0])
}

/// Which picture lies under a point of the page, and where in it: `[zoom, column, row, x, y]`.
async fn under(browser: &Browser, map: &str, point: &str) -> Result<(Tile, [f64; 2])> {
    let script = format!(
        "const [x, y] = {point};
         for (const img of document.querySelectorAll('{map} img.leaflet-tile')) {{
             const box = img.getBoundingClientRect();
             if (x >= box.left && x < box.left + 256 && y >= box.top && y < box.top + 256) {{
                 return [...new URL(img.src).pathname.split('/').slice(1).map(Number), x - box.left, y - box.top];
             }}
         }}
         return [];"
    );
    let found: Vec<f64> = browser.run(&script, Vec::new()).await?;
    let [z, x, y, left, top] = found[..] else { anyhow::bail!("no picture under {point}: {found:?}") };
    Ok(((z as u8, x as u32, y as u32), [left, top]))
}

/// The mark stands where its place lies on the service's picture, to the pixel, and the service gave that picture.
async fn stands(browser: &Browser, service: &Service, map: &str, point: &str, place: Place) -> Result<()> {
    let (tile, at) = under(browser, map, point).await?;
    let (wanted, pixel) = pixel(mars(place.lat(), place.lon()), tile.0);
    ensure!(tile == wanted, "on {tile:?}, not on {wanted:?}");
    ensure!(at.iter().zip(pixel).all(|(at, wanted)| (at - wanted).abs() < 1.5), "at {at:?}, not at {pixel:?}");
    ensure!(service.gave(tile), "{tile:?} was never asked for");
    let unshifted = self::pixel((place.lat(), place.lon()), tile.0);
    ensure!(unshifted != (wanted, pixel), "a map that is not shifted proves nothing");
    Ok(())
}

/// The customer's sites by what the server holds.
async fn kept(stage: &Stage, id: CustomerId) -> Result<BTreeMap<SiteId, Place>> {
    let app = stage.server.app.clone();
    let (docs, company) = (app.docs.clone(), app.company.clone());
    let read = app.store.read::<_, server::docs::DocsError, _>(move |conn| {
        docs.with(conn, &company, &DocId::Customer(id), |loaded| customer::read(&loaded.doc))
    });
    Ok(read.await?.sites.into_iter().filter_map(|(id, site)| Some((id, site.place?))).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_is_drawn_where_a_shifted_map_has_it() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let (service, address) = Service::start().await?;
    let (customer, site) = stage.customer().await?;
    let origin = stage.server.url();

    let desk = desk_of(&stage, "zheng.wei").await?;
    desk.goto(&format!("{origin}/settings")).await?;
    desk.write("settings-tiles", &address).await?;
    desk.set("settings-datum", "gcj02").await?;
    desk.write("settings-attribution", "高德").await?;
    desk.press("settings-save").await?;
    desk.part("toast").await?;
    let company = stage.server.app.company.clone();
    let set = stage
        .server
        .app
        .store
        .read::<_, server::store::StoreError, _>(move |conn| server::store::company::settings(conn, &company));
    ensure!(set.await?.tiles.is_some_and(|tiles| tiles.url == address), "the tiles were not kept");
    desk.kill();

    // The site's own page: its pin, and one that is put elsewhere.
    let phone = phone_of_rep(&stage, &origin, Some((site.lat(), site.lon(), 12.0))).await?;
    let (id, _) = kept(&stage, customer).await?.pop_first().context("a site")?;
    phone.goto(&format!("{origin}/customers/{customer}/sites/{id}")).await?;
    phone.find("[data-testid=pin-map][data-ready=true] .mark.place").await?;
    let drawn = "[...document.querySelectorAll('[data-testid=pin-map] img.leaflet-tile')].length > 3 && [...document.querySelectorAll('[data-testid=pin-map] img.leaflet-tile')].every((img) => img.complete)";
    phone.holds("the pictures", drawn).await?;
    let pin = "(() => { const box = document.querySelector('[data-testid=pin-map] .mark.place').getBoundingClientRect(); return [box.left + 22, box.top + 40]; })()";
    stands(&phone, &service, "[data-testid=pin-map]", pin, site).await?;
    picture(&phone, "pin-gcj", &[PHONE]).await?;

    // Put 40 pixels to the right: kept in WGS-84, where the picture has it.
    let at: [f64; 2] = phone.run(&format!("return {pin}"), Vec::new()).await?;
    let script = "const [x, y] = arguments;
        const map = document.querySelector('[data-testid=pin-map]');
        for (const kind of ['mousedown', 'mouseup', 'click']) {
            map.dispatchEvent(new MouseEvent(kind, {bubbles: true, clientX: x, clientY: y, view: window, detail: 1}));
        }
        return true;";
    let [x, y] = [at[0] + 40.0, at[1]];
    let (put_on, put_at) = under(&phone, "[data-testid=pin-map]", &json!([x, y]).to_string()).await?;
    phone.run::<Value>(script, vec![json!(x), json!(y)]).await?;
    phone.press("site-save").await?;
    phone.part("page-customer").await?;
    phone.goto(&format!("{origin}/outbox")).await?;
    sync_now(&phone).await?;
    outbox_is(&phone, 1, &["counted"]).await?;
    let moved = kept(&stage, customer).await?.into_values().find(|place| place.distance(site) > 1.0);
    let moved = moved.context("the site was not moved on the server")?;
    let (tile, pixel) = pixel(mars(moved.lat(), moved.lon()), put_on.0);
    ensure!(tile == put_on, "kept on {tile:?}, put on {put_on:?}");
    ensure!(pixel.iter().zip(put_at).all(|(is, put)| (is - put).abs() < 2.0), "{pixel:?}, put at {put_at:?}");

    // All customers on one map, each in its place.
    phone.goto(&format!("{origin}/customers/map")).await?;
    phone.find("[data-testid=customer-map][data-ready=true] .mark.place").await?;
    picture(&phone, "customers-gcj", &[PHONE]).await?;
    Ok(())
}
