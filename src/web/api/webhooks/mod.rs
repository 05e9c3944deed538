//! Webhook endpoints, and what was sent there.

mod deliveries;
mod endpoints;

use crate::{
    db::Connection,
    web::{Error, error::FieldProblem},
    webhooks::{self, Endpoint},
};

pub use deliveries::*;
pub use endpoints::*;

fn wrong(field: &str, problem: &impl ToString) -> Error {
    Error::Invalid(vec![FieldProblem::new(field, problem.to_string())])
}

fn found(connection: &mut Connection, id: i64) -> Result<Endpoint, Error> {
    webhooks::find(connection, id)?.ok_or(Error::NotFound)
}

fn read_id(id: &str) -> Result<i64, Error> {
    id.parse().map_err(|_| Error::NotFound)
}
