//! A payment link of the shop's own at `/l/{slug}`: what is offered, and the form that takes it.

use askama::Template;

use super::{
    CheckoutErrors, FieldError, FormError, Frame, Item, Moment, TypedCheckout,
    shop_window::SummaryLine, shorten,
};
use crate::{catalog::Look, offers::Standing};

/// How much of an offer's name and description a preview of its link shows.
const NAME: usize = 80;
const PREVIEW: usize = 200;
/// What comes back into the field of a sum; far more than any valid one needs.
const TYPED: usize = 40;

#[derive(Debug, Template)]
#[template(path = "shop/offer.html")]
pub struct OfferPage {
    pub frame: Frame,
    /// Where the page is, and where its form is sent.
    pub path: String,
    /// The same for whoever shows a preview of the link.
    pub url: String,
    pub name: String,
    pub description: String,
    /// A picture for the preview: its address, its width and its height.
    pub preview: Option<(String, i64, i64)>,
    pub picture: Option<Look>,
    pub asks: AsksView,
    pub standing: Standing,
    /// How many are left, and of how many.
    pub left: Option<(i64, i64)>,
    /// Until when it can be taken.
    pub ends: Option<Moment>,
    /// Whether every nickname has it once.
    pub once_each: bool,
    pub typed: TypedCheckout,
    /// The sum that was typed.
    pub sum: String,
    pub errors: CheckoutErrors,
    pub sum_error: Option<FieldError>,
    /// What is wrong with the order as a whole.
    pub error: Option<FormError>,
    /// Whether the shop keeps cells to fetch orders from.
    pub keeps_cells: bool,
    /// A random id, so that a double click or a reload places one order.
    pub attempt: String,
}

/// What is paid for.
#[derive(Clone, Debug)]
pub enum AsksView {
    Goods(Vec<Item>),
    Sum(i64),
    /// What the customer likes, within these.
    Free {
        least: i64,
        most: i64,
    },
}

impl OfferPage {
    fn shown_name(&self) -> String {
        shorten(&self.name, NAME)
    }

    /// What a preview says below the name.
    fn summary(&self) -> String {
        let m = self.frame.messages;
        match (self.description.is_empty(), self.total()) {
            (false, _) => shorten(&self.description, PREVIEW),
            (true, Some(total)) => m.with("offer-summary", &[("sum", m.ar(total).into())]),
            (true, None) => m.text("offer-summary-free"),
        }
    }

    /// What all of it costs, where the shop says that.
    fn total(&self) -> Option<i64> {
        match &self.asks {
            AsksView::Goods(items) => {
                Some(items.iter().fold(0, |total: i64, item| total.saturating_add(item.sum)))
            }
            AsksView::Sum(sum) => Some(*sum),
            AsksView::Free { .. } => None,
        }
    }

    fn items(&self) -> &[Item] {
        match &self.asks {
            AsksView::Goods(items) => items,
            AsksView::Sum(_) | AsksView::Free { .. } => &[],
        }
    }

    /// The least and the most that may be typed, where the customer names the sum.
    fn bounds(&self) -> Option<(i64, i64)> {
        match self.asks {
            AsksView::Free { least, most } => Some((least, most)),
            AsksView::Goods(_) | AsksView::Sum(_) => None,
        }
    }

    fn sum_hint(&self) -> String {
        let m = self.frame.messages;
        match self.bounds() {
            Some((least, _)) if least > 1 => {
                m.with("offer-sum-hint-least", &[("least", m.ar(least).into())])
            }
            _ => m.text("offer-sum-hint"),
        }
    }

    fn is_open(&self) -> bool {
        self.standing == Standing::Open && !self.frame.shown.looks.is_closed()
    }

    /// Why it cannot be taken: what happened, and what whoever is here can do.
    fn why_not(&self) -> Option<(String, String)> {
        let m = self.frame.messages;
        let (title, words) = match self.standing {
            Standing::Open => return None,
            Standing::Closed => (m.text("offer-closed"), m.text("offer-closed-words")),
            Standing::Ended => {
                let at = self.ends.as_ref().map(|at| at.shown.clone()).unwrap_or_default();
                (m.text("offer-ended"), m.with("offer-ended-words", &[("at", at.into())]))
            }
            Standing::UsedUp => (m.text("offer-used-up"), m.text("offer-used-up-words")),
            Standing::GoodsGone => (m.text("offer-goods-gone"), m.text("offer-goods-gone-words")),
        };
        Some((title, words))
    }

    fn typed_sum(&self) -> String {
        shorten(&self.sum, TYPED)
    }

    fn has_errors(&self) -> bool {
        self.error.is_some() || self.sum_error.is_some() || !self.errors.is_empty()
    }

    /// The fields that are wrong, in the order of the page.
    fn wrong_fields(&self) -> Vec<SummaryLine> {
        let m = self.frame.messages;
        let sum = self.sum_error.map(|error| SummaryLine {
            field: "sum".to_owned(),
            label: m.text("offer-sum"),
            problem: error.text(m),
        });
        sum.into_iter().chain(self.errors.wrong_fields(m)).collect()
    }

    /// What is wrong with the order as a whole. The checkout's words speak of a cart.
    fn whole_error(&self) -> Option<String> {
        let m = self.frame.messages;
        Some(match self.error? {
            FormError::Closed => m.text("offer-form-closed"),
            FormError::TotalTooLarge { most } => {
                m.with("offer-form-too-dear", &[("most", m.ar(most).into())])
            }
            FormError::TooOften => m.text("offer-form-too-often"),
            error => error.text(m),
        })
    }

    /// Where what is wrong with the whole leads: to the form, while there is one.
    fn first_field(&self) -> &'static str {
        if self.is_open() { "take" } else { "main" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::{Count, Stack},
        i18n::Lang,
        web::pages::tests::{frame, moment},
    };

    fn page() -> OfferPage {
        OfferPage {
            frame: frame(Lang::Ru),
            path: "/l/tips".to_owned(),
            url: "https://shop.example/l/tips".to_owned(),
            name: "Чай <бариста>".to_owned(),
            description: "На сахар\nи <печенье>".to_owned(),
            preview: Some(("https://shop.example/pictures/abc".to_owned(), 800, 400)),
            picture: None,
            asks: AsksView::Free { least: 2, most: 1000 },
            standing: Standing::Open,
            left: None,
            ends: None,
            once_each: false,
            typed: TypedCheckout::default(),
            sum: String::new(),
            errors: CheckoutErrors::default(),
            sum_error: None,
            error: None,
            keeps_cells: false,
            attempt: "attempt-1".to_owned(),
        }
    }

    #[test]
    fn a_link_looks_good_where_it_is_posted() {
        let html = page().render().unwrap();
        for tag in [
            "property=\"og:title\" content=\"Чай &#60;бариста&#62;\"",
            "property=\"og:site_name\" content=\"Лавка &#60;Бобра&#62;\"",
            "property=\"og:description\" content=\"На сахар и &#60;печенье&#62;\"",
            "property=\"og:url\" content=\"https://shop.example/l/tips\"",
            "property=\"og:image\" content=\"https://shop.example/pictures/abc\"",
            "property=\"og:image:width\" content=\"800\"",
            "name=\"twitter:card\" content=\"summary_large_image\"",
        ] {
            assert!(html.contains(tag), "{tag}\n{html}");
        }
    }

    #[test]
    fn a_free_sum_has_a_field_and_goods_have_none() {
        let html = page().render().unwrap();
        assert!(html.contains("id=\"sum\"") && html.contains("min=\"2\""), "{html}");
        assert!(!html.contains("name=\"way\""));
        let item = Item {
            name: "Песок".to_owned(),
            quantity: 130,
            count: Count::of(130, Stack::Of64),
            price: 2,
            sum: 260,
        };
        let html = OfferPage { asks: AsksView::Goods(vec![item]), ..page() }.render().unwrap();
        assert!(!html.contains("id=\"sum\"") && html.contains("name=\"way\""), "{html}");
        assert!(html.contains("260\u{a0}АР") && html.contains("2 стака, 2"), "{html}");
    }

    #[test]
    fn what_cannot_be_taken_says_why_and_has_no_form() {
        for standing in [Standing::Closed, Standing::Ended, Standing::UsedUp, Standing::GoodsGone] {
            let page = OfferPage { standing, ends: Some(moment("вчера")), ..page() };
            let (html, why) = (page.render().unwrap(), page.why_not().unwrap());
            assert!(html.contains(&why.0) && !html.contains("<form"), "{standing:?}\n{html}");
        }
    }
}
