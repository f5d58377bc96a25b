use shared::rest::Device;

use crate::phone::Phone;
use crate::world::{World, refused};

#[tokio::test]
async fn a_revoked_device_is_out_with_the_next_request_and_another_goes_on() {
    let world = World::new().await;
    let mut lost = Phone::new(&world, "lin.xd").await;
    lost.sync(&world).await;
    let mut kept = Phone::new(&world, "lin.xd").await;
    let admin = world.sign_in("root.ad").await.token.unwrap();
    let path = format!("devices/{}", lost.signed.device);
    let answer = world.http.delete(world.api(&path)).bearer_auth(admin).send().await.unwrap();
    assert_eq!(answer.status(), 200);

    lost.contact(world.now());
    let request = lost.request(lost.pending.clone());
    let answer = lost.post(&world, shared::sync::to_cbor(&request).unwrap()).await;
    refused(answer, 401, "session_ended").await;
    kept.contact(world.now());
    assert_eq!(kept.sync(&world).await.len(), 1);
}

#[tokio::test]
async fn one_sees_and_revokes_ones_own_devices_an_administrator_everyones() {
    let world = World::new().await;
    let lin = world.sign_in("lin.xd").await;
    let zhou = world.sign_in("zhou.min").await;
    let list = async |token: &str| -> Vec<Device> {
        let answer = world.http.get(world.api("devices")).bearer_auth(token).send().await.unwrap();
        answer.json().await.unwrap()
    };
    let token = lin.token.unwrap();
    assert_eq!(list(&token).await.iter().map(|device| device.id).collect::<Vec<_>>(), [lin.device]);
    let others = format!("devices/{}", zhou.device);
    refused(world.http.delete(world.api(&others)).bearer_auth(&token).send().await.unwrap(), 404, "not_found").await;
    refused(world.http.delete(world.api("devices/x")).bearer_auth(&token).send().await.unwrap(), 422, "invalid").await;
    let admin = world.sign_in("root.ad").await.token.unwrap();
    assert_eq!(list(&admin).await.len(), 3);
    let own = format!("devices/{}", lin.device);
    assert_eq!(world.http.delete(world.api(&own)).bearer_auth(&token).send().await.unwrap().status(), 200);
}
