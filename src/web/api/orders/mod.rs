//! Orders.

pub mod list;
pub mod moves;
pub mod named;
pub mod place;
mod request;
pub mod show;
mod view;

pub use request::OrderBody;
pub use view::OrderView;
