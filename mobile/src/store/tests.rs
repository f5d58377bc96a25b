mod damage;
mod model;
mod recovery;
mod refusals;
mod samples;
mod upgrade;
mod years;
