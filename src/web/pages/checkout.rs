//! The checkout at `/checkout`: what is in the cart, for whom, and how he would like to get it.

use askama::Template;

use super::{
    FieldError, FormError, Frame, Good,
    shop_window::{SummaryLine, wrong_goods},
    shorten,
};
use crate::{
    i18n::Messages,
    orders::{MOST_LINE, MOST_NOTE, WishedWay},
};

/// What comes back into a field after an invalid post: all that fits, and enough of more to see that it does not.
const TYPED_LINE: usize = MOST_LINE * 2;
const TYPED_NOTE: usize = MOST_NOTE * 2;

#[derive(Debug, Template)]
#[template(path = "shop/checkout.html")]
pub struct CheckoutPage {
    pub frame: Frame,
    /// What is in the cart.
    pub lines: Vec<Good>,
    /// Whether the shop keeps cells to fetch orders from.
    pub keeps_cells: bool,
    pub typed: TypedCheckout,
    pub errors: CheckoutErrors,
    /// What is wrong with the order as a whole.
    pub error: Option<FormError>,
    /// A random id, so that a double click or a reload places one order.
    pub attempt: String,
    /// Where the script keeps what is chosen.
    pub cart_cookie: &'static str,
}

/// What was typed of the customer and of how he would like to get it.
#[derive(Clone, Debug, Default)]
pub struct TypedCheckout {
    pub nickname: String,
    pub contact: String,
    pub way: String,
    pub place: String,
    pub moment: String,
    pub note: String,
}

/// What is wrong with that, field by field.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckoutErrors {
    pub nickname: Option<FieldError>,
    pub contact: Option<FieldError>,
    pub place: Option<FieldError>,
    pub moment: Option<FieldError>,
    pub note: Option<FieldError>,
}

impl CheckoutErrors {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.each().iter().all(|(_, _, error)| error.is_none())
    }

    /// Those that are wrong, in the order of the page.
    pub(super) fn wrong_fields(&self, m: Messages) -> impl Iterator<Item = SummaryLine> {
        self.each().into_iter().filter_map(move |(field, label, error)| {
            Some(SummaryLine {
                field: field.to_owned(),
                label: m.text(label),
                problem: error?.text(m),
            })
        })
    }

    /// Each field's id, what it is called, and what is wrong with it.
    fn each(&self) -> [(&'static str, &'static str, Option<FieldError>); 5] {
        [
            ("nickname", "nickname-label", self.nickname),
            ("contact", "checkout-contact", self.contact),
            ("place", "checkout-place", self.place),
            ("moment", "checkout-moment", self.moment),
            ("note", "checkout-note", self.note),
        ]
    }
}

impl TypedCheckout {
    pub(super) fn line(text: &str) -> String {
        shorten(text, TYPED_LINE)
    }

    pub(super) fn is_way(&self, way: &str) -> bool {
        let known = self.way.parse::<WishedWay>().ok();
        known.map_or("agreed", WishedWay::as_str) == way
    }

    /// Lines stay lines.
    pub(super) fn shown_note(&self) -> String {
        self.note.chars().take(TYPED_NOTE).collect()
    }
}

impl CheckoutPage {
    /// What is wrong with the order as a whole.
    fn whole_error(&self) -> Option<String> {
        self.error.map(|error| error.text(self.frame.messages))
    }

    fn has_errors(&self) -> bool {
        self.error.is_some()
            || !self.errors.is_empty()
            || self.lines.iter().any(|good| good.error.is_some())
    }

    /// The fields that are wrong, in the order of the page.
    fn wrong_fields(&self) -> Vec<SummaryLine> {
        let m = self.frame.messages;
        wrong_goods(&self.lines, m).chain(self.errors.wrong_fields(m)).collect()
    }

    /// What a line costs, where its quantity is a number.
    fn line_sum(&self, good: &Good) -> Option<String> {
        let m = self.frame.messages;
        Some(format!("{}: {}", good.count?.text(m), m.ar(good.sum?)))
    }

    /// What all of it costs, where every quantity is a number.
    fn total(&self) -> Option<String> {
        let sums = self.lines.iter().map(|good| good.sum);
        let total = sums.into_iter().try_fold(0_i64, |sum, each| sum.checked_add(each?))?;
        let m = self.frame.messages;
        Some(m.with("checkout-total", &[("sum", m.ar(total).into())]))
    }

    /// Where what is wrong with the whole leads.
    fn first_field(&self) -> String {
        self.lines.first().map_or_else(|| "main".to_owned(), Good::anchor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::{Count, Stack},
        i18n::Lang,
        web::pages::tests::frame,
    };

    fn page() -> CheckoutPage {
        CheckoutPage {
            frame: frame(Lang::Ru),
            lines: vec![Good {
                id: 7,
                name: "Песок <и>".to_owned(),
                description: String::new(),
                price: 2,
                category: String::new(),
                stock: None,
                stack: Stack::Of64,
                picture: None,
                quantity: "130".to_owned(),
                sum: Some(260),
                count: Some(Count::of(130, Stack::Of64)),
                error: None,
            }],
            keeps_cells: true,
            typed: TypedCheckout::default(),
            errors: CheckoutErrors::default(),
            error: None,
            attempt: "attempt-1".to_owned(),
            cart_cookie: "kassa_cart",
        }
    }

    #[test]
    fn the_checkout_tells_what_is_taken_and_what_it_costs() {
        let html = page().render().unwrap();
        for text in ["Песок &#60;и&#62;", "2 стака, 2", "260\u{a0}АР", "value=\"attempt-1\""]
        {
            assert!(html.contains(text), "{text}\n{html}");
        }
        assert!(html.contains("id=\"way-agreed\" name=\"way\" value=\"agreed\" checked"));
    }

    #[test]
    fn what_was_typed_stands_there_again_with_what_is_wrong() {
        let mut page = page();
        page.typed = TypedCheckout {
            nickname: "a\"><b>".to_owned(),
            way: "courier".to_owned(),
            note: "строка\n</textarea>".to_owned(),
            ..TypedCheckout::default()
        };
        page.errors.nickname = Some(FieldError::NicknameInvalid);
        page.errors.place = Some(FieldError::PlaceMissing);
        let html = page.render().unwrap();
        assert!(html.contains("value=\"a&#34;&#62;&#60;b&#62;\""));
        assert!(html.contains("строка\n&#60;/textarea&#62;"));
        assert!(html.contains("value=\"courier\" checked"));
        for field in ["nickname", "place"] {
            assert!(html.contains(&format!("href=\"#{field}\"")), "{field}");
            assert!(html.contains(&format!("id=\"{field}-error\"")), "{field}");
        }
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 2);
    }

    #[test]
    fn an_empty_cart_leads_back_to_the_goods() {
        let html = CheckoutPage { lines: Vec::new(), ..page() }.render().unwrap();
        assert!(!html.contains("<form") && html.contains("href=\"/\""));
    }
}
