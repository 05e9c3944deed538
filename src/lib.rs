//! Kassa: a self-hosted order-and-payment backend for shops that are paid through Dromon.

pub mod dromon;
pub mod i18n;
pub mod sandbox;
