//! What an owner sets up once.

mod dromon;
mod shop;

pub use dromon::{DromonPage, Facts, Test};
pub use shop::{Refused, ShopPage, looks_field_label};
