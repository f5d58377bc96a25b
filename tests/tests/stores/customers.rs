//! Customers that are one, on both engines.

use std::collections::BTreeSet;

use server::store::grant;
use server::store::holding::{self, Profile};
use shared::doc::ledger::{Class, Holding};
use shared::id::{CustomerId, EmployeeId};
use shared::place::Place;

use super::*;

fn customer(n: u8) -> CustomerId {
    format!("0190163d-8694-739b-aea5-966c26f8ad{n:02x}").parse().unwrap()
}

fn held(owner: &str, into: Option<CustomerId>) -> Holding {
    Holding {
        class: Class::C,
        owner: EmployeeId::new(owner).unwrap(),
        since: "2026-11-01".parse().unwrap(),
        collaborators: Vec::new(),
        merged_into: into,
    }
}

#[test]
fn customers_that_are_one_are_found_from_each_of_their_names() {
    for engine in Engine::both() {
        let node = engine.founded();
        node.write_blocking(|tx| -> Result<(), StoreError> {
            for (n, owner, into) in
                [(1, "lin.xd", Some(2)), (2, "lin.xd", Some(3)), (3, "zhou.min", None), (4, "lin.xd", None)]
            {
                holding::put(tx, &id(), customer(n), None, "", &held(owner, into.map(customer)))?;
            }
            let profile = Profile {
                phones: vec!["0571-87654321".into()],
                places: vec![Place::new(30.2741, 120.1551).unwrap()],
                address: Some("文三路1号".into()),
            };
            // Twice: the second says nothing new.
            holding::set_profile(tx, &id(), customer(3), "浙北仁和医院", &profile)?;
            holding::set_profile(tx, &id(), customer(3), "浙北仁和医院", &profile)?;
            company::set_asked(tx, &id(), 41)?;
            grant::refresh_customer(tx, &id(), customer(1))
        })
        .unwrap();
        let asked = |conn: &store::Connection| -> Result<_, StoreError> {
            let groups: Vec<_> = (1..=4).map(|n| holding::group(conn, &id(), customer(n))).collect::<Result<_, _>>()?;
            let names: Vec<_> =
                holding::known(conn, &id())?.into_iter().map(|one| (one.customer, one.name, one.profile)).collect();
            let owners: Vec<_> =
                holding::holders(conn, &id(), customer(1))?.into_iter().map(|one| one.owner.to_string()).collect();
            Ok((groups, names, owners, holding::merges(conn, &id())?, company::asked(conn, &id())?))
        };
        let (groups, names, owners, merges, done) = node.read_blocking(asked).unwrap();
        let one: BTreeSet<CustomerId> = [1, 2, 3].map(customer).into();
        assert_eq!(groups, [one.clone(), one.clone(), one, [customer(4)].into()], "{}", engine.name());
        assert_eq!(names.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), [customer(3), customer(4)]);
        assert_eq!(names[0].1, "浙北仁和医院");
        assert_eq!(names[0].2.as_ref().unwrap().phones, ["0571-87654321"]);
        assert_eq!(names[1].2, None, "nothing of it is projected");
        assert_eq!((owners, done), (vec!["lin.xd".into(), "lin.xd".into(), "zhou.min".to_owned()], 41));
        assert_eq!(merges, [(customer(1), customer(2)), (customer(2), customer(3))].into());
        for n in 1..=3 {
            for who in ["lin.xd", "zhou.min"] {
                let (who, doc) = (EmployeeId::new(who).unwrap(), DocId::Customer(customer(n)));
                let granted = node.read_blocking(|conn| store::feed::granted(conn, &id(), &who, &doc)).unwrap();
                assert!(granted.is_some(), "{who} reads {doc} on {}", engine.name());
            }
        }
    }
}
