//! The cart: what a browser has chosen and not ordered yet. It is a cookie and nothing else, so that whoever only looks writes nothing
//! into the books; the window's script writes the same cookie while goods are chosen.

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
};

use crate::{
    orders::{MOST_ITEMS, MOST_TOTAL, NewItem},
    web::Shop,
};

/// How long a cart is kept.
const KEPT: Duration = Duration::days(30);

/// How many of each product, by its id. Whether they are still sold is asked when it is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cart(BTreeMap<i64, i64>);

/// The cookie's name: ports share cookies, and a sandbox may run beside the real shop.
pub fn cookie_name(shop: &Shop) -> &'static str {
    if shop.config.is_sandbox() { "kassa_sandbox_cart" } else { "kassa_cart" }
}

impl Cart {
    /// The cart of that browser.
    pub fn of(request: &HttpRequest, shop: &Shop) -> Self {
        let cookie = request.cookie(cookie_name(shop));
        cookie.map_or_else(Self::default, |cookie| Self::parse(cookie.value()))
    }

    /// Of these lines.
    pub fn with(lines: &[NewItem]) -> Self {
        let of_product = |line: &NewItem| Some((line.product_id?, line.quantity));
        Self(lines.iter().filter_map(of_product).collect())
    }

    /// `12-3.15-64`: three of product 12 and 64 of product 15. Whatever else stands there is left out.
    fn parse(text: &str) -> Self {
        let lines = text.split('.').take(MOST_ITEMS).filter_map(|line| {
            let (product, quantity) = line.split_once('-')?;
            let (product, quantity) = (product.parse().ok()?, quantity.parse().ok()?);
            (product > 0 && (1..=MOST_TOTAL).contains(&quantity)).then_some((product, quantity))
        });
        Self(lines.collect())
    }

    fn written(&self) -> String {
        let lines: Vec<String> =
            self.0.iter().map(|(product, quantity)| format!("{product}-{quantity}")).collect();
        lines.join(".")
    }

    /// The same with what is there of other products already, than of those that were shown.
    pub fn beside(mut self, before: &Self, is_shown: impl Fn(i64) -> bool) -> Self {
        let others = before.lines().filter(|(product, _)| !is_shown(*product));
        self.0.extend(others.take(MOST_ITEMS.saturating_sub(self.0.len())).collect::<Vec<_>>());
        self
    }

    /// What of it is of other products than those that are shown, as the cookie has it.
    pub fn others(&self, is_shown: impl Fn(i64) -> bool) -> String {
        Self::default().beside(self, is_shown).written()
    }

    /// How many different goods are in it.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn lines(&self) -> impl Iterator<Item = (i64, i64)> {
        self.0.iter().map(|(product, quantity)| (*product, *quantity))
    }

    /// The browser keeps it; an empty one it forgets.
    pub fn keep(&self, answer: &mut HttpResponse, shop: &Shop) {
        let mut cookie = Cookie::build(cookie_name(shop), self.written())
            .path("/")
            .same_site(SameSite::Lax)
            .secure(shop.is_https())
            .max_age(KEPT)
            .finish();
        if self.0.is_empty() {
            cookie.make_removal();
        }
        if answer.add_cookie(&cookie).is_err() {
            tracing::error!("the cart's cookie cannot be written");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cart_survives_its_cookie() {
        let cart = Cart::parse("12-3.15-64");
        assert_eq!(cart.lines().collect::<Vec<_>>(), [(12, 3), (15, 64)]);
        assert_eq!(cart.written(), "12-3.15-64");
    }

    #[test]
    fn what_is_no_line_is_left_out() {
        let cart = Cart::parse("x.1-0.2--1.3-4.5-1000000001.-1-2.6.7-1-1.99999999999999999999-1. ");
        assert_eq!(cart.lines().collect::<Vec<_>>(), [(3, 4)]);
        assert_eq!(Cart::parse(""), Cart::default());
        let long: Vec<String> = (1..1000).map(|id| format!("{id}-1")).collect();
        assert_eq!(Cart::parse(&long.join(".")).len(), MOST_ITEMS);
    }

    /// Browsers keep 4 kB a cookie.
    #[test]
    fn the_largest_cart_is_kept() {
        let lines = (0..i64::try_from(MOST_ITEMS).unwrap()).map(|nth| (900_000 + nth, MOST_TOTAL));
        assert!(Cart(lines.collect()).written().len() < 3900);
    }
}
