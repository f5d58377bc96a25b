//! Dropping everything made of documents loses nothing, however the changes were grouped when they came.

use proptest::prelude::*;
use server::store::facts;
use shared::doc::journal::{Amendment, Body};
use shared::id::RecordId;

use crate::phone::{Phone, record};
use crate::world::World;

/// What one of two devices of a rep does next.
#[derive(Debug, Clone, Copy)]
enum Act {
    CheckIn,
    CheckOut(usize),
    Contact,
    Amend(usize),
    Late,
    Sync,
}

fn acts() -> impl Strategy<Value = Vec<(bool, Act)>> {
    let act = prop_oneof![
        3 => Just(Act::CheckIn),
        3 => (0..8_usize).prop_map(Act::CheckOut),
        1 => Just(Act::Contact),
        1 => (0..8_usize).prop_map(Act::Amend),
        1 => Just(Act::Late),
        2 => Just(Act::Sync),
    ];
    prop::collection::vec((any::<bool>(), act), 1..40)
}

async fn play(acts: Vec<(bool, Act)>) {
    let world = World::new().await;
    let mut phones = [Phone::new(&world, "lin.xd").await, Phone::new(&world, "lin.xd").await];
    let mut visits: Vec<RecordId> = vec![record()];
    for (which, act) in acts {
        world.pass(60_000);
        let (now, phone) = (world.now(), &mut phones[usize::from(which)]);
        match act {
            Act::CheckIn => visits.push(phone.check_in(now)),
            Act::CheckOut(n) => {
                // Sometimes before its check-in, sometimes of a visit nobody made.
                let visit = visits[n % visits.len()];
                phone.check_out(visit, now.plus_millis(-300_000), "x");
            }
            Act::Contact => drop(phone.contact(now)),
            Act::Amend(n) => {
                let of = visits[n % visits.len()];
                let body = Amendment { of, field: "result".into(), is: "y".into(), reason: "z".into() };
                phone.record(record(), now, Body::Amendment(body));
            }
            Act::Late => visits.push(phone.check_in(now.plus_millis(40 * 24 * 3_600_000))),
            Act::Sync => drop(phone.sync(&world).await),
        }
    }
    for phone in &mut phones {
        phone.settle(&world).await;
    }
    let app = world.running.app.clone();
    // From here on this test projects by itself.
    world.running.stop().await.unwrap();
    let dump = async || {
        let company = app.company.clone();
        app.store.read(move |conn| facts::dump(conn, &company)).await.unwrap()
    };
    let incremental = dump().await;
    server::project::rebuild(&app).await.unwrap();
    assert_eq!(dump().await, incremental);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn a_rebuild_says_what_was_said_step_by_step(acts in acts()) {
        tokio::runtime::Runtime::new().unwrap().block_on(play(acts));
    }
}
