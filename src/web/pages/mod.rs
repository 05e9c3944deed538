//! The pages: plain data in, HTML out. No queries, no HTTP; the handlers fill the views.
//!
//! Whatever a customer typed is hostile: askama escapes it, and [`shorten`] keeps it from flooding a page.

pub mod admin;
mod api_docs;
mod checkout;
mod emblem;
mod error_page;
mod find;
pub mod hand_over;
mod my_orders;
mod offer;
mod order_page;
mod order_state;
mod receipt;
pub mod remedy;
mod shop_window;
mod timeline;
mod wish;

use std::sync::Arc;

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use chrono_tz::Tz;

pub use api_docs::{ApiDocs, ApiDocsPage};
pub use checkout::{CheckoutErrors, CheckoutPage, TypedCheckout};
pub use error_page::{ErrorPage, Trouble};
pub use find::{FindError, FindPage};
pub use hand_over::HandOverView;
pub use my_orders::{MyOrder, MyOrders};
pub use offer::{AsksView, OfferPage};
pub use order_page::{
    Back, ClaimView, HeldGoods, Item, NoteView, OrderPage, Payment, Unsent, WhyUnsent, money_note,
};
pub use order_state::{OrderState, Step, StepPlace};
pub use receipt::{ReceiptPage, ReceiptPayment, ReceiptRefund};
pub use shop_window::{FieldError, FormError, Good, ShopWindow};
pub use timeline::{TimelineEvent, event_label};
pub use wish::WishView;

pub use crate::shorten::shorten;

use crate::{
    i18n::{Lang, Messages},
    looks::Shown,
};

/// What surrounds every page.
#[derive(Clone, Debug)]
pub struct Frame {
    pub messages: Messages,
    /// The shop's name, in the header and the title.
    pub shop: String,
    /// What an owner says of it, and what is made of that.
    pub shown: Arc<Shown>,
    /// The path, without a query, that a change of language comes back to: one that answers GET, also after a
    /// failed POST.
    pub here: String,
    /// The sandbox's address, when the money is not real.
    pub sandbox: Option<String>,
    /// How many different goods are in the cart.
    pub in_cart: i64,
    /// The time zone of all times, as its own name (`Europe/Moscow`).
    pub time_zone: String,
}

impl Frame {
    pub(in crate::web) fn in_russian(&self) -> bool {
        self.messages.lang() == Lang::Ru
    }
}

/// A point in time, for people and for machines.
#[derive(Clone, Debug)]
pub struct Moment {
    /// RFC 3339, for `datetime`.
    pub iso: String,
    /// What people read.
    pub shown: String,
}

impl Moment {
    /// `at` in the shop's time zone. The year appears only where it is not the current one.
    #[must_use]
    pub fn new(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz, messages: Messages) -> Self {
        let (local, today) = (at.with_timezone(&zone), now.with_timezone(&zone));
        let date = messages.with(
            "moment-date",
            &[("day", i64::from(local.day()).into()), ("month", i64::from(local.month()).into())],
        );
        let time = local.format("%H:%M").to_string();
        let shown = if local.year() == today.year() {
            messages.with("moment", &[("date", date.into()), ("time", time.into())])
        } else {
            messages.with(
                "moment-other-year",
                &[
                    ("date", date.into()),
                    // As a text, or it would be grouped like a sum.
                    ("year", local.year().to_string().into()),
                    ("time", time.into()),
                ],
            )
        };
        Self { iso: at.to_rfc3339_opts(SecondsFormat::Secs, true), shown }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use chrono::TimeZone;

    use super::*;

    /// A frame for the pages' own tests.
    pub(super) fn frame(lang: Lang) -> Frame {
        Frame {
            messages: Messages::for_lang(lang),
            shop: "Лавка <Бобра>".to_owned(),
            shown: Arc::default(),
            here: "/here".to_owned(),
            sandbox: None,
            in_cart: 0,
            time_zone: "Europe/Moscow".to_owned(),
        }
    }

    pub(super) fn moment(shown: &str) -> Moment {
        Moment { iso: "2026-11-24T07:05:03Z".to_owned(), shown: shown.to_owned() }
    }

    /// All templates, as `(path, text)`.
    fn templates() -> Vec<(String, String)> {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
        let mut templates = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let text = fs::read_to_string(&path).unwrap();
                    templates.push((path.display().to_string(), text));
                }
            }
        }
        templates
    }

    #[test]
    fn no_template_needs_what_the_content_security_policy_forbids() {
        for (path, text) in templates() {
            for forbidden in ["<style", " style=", "javascript:", "<script>"] {
                assert!(!text.contains(forbidden), "{path}: {forbidden}");
            }
            for attribute in text.split(" on").skip(1) {
                let name: String = attribute.chars().take_while(char::is_ascii_lowercase).collect();
                let handler = !name.is_empty() && attribute[name.len()..].starts_with('=');
                assert!(!handler, "{path}: on{name}");
            }
        }
    }

    #[test]
    fn nothing_but_our_own_pictures_is_shown_unescaped() {
        for (path, text) in templates() {
            for before in text.split("|safe").collect::<Vec<_>>().split_last().unwrap().1 {
                assert!(before.ends_with("_svg"), "{path}: …|safe");
            }
        }
    }

    #[test]
    fn a_moment_is_told_in_the_shops_zone() {
        let at = Utc.with_ymd_and_hms(2026, 11, 24, 22, 5, 3).unwrap();
        let next_year = Utc.with_ymd_and_hms(2027, 1, 2, 3, 4, 5).unwrap();
        let told = |now, lang| {
            let messages = Messages::for_lang(lang);
            Moment::new(at, now, Tz::Europe__Moscow, messages).shown
        };
        assert_eq!(told(at, Lang::Ru), "25\u{a0}ноября, 01:05");
        assert_eq!(told(at, Lang::En), "25\u{a0}November, 01:05");
        assert_eq!(told(next_year, Lang::Ru), "25\u{a0}ноября 2026, 01:05");
        let moment = Moment::new(at, at, Tz::UTC, Messages::for_lang(Lang::Ru));
        assert_eq!(moment.iso, "2026-11-24T22:05:03Z");
    }
}
