//! The shop window at `/`: the goods, and one form that puts them into the cart.

use askama::Template;

use super::{
    Frame,
    emblem::{self, Emblem},
    shorten,
};
use crate::{
    catalog::{Count, Look, Stack},
    i18n::Messages,
};

/// How much of a good's name and description the window shows.
const NAME: usize = 80;
const DESCRIPTION: usize = 200;
/// What comes back into a field after an invalid post; far more than any valid value needs.
const TYPED: usize = 64;

/// The window, empty or as it was sent: after an invalid post it shows what was typed and what is wrong.
#[derive(Debug, Template)]
#[template(path = "shop/window.html")]
pub struct ShopWindow {
    pub frame: Frame,
    /// Where search engines find it, in whichever language.
    pub address: String,
    pub goods: Vec<Good>,
    /// What is wrong with the order as a whole.
    pub error: Option<FormError>,
    /// Where the script keeps what is chosen.
    pub cart_cookie: &'static str,
    /// What was searched for, as it was typed; then the goods are those that were found.
    pub search: String,
    /// Whether there are so many goods that somebody may want to search.
    pub can_search: bool,
    /// What is in the cart of goods that are not shown, as its cookie has it.
    pub others: String,
    /// What they cost.
    pub others_sum: i64,
}

/// One good in the window, or in the cart.
#[derive(Clone, Debug)]
pub struct Good {
    pub id: i64,
    pub name: String,
    pub description: String,
    pub price: i64,
    /// What it is shown under; empty where it has no category. Goods of one category follow each other.
    pub category: String,
    /// How many can still be ordered; `None` where nobody counts them.
    pub stock: Option<i64>,
    pub stack: Stack,
    pub picture: Option<Look>,
    /// As typed; empty at first.
    pub quantity: String,
    /// What that many cost, and how players count them, where it is a number.
    pub sum: Option<i64>,
    pub count: Option<Count>,
    pub error: Option<FieldError>,
}

/// What is wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldError {
    /// The quantity is no whole number.
    NotANumber,
    /// More than can be ordered at once.
    TooMany { most: i64 },
    /// More than there are.
    OnlySoMany { left: i64 },
    /// There is none left.
    Out,
    /// The good was taken out of the window after the page was opened.
    NotForSale,
    /// No nickname was typed.
    NicknameMissing,
    /// What was typed cannot be a nickname.
    NicknameInvalid,
    /// No whole sum within the bounds.
    Sum { least: i64, most: i64 },
    /// It is there once for each nickname, and this one has it.
    TakenBefore,
    /// A courier is to come, and it is not said where.
    PlaceMissing,
    /// Too long, or with something in it that cannot be shown.
    Unfit { most: i64 },
}

/// What is wrong with an order as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormError {
    NothingChosen,
    /// Something was chosen that left the window meanwhile.
    Gone,
    /// The total is more than one order may cost.
    TotalTooLarge {
        most: i64,
    },
    /// More different goods than fit in one order.
    TooManyGoods {
        most: i64,
    },
    /// Somebody else was faster.
    SoldMeanwhile,
    /// So many orders wait unpaid already.
    UnpaidOrders {
        most: i64,
    },
    /// So many pieces may wait unpaid.
    UnpaidPieces {
        most: i64,
    },
    /// Too many orders in a short time.
    TooOften,
    /// A person of the shop said so.
    Blocked,
    /// The shop takes no orders now.
    Closed,
}

/// One line of the error summary: the field's element id, the field's name and what is wrong with it.
pub(super) struct SummaryLine {
    pub field: String,
    pub label: String,
    pub problem: String,
}

impl FieldError {
    /// A text that has more than so many characters.
    #[must_use]
    pub fn unfit(most: usize) -> Self {
        Self::Unfit { most: i64::try_from(most).unwrap_or(i64::MAX) }
    }

    #[must_use]
    pub fn text(self, messages: Messages) -> String {
        match self {
            Self::NotANumber => messages.text("field-not-a-number"),
            Self::TooMany { most } => messages.with("field-too-many", &[("most", most.into())]),
            Self::OnlySoMany { left } => {
                messages.with("field-only-so-many", &[("left", left.into())])
            }
            Self::Out => messages.text("field-out"),
            Self::NotForSale => messages.text("field-not-for-sale"),
            Self::NicknameMissing => messages.text("field-nickname-missing"),
            Self::NicknameInvalid => messages.text("field-nickname-invalid"),
            Self::Sum { least, most } => {
                messages.with("field-sum", &[("least", least.into()), ("most", most.into())])
            }
            Self::TakenBefore => messages.text("field-taken-before"),
            Self::PlaceMissing => messages.text("field-place-missing"),
            Self::Unfit { most } => messages.with("field-unfit", &[("most", most.into())]),
        }
    }
}

impl FormError {
    #[must_use]
    pub fn text(self, messages: Messages) -> String {
        match self {
            Self::NothingChosen => messages.text("form-nothing-chosen"),
            Self::Gone => messages.text("form-gone"),
            Self::TotalTooLarge { most } => {
                messages.with("form-total-too-large", &[("most", most.into())])
            }
            Self::TooManyGoods { most } => {
                messages.with("form-too-many-goods", &[("most", most.into())])
            }
            Self::SoldMeanwhile => messages.text("form-sold-meanwhile"),
            Self::UnpaidOrders { most } => {
                messages.with("form-unpaid-orders", &[("most", most.into())])
            }
            Self::UnpaidPieces { most } => {
                messages.with("form-unpaid-pieces", &[("most", most.into())])
            }
            Self::TooOften => messages.text("form-too-often"),
            Self::Blocked => messages.text("form-blocked"),
            Self::Closed => messages.text("form-closed"),
        }
    }
}

impl Good {
    pub(super) fn shown_name(&self) -> String {
        shorten(&self.name, NAME)
    }

    fn shown_description(&self) -> String {
        shorten(&self.description, DESCRIPTION)
    }

    pub(super) fn typed_quantity(&self) -> String {
        shorten(&self.quantity, TYPED)
    }

    fn emblem(&self) -> Emblem {
        Emblem::of(self.id)
    }

    pub(super) fn is_out(&self) -> bool {
        self.stock == Some(0)
    }

    /// How many are left, where that is worth saying.
    pub(super) fn left(&self) -> Option<i64> {
        self.stock.filter(|stock| is_few(*stock, self.stack))
    }

    /// The element that what is wrong with it is about: without a field it is the good itself.
    pub(super) fn anchor(&self) -> String {
        if self.is_out() { format!("good_{}", self.id) } else { format!("quantity_{}", self.id) }
    }
}

/// Whether so few are left that whoever looks is told: some, but not a whole stack, or not more than ten.
#[must_use]
pub fn is_few(left: i64, stack: Stack) -> bool {
    left > 0 && left < stack.size().unwrap_or(0).max(11)
}

/// The goods whose quantities are wrong.
pub(super) fn wrong_goods(goods: &[Good], m: Messages) -> impl Iterator<Item = SummaryLine> {
    goods.iter().filter_map(move |good| {
        Some(SummaryLine {
            field: good.anchor(),
            label: good.shown_name(),
            problem: good.error?.text(m),
        })
    })
}

impl ShopWindow {
    /// What search engines say of it.
    fn description(&self) -> String {
        let greeting = self.frame.shown.looks.fields.greeting.as_ref();
        greeting.map_or_else(
            || self.frame.messages.text("window-description"),
            |greeting| shorten(&greeting.to_string(), DESCRIPTION),
        )
    }

    fn is_search(&self) -> bool {
        !self.search.trim().is_empty()
    }

    fn typed_search(&self) -> String {
        shorten(&self.search, TYPED)
    }

    fn found(&self) -> i64 {
        i64::try_from(self.goods.len()).unwrap_or(i64::MAX)
    }

    /// What is wrong with the order as a whole.
    fn whole_error(&self) -> Option<String> {
        self.error.map(|error| error.text(self.frame.messages))
    }

    fn has_errors(&self) -> bool {
        self.error.is_some() || self.goods.iter().any(|good| good.error.is_some())
    }

    /// The fields that are wrong, in the order of the page.
    fn wrong_fields(&self) -> Vec<SummaryLine> {
        wrong_goods(&self.goods, self.frame.messages).collect()
    }

    /// Where "choose something" leads: the first quantity.
    fn first_field(&self) -> String {
        let first = self.goods.iter().find(|good| !good.is_out()).or(self.goods.first());
        first.map(Good::anchor).unwrap_or_default()
    }

    /// The goods of each category, those without one first.
    fn groups(&self) -> impl Iterator<Item = &[Good]> {
        self.goods.chunk_by(|one, next| one.category == next.category)
    }

    /// The categories, where there are several to choose from.
    fn categories(&self) -> Vec<(usize, &str)> {
        let names = self.groups().enumerate().filter_map(|(place, group)| {
            let name = group.first()?.category.as_str();
            (!name.is_empty()).then_some((place, name))
        });
        let names: Vec<(usize, &str)> = names.collect();
        if names.len() > 1 { names } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{i18n::Lang, web::pages::tests::frame};

    fn window() -> ShopWindow {
        ShopWindow {
            frame: frame(Lang::Ru),
            address: "https://shop.example/".to_owned(),
            goods: vec![Good {
                id: 7,
                name: "Шалкер <с землёй>".to_owned(),
                price: 1234,
                description: String::new(),
                category: String::new(),
                stock: None,
                stack: Stack::Loose,
                picture: None,
                quantity: String::new(),
                sum: None,
                count: None,
                error: None,
            }],
            error: None,
            cart_cookie: "kassa_cart",
            search: String::new(),
            can_search: false,
            others: String::new(),
            others_sum: 0,
        }
    }

    #[test]
    fn the_window_shows_goods_and_one_form() {
        let html = window().render().unwrap();
        assert!(html.contains("<html lang=\"ru\""));
        assert!(html.contains("Шалкер &#60;с землёй&#62;"));
        assert!(html.contains("Лавка &#60;Бобра&#62;"));
        assert!(html.contains("1\u{202f}234\u{a0}АР"));
        assert!(html.contains("name=\"quantity_7\""));
        assert!(html.contains("data-cart=\"kassa_cart\""));
        assert_eq!(html.matches("<form").count(), 1);
        assert!(!html.contains("aria-invalid"));
        assert!(!html.contains("class=\"sandbox\""));
    }

    #[test]
    fn errors_stand_beside_their_fields_and_in_a_summary() {
        let mut window = window();
        window.goods[0].quantity = "много\"><b>".to_owned();
        window.goods[0].error = Some(FieldError::NotANumber);
        window.error = Some(FormError::NothingChosen);
        let html = window.render().unwrap();
        assert!(html.contains("value=\"много&#34;&#62;&#60;b&#62;\""));
        assert!(html.contains("href=\"#quantity_7\""));
        assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1);
        assert!(html.contains("id=\"quantity_7-error\""));
    }

    #[test]
    fn few_is_less_than_a_stack_or_ten_at_most() {
        for (stack, most) in
            [(Stack::Of64, 63), (Stack::Of16, 15), (Stack::Of1, 10), (Stack::Loose, 10)]
        {
            assert!(is_few(1, stack) && is_few(most, stack), "{stack:?}");
            assert!(!is_few(0, stack) && !is_few(most + 1, stack), "{stack:?}");
        }
    }

    #[test]
    fn goods_stand_under_their_categories() {
        let mut window = window();
        let good = |id, category: &str| Good {
            id,
            category: category.to_owned(),
            ..window.goods[0].clone()
        };
        window.goods =
            vec![good(1, ""), good(2, "Кирки <и>"), good(3, "Кирки <и>"), good(4, "Мечи")];
        let html = window.render().unwrap();
        assert_eq!(html.matches("<h2 id=\"category-").count(), 2);
        assert_eq!(html.matches("href=\"#category-").count(), 2);
        let place = |text: &str| html.find(text).unwrap();
        assert!(place("quantity_1") < place("<bdi>Кирки &#60;и&#62;</bdi></h2>"));
        assert!(place("quantity_3") < place("<bdi>Мечи</bdi></h2>"));
        assert!(place("<bdi>Мечи</bdi></h2>") < place("quantity_4"));
    }

    #[test]
    fn what_is_out_cannot_be_chosen() {
        let mut window = window();
        window.goods[0].stock = Some(0);
        window.goods[0].error = Some(FieldError::Out);
        let html = window.render().unwrap();
        assert!(!html.contains("name=\"quantity_7\""));
        assert!(html.contains(&window.frame.messages.text("window-out")));
        // The summary leads to what is there.
        assert!(html.contains("href=\"#good_7\"") && html.contains("id=\"good_7\""));
        window.goods[0].stock = Some(5);
        let html = window.render().unwrap();
        assert!(html.contains("max=\"5\"") && html.contains("Осталось 5\u{a0}шт."));
    }

    #[test]
    fn an_empty_shop_says_so_and_has_no_form() {
        let mut window = window();
        window.goods.clear();
        let html = window.render().unwrap();
        assert!(!html.contains("<form"));
        assert!(html.contains(&window.frame.messages.text("window-empty")));
    }

    #[test]
    fn the_sandbox_is_named_and_kept_out_of_search_engines() {
        let mut window = window();
        window.frame.sandbox = Some("http://127.0.0.1:8081/".to_owned());
        let html = window.render().unwrap();
        assert!(html.contains("href=\"http://127.0.0.1:8081/\""));
        assert!(html.contains("noindex"));
    }
}
