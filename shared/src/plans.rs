//! Plans as files (CFG-1, CFG-2): the ready ones, and the door through which a company's own come in and go out as TOML.
//! `shared/plans/README.md` says what stands in such a file.

mod needs;
mod published;
mod text;

use crate::books::Plan;
use crate::books::plan::Known;

pub use needs::{Needs, needs, with_products};
pub use published::{Published, in_force};
pub use text::{Read, parse_toml, to_toml};

/// A plan that a company may take as it is, or begin from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadyPlan {
    /// Also the plan's own id and the file's name.
    pub id: &'static str,
    pub toml: &'static str,
}

impl ReadyPlan {
    /// The plan itself; it names no company's products or departments, so that any pass.
    pub fn read(&self) -> Result<Plan, Vec<crate::books::Fault>> {
        parse_toml(self.toml, &Known::default()).map(|read| read.plan)
    }
}

macro_rules! ready {
    ($($id:literal),* $(,)?) => {
        &[$(ReadyPlan { id: $id, toml: include_str!(concat!("../plans/", $id, ".toml")) }),*]
    };
}

/// Posts first, then whole companies by trade: each of those has representatives, staff and middle managers.
pub const READY: &[ReadyPlan] =
    ready!["field-sales", "staff", "middle-manager", "medical-devices", "equipment", "trade", "services"];
