//! What several tests stand on.

mod app;
mod books;
mod browser;
mod chromium;
mod process;
mod reply;
mod shop;
mod stand;
mod wire;

pub use app::{APP_ID, App, PATIENCE, SECRET, TOKEN, eventually, payment};
pub use browser::{Browser, between};
pub use chromium::{Customer, JavaScript, OpenShop};
pub use process::{Process, REAL, add_key, log_of, run};
pub use reply::Reply;
pub use shop::{Answer, Shop};
pub use stand::{Page, Stand};
pub use wire::{Wire, callback_head};
