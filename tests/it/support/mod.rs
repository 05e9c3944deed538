//! What several tests stand on.

mod shop;
mod stand;

pub use shop::{Answer, Shop};
pub use stand::{Page, Stand};
