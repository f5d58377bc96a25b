mod damage;
mod integrity;
pub(super) mod model;
mod photos;
mod recovery;
mod refusals;
pub(super) mod samples;
mod upgrade;
mod years;
