//! A good as a person types it, in a form or in a table's line, and what is wrong with that.

use super::{Category, Description, GoodName, Product, Stack, TextError};
use crate::{db::columns::words, dromon::Sum};

/// The most that one piece may cost: as much as a whole order.
pub const MOST_PRICE: i64 = 1_000_000_000;
/// The most pieces that a shop can have of a good.
pub const MOST_STOCK: i64 = 1_000_000_000;

words! {
    /// What can be said of a good.
    pub enum Field {
        Name = "name",
        Description = "description",
        Price = "price",
        Category = "category",
        Stack = "stack",
        Stock = "stock",
        Hidden = "hidden",
    }
}

/// A good as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedGood {
    pub name: String,
    pub description: String,
    pub price: String,
    pub category: String,
    pub stack: String,
    /// Empty where nobody counts it.
    pub stock: String,
    /// Empty where it is shown.
    pub hidden: String,
}

/// What that means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodFields {
    pub name: GoodName,
    pub description: Description,
    pub price: Sum,
    pub category: Category,
    pub stack: Stack,
    pub stock: Option<i64>,
    pub hidden: bool,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    NameMissing,
    NameTooLong,
    TooLong { most: usize },
    ControlCharacter,
    Price,
    Stack,
    Stock,
    Hidden,
}

impl From<&Product> for TypedGood {
    /// As somebody would type what it is.
    fn from(good: &Product) -> Self {
        Self {
            name: good.name.to_string(),
            description: good.description.clone(),
            price: good.price.to_string(),
            category: good.category.clone(),
            stack: good.stack.as_str().to_owned(),
            stock: good.stock.map(|stock| stock.to_string()).unwrap_or_default(),
            hidden: if good.hidden { "yes" } else { "" }.to_owned(),
        }
    }
}

impl TypedGood {
    /// # Errors
    /// What is wrong with which of its fields.
    pub fn read(&self) -> Result<GoodFields, Vec<(Field, Fault)>> {
        let mut faults = Vec::new();
        let name = noted(&mut faults, Field::Name, read_name(&self.name));
        let description = self.description.parse::<Description>().map_err(of_text);
        let description = noted(&mut faults, Field::Description, description);
        let price = noted(&mut faults, Field::Price, read_price(&self.price));
        let category = self.category.parse::<Category>().map_err(of_text);
        let category = noted(&mut faults, Field::Category, category);
        let stack = noted(&mut faults, Field::Stack, read_stack(&self.stack));
        let pieces = noted(&mut faults, Field::Stock, read_stock(&self.stock));
        let hidden = noted(&mut faults, Field::Hidden, read_yes(&self.hidden));
        let read = || {
            Some(GoodFields {
                name: name?,
                description: description?,
                price: price?,
                category: category?,
                stack: stack?,
                stock: pieces?,
                hidden: hidden?,
            })
        };
        read().ok_or(faults)
    }
}

fn noted<T>(faults: &mut Vec<(Field, Fault)>, field: Field, read: Result<T, Fault>) -> Option<T> {
    read.map_err(|fault| faults.push((field, fault))).ok()
}

fn read_name(typed: &str) -> Result<GoodName, Fault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Fault::NameMissing);
    }
    let odd = typed.chars().any(char::is_control);
    typed.parse().map_err(|_| if odd { Fault::ControlCharacter } else { Fault::NameTooLong })
}

fn of_text(error: TextError) -> Fault {
    match error {
        TextError::TooLong(most) => Fault::TooLong { most },
        TextError::Control => Fault::ControlCharacter,
    }
}

fn read_price(typed: &str) -> Result<Sum, Fault> {
    let price = whole(typed).filter(|price| (1..=MOST_PRICE).contains(price));
    price.and_then(|price| Sum::new(price).ok()).ok_or(Fault::Price)
}

fn read_stack(typed: &str) -> Result<Stack, Fault> {
    match typed.trim().to_lowercase().as_str() {
        "" | "-" | "нет" | "no" | "none" => Ok(Stack::Loose),
        word => word.parse().map_err(|_| Fault::Stack),
    }
}

fn read_stock(typed: &str) -> Result<Option<i64>, Fault> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let stock = whole(typed).filter(|stock| (0..=MOST_STOCK).contains(stock));
    stock.map(Some).ok_or(Fault::Stock)
}

fn read_yes(typed: &str) -> Result<bool, Fault> {
    match typed.trim().to_lowercase().as_str() {
        "да" | "yes" | "true" | "1" | "+" => Ok(true),
        "" | "нет" | "no" | "false" | "0" | "-" => Ok(false),
        _ => Err(Fault::Hidden),
    }
}

/// A whole number; people and tables put spaces between its thousands.
#[must_use]
pub fn whole(typed: &str) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_whole.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> TypedGood {
        TypedGood {
            name: " Земля ".to_owned(),
            price: "1\u{a0}200".to_owned(),
            stack: "64".to_owned(),
            stock: " 10 000".to_owned(),
            ..TypedGood::default()
        }
    }

    #[test]
    fn what_people_type_is_understood() {
        let read = typed().read().unwrap();
        assert_eq!((read.name.as_str(), read.price.get()), ("Земля", 1200));
        assert_eq!((read.stack, read.stock, read.hidden), (Stack::Of64, Some(10_000), false));
        let read = TypedGood { stock: String::new(), hidden: "Да".to_owned(), ..typed() }.read();
        let read = read.unwrap();
        assert_eq!((read.stock, read.hidden), (None, true));
    }

    #[test]
    fn each_wrong_field_is_named() {
        let wrong = TypedGood {
            name: " ".to_owned(),
            description: "x".repeat(1001),
            price: "0".to_owned(),
            category: "a\nb".to_owned(),
            stack: "32".to_owned(),
            stock: "-1".to_owned(),
            hidden: "?".to_owned(),
        };
        let faults = wrong.read().unwrap_err();
        assert_eq!(
            faults,
            [
                (Field::Name, Fault::NameMissing),
                (Field::Description, Fault::TooLong { most: 1000 }),
                (Field::Price, Fault::Price),
                (Field::Category, Fault::ControlCharacter),
                (Field::Stack, Fault::Stack),
                (Field::Stock, Fault::Stock),
                (Field::Hidden, Fault::Hidden),
            ]
        );
    }

    #[test]
    fn the_limits_are_in() {
        for (price, fits) in [
            ("1", true),
            ("1000000000", true),
            ("1000000001", false),
            ("1.5", false),
            ("+5", false),
        ] {
            assert_eq!(
                TypedGood { price: price.to_owned(), ..typed() }.read().is_ok(),
                fits,
                "{price}"
            );
        }
        for (stock, fits) in [
            ("0", true),
            ("1000000000", true),
            ("1000000001", false),
            ("много", false),
            ("99999999999999999999", false),
        ] {
            assert_eq!(
                TypedGood { stock: stock.to_owned(), ..typed() }.read().is_ok(),
                fits,
                "{stock}"
            );
        }
    }
}
