//! The pages for staff.

mod attention;
mod blocks;
mod cells;
mod day;
mod export;
mod gate;
mod goods;
mod links;
mod looks;
mod notices;
mod offices;
mod order;
mod orders;
mod overview;
mod picks;
pub mod reconcile;
mod reconcile_browser;
mod reconcile_money;
mod rights;
mod runs;
mod settings;
mod sign_in;
