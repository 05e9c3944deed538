//! The commands, as they are typed.

mod books;
mod commands;
mod log;
mod refusals;
