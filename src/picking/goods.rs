//! What there is to pick, summed up.

use crate::{
    catalog::{Count, Stack},
    clock::UtcTime,
    feed::Actor,
    orders::Uid,
};

/// A good, and the orders that it goes to.
#[derive(Clone, Debug)]
pub struct Good {
    pub name: String,
    pub stack: Stack,
    pub shares: Vec<Share>,
}

/// What of a good goes to one order.
#[derive(Clone, Debug)]
pub struct Share {
    pub order_id: i64,
    pub uid: Uid,
    pub nickname: String,
    /// The line of the order.
    pub position: i64,
    /// 0: the line itself.
    pub nth: i64,
    pub quantity: i64,
    pub tick: Option<Tick>,
    /// Whether the whole order is ready: nobody looks for its goods any more.
    pub is_ready: bool,
    /// What was ordered, where this is a substitute for it.
    pub instead_of: Option<String>,
    /// Whether it is of a line of the order: an order of just a sum has none.
    pub has_line: bool,
}

/// Who has picked it, and when.
#[derive(Clone, Debug)]
pub struct Tick {
    pub by: Actor,
    pub at: UtcTime,
}

impl Share {
    #[must_use]
    pub fn is_picked(&self) -> bool {
        self.is_ready || self.tick.is_some()
    }
}

impl Good {
    /// How many there are to pick for all of its orders.
    #[must_use]
    pub fn quantity(&self) -> i64 {
        self.shares.iter().map(|share| share.quantity).fold(0, i64::saturating_add)
    }

    /// How many, as players count.
    #[must_use]
    pub fn count(&self) -> Count {
        Count::of(self.quantity(), self.stack)
    }

    #[must_use]
    pub fn is_picked(&self) -> bool {
        self.shares.iter().all(Share::is_picked)
    }
}

/// What makes goods of several orders the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Same {
    /// The product of the shop window, whatever it was called when it was ordered.
    Product(i64),
    /// A program named it.
    Named(String, Stack),
}

/// Something to pick for one order.
#[derive(Clone, Debug)]
pub(super) struct Want {
    pub product_id: Option<i64>,
    pub name: String,
    pub stack: Stack,
    pub share: Share,
}

impl Want {
    fn same(&self) -> Same {
        match self.product_id {
            Some(id) => Same::Product(id),
            None => Same::Named(self.name.clone(), self.stack),
        }
    }
}

/// Sums up what is wanted: goods by their names, each with its orders in the order in which they were wanted. A good whose
/// name was changed between two orders is called what it was called last.
pub(super) fn sum_up(wants: Vec<Want>) -> Vec<Good> {
    let mut goods: Vec<(Same, Good)> = Vec::new();
    for want in wants {
        let same = want.same();
        let Want { name, stack, share, .. } = want;
        match goods.iter_mut().find(|(known, _)| *known == same) {
            Some((_, good)) => {
                (good.name, good.stack) = (name, stack);
                good.shares.push(share);
            }
            None => goods.push((same, Good { name, stack, shares: vec![share] })),
        }
    }
    let mut goods: Vec<Good> = goods.into_iter().map(|(_, good)| good).collect();
    goods.sort_by_cached_key(|good| good.name.to_lowercase());
    goods
}
