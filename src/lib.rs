//! Kassa: a self-hosted order-and-payment backend for shops that are paid through Dromon.

pub mod dromon;

pub mod sandbox;
