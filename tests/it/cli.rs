//! The commands, as they are typed.

mod commands;
mod log;
mod refusals;
mod stand_in;
