//! A pick list of the orders that were chosen.

use actix_web::{
    HttpResponse,
    web::{Bytes, Data},
};

use super::{
    moves::{Form, told},
    outcome::{Outcome, Refusal},
};
use crate::{
    clock,
    desk::By,
    picking::{self, Chosen, Made},
    staff::SignedIn,
    web::{Error, Shop, admin::picks, respond::see_other},
};

/// `POST /admin/picks`: leads to the list, or, where none of the orders can be picked, back to them.
pub async fn make(
    signed_in: SignedIn,
    body: Bytes,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let Form { orders, back, .. } = Form::parse(&body)?;
    let chosen: Vec<Chosen> =
        orders.into_iter().map(|(uid, version)| Chosen { uid, version }).collect();
    let by = By::new(signed_in.actor(), None);
    let Made { list, refused } = shop
        .store
        .write(move |connection| picking::make(connection, &chosen, &by, clock::now()))
        .await?;
    if let (None, Some(list)) = (list, all_on(&refused)) {
        return Ok(see_other(&picks::path(list)));
    }
    let refused = refused.into_iter().filter_map(|(uid, why)| Some((uid, told_as(&why)?)));
    let outcome = Outcome { moved: Vec::new(), refused: refused.collect() };
    Ok(see_other(&match list {
        Some(list) => picks::path_telling(list, &outcome),
        None => told(&outcome, &back),
    }))
}

/// The one list that all of them stand on, as after a second click.
fn all_on(refused: &[(crate::orders::Uid, picking::Refusal)]) -> Option<i64> {
    let mut lists = refused.iter().map(|(_, why)| match why {
        picking::Refusal::Listed(list) => Some(*list),
        picking::Refusal::Desk(_) => None,
    });
    let first = lists.next()??;
    lists.all(|list| list == Some(first)).then_some(first)
}

fn told_as(why: &picking::Refusal) -> Option<Refusal> {
    match why {
        picking::Refusal::Listed(_) => Some(Refusal::Listed),
        picking::Refusal::Desk(error) => Refusal::of(error),
    }
}
