//! The sandbox's pages: what their templates show, in the reader's language.

mod index;
mod outcome;
mod pay;

pub use index::IndexPage;
pub use outcome::OutcomePage;
pub use pay::{Entered, PayPage};
