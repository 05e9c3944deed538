//! Kassa: a self-hosted order-and-payment backend for shops that are paid through Dromon.

pub mod config;
pub mod dromon;
