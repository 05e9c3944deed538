//! What several tests stand on.

mod browser;
mod shop;
mod stand;

pub use browser::{Customer, JavaScript, OpenShop, PATIENCE};
pub use shop::{Answer, Shop};
pub use stand::{Page, Stand};
