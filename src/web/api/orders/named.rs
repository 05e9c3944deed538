//! The order that a request names by its uid.

use crate::{
    db::Connection,
    orders::{self, Order},
    web::{Error, error::FieldProblem},
};

/// The order that a filter asks for, if it asks for one.
///
/// # Errors
/// `NotFound` where there is none of that uid; the database's own.
pub fn asked_for(connection: &mut Connection, uid: Option<&str>) -> Result<Option<Order>, Error> {
    let find = |uid| orders::find_by_uid(connection, uid)?.ok_or(Error::NotFound);
    uid.map(find).transpose()
}

/// The order that the field `order` of a body names, if it names one.
///
/// # Errors
/// `Invalid` where there is none of that uid; the database's own.
pub fn in_field(connection: &mut Connection, uid: Option<&str>) -> Result<Option<Order>, Error> {
    asked_for(connection, uid).map_err(|error| match error {
        Error::NotFound => {
            let problem = "there is no order of that uid";
            Error::Invalid(vec![FieldProblem::new("order", problem)])
        }
        error => error,
    })
}
