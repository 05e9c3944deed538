//! Offers: what a payment link of the shop's own, `/l/{slug}`, offers to whoever follows it.
//!
//! An offer is for chosen goods, for one sum or for whatever sum its customer likes. Each use of its link is an order of its own
//! with a uid of its own, placed as any other; what an offer adds is its limits ([`take`]). A use counts as long as its order is
//! paid or can still be: who does not pay in time leaves his place to the next. That is derived from the orders, so a callback
//! writes nothing here.

mod edit;
mod offer;
mod slug;
mod take;
#[cfg(test)]
mod tests;
mod uses;

pub use edit::{
    AsksFields, MOST_OFFERS, OfferError, OfferFields, add, change, delete, set_closed, set_picture,
};
pub use offer::{
    Asks, AsksKind, Limits, Offer, Offered, Standing, all, find, find_by_slug, find_by_slug_locked,
    read,
};
pub use slug::{LONGEST_SLUG, SHORTEST_SLUG, Slug, SlugError};
pub use take::{TakeError, take};
pub use uses::{Numbers, latest, numbers, numbers_of, of_order, uses};
