//! Documents that have come to rest are packed: their history stays, a quarter of the size.

use server::compact;
use server::store::{StoreError, facts};

use crate::phone::Phone;
use crate::world::World;

const DAY: i64 = 24 * 3_600_000;

async fn bytes(world: &World) -> u64 {
    let loose = |conn: &server::store::Connection| -> Result<u64, StoreError> {
        let sum = "SELECT COALESCE(CAST(SUM(length(bytes)) AS BIGINT), 0) FROM chunk";
        let snapshots = "SELECT COALESCE(CAST(SUM(length(bytes)) AS BIGINT), 0) FROM snapshot";
        let one = |sql| conn.prepare_cached(sql)?.query_row((), |row| row.get::<_, u64>(0));
        Ok(one(sum)? + one(snapshots)?)
    };
    world.running.app.store.read(loose).await.unwrap()
}

#[tokio::test]
async fn a_packed_journal_is_the_same_for_everyone_and_smaller() {
    let world = World::new().await;
    let (mut lin, mut wang) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "wang.lei").await);
    for n in 0..60 {
        lin.contact(world.now().plus_millis(n));
        lin.sync(&world).await;
        if n == 30 {
            wang.settle(&world).await;
        }
    }
    lin.settle(&world).await;
    let before = (bytes(&world).await, world.facts().await);
    assert_eq!(compact::all(&world.running.app).await.unwrap(), 0, "the month is under way");
    world.pass(80 * DAY);
    assert!(compact::all(&world.running.app).await.unwrap() > 0);
    assert_eq!(compact::all(&world.running.app).await.unwrap(), 0, "once is enough");
    let after = bytes(&world).await;
    assert!(after * 2 < before.0, "{after} of {}", before.0);

    let journal = lin.journal();
    // One with half of it, one with nothing, and the author goes on.
    wang.settle(&world).await;
    assert_eq!(wang.doc(&journal).heads(), lin.doc(&journal).heads());
    let mut new = Phone::new(&world, "lin.xd").await;
    new.settle(&world).await;
    assert_eq!(new.doc(&journal).heads(), lin.doc(&journal).heads());
    lin.contact(world.now());
    lin.settle(&world).await;
    wang.settle(&world).await;
    new.settle(&world).await;
    assert_eq!(wang.doc(&journal).heads(), lin.doc(&journal).heads());
    assert_eq!(new.doc(&journal).heads(), lin.doc(&journal).heads());

    // A memory that has nothing, and a projector that begins anew.
    let world = world.restart().await;
    let facts: Vec<String> = world.facts().await;
    server::project::rebuild(&world.running.app).await.unwrap();
    assert_eq!(world.facts().await, facts);
    assert!(before.1.iter().all(|fact| facts.contains(fact)));
    let dumped = world.running.app.company.clone();
    assert_eq!(world.running.app.store.read(move |conn| facts::dump(conn, &dumped)).await.unwrap(), facts);
}
