mod damage;
mod model;
mod readings;
mod recovery;
mod refusals;
mod samples;
mod upgrade;
mod years;
