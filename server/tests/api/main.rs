//! The server over HTTP, as phones and browsers meet it: one file for each route.

mod access;
mod activity;
mod company;
mod customers;
mod day;
mod devices;
mod evidence;
mod forms;
mod many;
mod packing;
mod phone;
mod photos;
mod rebuild;
mod recovery;
mod refused;
mod session;
mod sync;
mod web;
mod world;
