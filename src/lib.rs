//! Kassa: a self-hosted order-and-payment backend for shops that are paid through Dromon.

pub mod assets;
pub mod catalog;
pub mod clock;
pub mod config;
pub mod customers;
pub mod db;
pub mod dromon;
pub mod feed;
pub mod i18n;
pub mod money;
pub mod orders;
pub mod payments;
#[cfg(test)]
mod testing;
pub mod web;
