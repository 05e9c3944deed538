//! What several tests stand on.

mod app;
mod books;
mod reply;
mod shop;
mod stand;
mod wire;

pub use app::{App, PATIENCE, SECRET, TOKEN, eventually, payment};
pub use reply::Reply;
pub use shop::{Answer, Shop};
pub use stand::{Page, Stand};
pub use wire::{Wire, callback_head};
