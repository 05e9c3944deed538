//! Kassa: a self-hosted order-and-payment backend for shops that are paid through Dromon.

pub mod api_keys;
pub mod assets;
pub mod backup;
pub mod catalog;
pub mod check;
pub mod cli;
pub mod clock;
pub mod config;
pub mod customers;
pub mod db;
pub mod delivery;
pub mod desk;
pub mod dromon;
pub mod export;
pub mod feed;
pub mod i18n;
pub mod identity;
pub mod limiter;
pub mod looks;
pub mod money;
pub mod network;
pub mod notify;
pub mod numbers;
pub mod order_list;
pub mod orders;
pub mod payments;
pub mod picking;
pub mod runs;
pub mod sandbox;
pub mod server;
mod shorten;
pub mod space;
pub mod staff;
#[cfg(test)]
mod testing;
pub mod web;
pub mod workers;
