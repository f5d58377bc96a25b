//! Changes and documents of peers that mean harm: what the door refuses, what the document leaves out, what stands.

#[path = "strangers/doctored.rs"]
mod doctored;
#[path = "strangers/encode.rs"]
mod encode;
#[path = "strangers/fuzz.rs"]
mod fuzz;
#[path = "strangers/quarantine.rs"]
mod quarantine;
#[path = "strangers/rewrites.rs"]
mod rewrites;
#[path = "strangers/snapshots.rs"]
mod snapshots;
