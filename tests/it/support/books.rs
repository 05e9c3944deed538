//! What is in the database.

use diesel::prelude::*;
use kassa::db::schema::{callbacks, discrepancies, payments};

use super::App;

/// A callback as it was kept.
#[derive(Debug, Queryable)]
pub struct Kept {
    pub body: Vec<u8>,
    pub source: String,
    pub completeness: String,
}

impl App {
    /// All callbacks, oldest first.
    pub fn kept(&self) -> Vec<Kept> {
        callbacks::table
            .select((callbacks::body, callbacks::source, callbacks::completeness))
            .order(callbacks::id)
            .load(&mut self.books())
            .unwrap()
    }

    /// What does not add up, of every order and of none, oldest first.
    pub fn discrepancies(&self) -> Vec<String> {
        discrepancies::table
            .select(discrepancies::kind)
            .order(discrepancies::id)
            .load(&mut self.books())
            .unwrap()
    }

    pub fn payment_count(&self) -> i64 {
        payments::table.count().get_result(&mut self.books()).unwrap()
    }
}
