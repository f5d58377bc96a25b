use shared::doc::journal::{Body, CheckIn, Photo};

use crate::phone::{Phone, check_in, record};
use crate::world::{World, refused};

#[tokio::test]
async fn a_photo_is_seen_by_who_may_read_a_record_that_names_it() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let bytes = b"\xff\xd8 a picture".to_vec();
    let hash = blake3::hash(&bytes).to_hex().to_string();
    let path = world.api(&format!("photos/{hash}"));
    let post = |bytes: Vec<u8>, kind: &'static str| {
        world.http.post(&path).bearer_auth(lin.token()).header("content-type", kind).body(bytes).send()
    };
    refused(post(b"other".to_vec(), "image/jpeg").await.unwrap(), 422, "invalid").await;
    refused(post(bytes.clone(), "text/html").await.unwrap(), 422, "invalid").await;
    refused(post(vec![0; 3 * 1024 * 1024], "image/jpeg").await.unwrap(), 413, "too_large").await;
    assert_eq!(post(bytes.clone(), "image/jpeg").await.unwrap().status(), 200);
    assert_eq!(post(bytes.clone(), "image/jpeg").await.unwrap().status(), 200, "again");

    let get = async |token: &str| world.http.get(&path).bearer_auth(token).send().await.unwrap();
    assert_eq!(get(lin.token()).await.bytes().await.unwrap(), bytes);
    let wang = world.sign_in("wang.lei").await.token.unwrap();
    refused(get(&wang).await, 404, "not_found").await;
    let size = u32::try_from(bytes.len()).unwrap();
    let photo = Photo { hash: hash.clone(), size, mime: "image/jpeg".into() };
    let body = CheckIn { photos: vec![photo], ..check_in(world.now()) };
    lin.record(record(), world.now(), Body::CheckIn(body));
    lin.settle(&world).await;
    assert_eq!(get(&wang).await.headers()["content-type"], "image/jpeg");
    let chen = world.sign_in("chen.hua").await.token.unwrap();
    refused(get(&chen).await, 404, "not_found").await;
}
