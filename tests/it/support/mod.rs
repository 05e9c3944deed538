//! What several tests stand on.

mod account;
mod app;
mod books;
#[allow(dead_code, reason = "the tests inside use more of it")]
mod bots;
mod browser;
mod chromium;
mod discord;
mod load;
pub mod look;
mod metrics;
mod mixed;
mod picture;
#[allow(dead_code, reason = "the tests inside use more of it")]
mod post_office;
mod premises;
mod process;
mod program;
#[allow(dead_code, reason = "the tests of the domain use more of it")]
mod receiver;
mod reply;
pub mod scene;
mod shop;
mod staff;
mod stand;
mod wire;

pub use account::{Account, numbered};
pub use app::{APP_ID, App, PATIENCE, SECRET, TOKEN, eventually, payment};
pub use bots::{Answer as BotAnswer, BOT_TOKEN, BotServer, CHAT, Service as BotService};
pub use browser::{Browser, between};
pub use chromium::{Customer, JavaScript};
pub use discord::{DiscordServer, Say, WEBHOOK_TOKEN};
pub use load::Load;
pub use metrics::{METRICS_TOKEN, Scrape};
pub use mixed::Mixed;
pub use picture::png;
pub use post_office::{PASSWORD as SMTP_PASSWORD, PostOffice, Stage};
pub use premises::Premises;
pub use process::{Process, REAL, add_key, command, log_of, run};
pub use program::Program;
pub use receiver::{Do, Got, Receiver};
pub use reply::Reply;
pub use shop::{Answer, Shop};
pub use staff::Colleague;
pub use stand::{Page, Stand};
pub use wire::{Wire, callback_head};
