//! One good, to be changed or added.

use askama::Template;

use super::{AdminFrame, PictureForm, PictureProblem};
use crate::{
    catalog::{
        Fault, Field, Look, MOST_CATEGORY, MOST_DESCRIPTION, MOST_GOODS, MOST_PRICE, MOST_STOCK,
        Product, Stack, TypedGood,
    },
    i18n::Messages,
    web::pages::shorten,
};

/// What comes back into a field of one line after an invalid post.
const TYPED: usize = 400;

#[derive(Debug, Template)]
#[template(path = "admin/good.html")]
pub struct GoodPage {
    pub admin: AdminFrame,
    /// `None` while it is to be added.
    pub id: Option<i64>,
    /// What the form showed when it was made.
    pub version: i64,
    pub shown_stock: String,
    pub typed: TypedGood,
    pub refused: Refused,
    pub picture: Option<Look>,
    /// Those that other goods have.
    pub categories: Vec<String>,
    /// It cannot be deleted then.
    pub was_ordered: bool,
    pub is_added: bool,
}

/// Why nothing was done.
#[derive(Debug)]
pub enum Refused {
    Not,
    Faults(Vec<(Field, Fault)>),
    /// Somebody was faster; this is how it is now.
    Changed(Box<Product>),
    Ordered,
    /// A payment link offers it.
    Offered,
    TooMany,
    Picture(PictureProblem),
}

/// What is wrong with a field, in words.
#[must_use]
pub fn fault_text(m: Messages, fault: Fault) -> String {
    match fault {
        Fault::NameMissing => m.text("good-fault-name-missing"),
        Fault::NameTooLong => m.with("good-fault-too-long", &[("most", 200.into())]),
        Fault::TooLong { most } => {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            m.with("good-fault-too-long", &[("most", most.into())])
        }
        Fault::ControlCharacter => m.text("good-fault-control"),
        Fault::Price => m.with("good-fault-price", &[("most", MOST_PRICE.into())]),
        Fault::Stack => m.text("good-fault-stack"),
        Fault::Stock => m.with("good-fault-stock", &[("most", MOST_STOCK.into())]),
        Fault::Hidden => m.text("good-fault-hidden"),
    }
}

/// What a field is called.
#[must_use]
pub fn field_label(m: Messages, field: Field) -> String {
    m.text(&format!("good-field-{}", field.as_str()))
}

/// How many go into a stack.
#[must_use]
pub fn stack_label(m: Messages, stack: Stack) -> String {
    m.text(&format!("good-stack-{}", stack.as_str()))
}

impl GoodPage {
    fn action(&self) -> String {
        self.id.map_or_else(|| "/admin/goods/new".to_owned(), |id| format!("/admin/goods/{id}"))
    }

    fn heading(&self) -> String {
        let m = self.admin.messages();
        if self.id.is_some() { m.text("good-heading") } else { m.text("good-new-heading") }
    }

    /// What comes back into a field of one line.
    fn value(&self, field: Field) -> String {
        let typed = match field {
            Field::Name => &self.typed.name,
            Field::Description => &self.typed.description,
            Field::Price => &self.typed.price,
            Field::Category => &self.typed.category,
            Field::Stack => &self.typed.stack,
            Field::Stock => &self.typed.stock,
            Field::Hidden => &self.typed.hidden,
        };
        shorten(typed, TYPED)
    }

    /// What was typed there, its lines kept.
    fn description(&self) -> String {
        self.typed.description.chars().take(2 * MOST_DESCRIPTION).collect()
    }

    fn stacks(&self) -> Vec<(&'static str, String, bool)> {
        let m = self.admin.messages();
        let chosen = if self.typed.stack.is_empty() { "64" } else { self.typed.stack.as_str() };
        let option =
            |stack: &Stack| (stack.as_str(), stack_label(m, *stack), stack.as_str() == chosen);
        Stack::ALL.iter().map(option).collect()
    }

    fn is_hidden(&self) -> bool {
        !self.typed.hidden.is_empty()
    }

    fn faults(&self) -> &[(Field, Fault)] {
        match &self.refused {
            Refused::Faults(faults) => faults,
            _ => &[],
        }
    }

    /// The wrong fields: where they are, what they are called, and what is wrong.
    fn summary(&self) -> Vec<(&'static str, String, String)> {
        let m = self.admin.messages();
        let line = |(field, fault): &(Field, Fault)| {
            (field.as_str(), field_label(m, *field), fault_text(m, *fault))
        };
        self.faults().iter().map(line).collect()
    }

    fn fault(&self, field: &str) -> Option<String> {
        let is_it = |(wrong, _): &&(Field, Fault)| wrong.as_str() == field;
        let (_, fault) = self.faults().iter().find(is_it)?;
        Some(fault_text(self.admin.messages(), *fault))
    }

    /// Where the good is another one now than what was typed: the field, and what stands there now.
    fn differs(&self) -> Vec<(String, String)> {
        let Refused::Changed(now) = &self.refused else { return Vec::new() };
        let m = self.admin.messages();
        let stock = now.stock.map(|stock| stock.to_string()).unwrap_or_default();
        let yes = |yes| m.text(if yes { "good-yes" } else { "good-no" });
        let now_and_typed = [
            (Field::Name, now.name.to_string(), self.typed.name.trim().to_owned()),
            (
                Field::Description,
                now.description.clone(),
                self.typed.description.replace("\r\n", "\n"),
            ),
            (Field::Price, now.price.to_string(), self.typed.price.trim().to_owned()),
            (Field::Category, now.category.clone(), self.typed.category.trim().to_owned()),
            (
                Field::Stack,
                stack_label(m, now.stack),
                self.typed.stack.parse().map(|stack| stack_label(m, stack)).unwrap_or_default(),
            ),
            (Field::Stock, stock, self.typed.stock.trim().to_owned()),
            (Field::Hidden, yes(now.hidden), yes(self.is_hidden())),
        ];
        let differ = now_and_typed.into_iter().filter(|(_, now, typed)| now != typed);
        let told = |(field, now, _): (Field, String, String)| {
            let now = if now.is_empty() { m.text("good-nothing") } else { shorten(&now, TYPED) };
            (field_label(m, field), now)
        };
        differ.map(told).collect()
    }

    fn picture_form(&self, id: i64) -> PictureForm<'_> {
        let problem = match self.refused {
            Refused::Picture(problem) => Some(problem),
            _ => None,
        };
        let (m, action) = (self.admin.messages(), format!("/admin/goods/{id}/picture"));
        PictureForm::new(m, action, self.version, self.picture.as_ref(), problem)
    }

    fn is_changed(&self) -> bool {
        matches!(self.refused, Refused::Changed(_))
    }

    /// What was wrong as a whole.
    fn problem(&self) -> Option<String> {
        let m = self.admin.messages();
        match self.refused {
            Refused::TooMany => Some(m.with("good-too-many", &[("most", MOST_GOODS.into())])),
            Refused::Ordered => Some(m.text("good-was-ordered")),
            Refused::Offered => Some(m.text("good-is-offered")),
            Refused::Not | Refused::Faults(_) | Refused::Changed(_) | Refused::Picture(_) => None,
        }
    }
}
