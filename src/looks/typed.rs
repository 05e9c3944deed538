//! The shop's looks as a person types them, and what is wrong with that.

use std::str::FromStr;

use diesel::prelude::*;

use super::{Announcement, Colour, ShopName, ShopText, USUAL, WordsError};
use crate::db::{columns::words, schema::shop_looks};

words! {
    /// What can be said of the shop.
    pub enum Field {
        Name = "name",
        Announcement = "announcement",
        Greeting = "greeting",
        Hours = "hours",
        Places = "places",
        Contact = "contact",
        Accent = "accent",
    }
}

/// What is said; nothing stands for what Kassa says by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = shop_looks)]
pub struct LooksFields {
    pub name: Option<ShopName>,
    /// A line on all its pages.
    pub announcement: Option<Announcement>,
    /// What the shop window begins with.
    pub greeting: Option<ShopText>,
    pub hours: Option<ShopText>,
    /// Where goods are handed over.
    pub places: Option<ShopText>,
    /// How to reach the shop.
    pub contact: Option<ShopText>,
    /// What its links and buttons are coloured in.
    pub accent: Option<Colour>,
}

/// The same as it was typed; what is empty is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedLooks {
    pub name: String,
    pub announcement: String,
    pub greeting: String,
    pub hours: String,
    pub places: String,
    pub contact: String,
    pub accent: String,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    TooLong { typed: usize, most: usize },
    ControlCharacter,
    NotAColour,
}

impl LooksFields {
    /// What of it is another in those.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<Field> {
        let is_new = |field: &Field| match field {
            Field::Name => self.name != other.name,
            Field::Announcement => self.announcement != other.announcement,
            Field::Greeting => self.greeting != other.greeting,
            Field::Hours => self.hours != other.hours,
            Field::Places => self.places != other.places,
            Field::Contact => self.contact != other.contact,
            Field::Accent => self.accent != other.accent,
        };
        Field::ALL.iter().copied().filter(is_new).collect()
    }
}

impl From<&LooksFields> for TypedLooks {
    /// As somebody would type what it is.
    fn from(fields: &LooksFields) -> Self {
        let text =
            |text: &Option<ShopText>| text.as_ref().map(ToString::to_string).unwrap_or_default();
        Self {
            name: fields.name.as_ref().map(ToString::to_string).unwrap_or_default(),
            announcement: fields.announcement.as_ref().map(ToString::to_string).unwrap_or_default(),
            greeting: text(&fields.greeting),
            hours: text(&fields.hours),
            places: text(&fields.places),
            contact: text(&fields.contact),
            accent: fields.accent.map(|accent| accent.to_string()).unwrap_or_default(),
        }
    }
}

impl TypedLooks {
    /// # Errors
    /// What is wrong with which of its fields.
    pub fn read(&self) -> Result<LooksFields, Vec<(Field, Fault)>> {
        let mut faults = Vec::new();
        let fields = LooksFields {
            name: said(&mut faults, Field::Name, &self.name),
            announcement: said(&mut faults, Field::Announcement, &self.announcement),
            greeting: said(&mut faults, Field::Greeting, &self.greeting),
            hours: said(&mut faults, Field::Hours, &self.hours),
            places: said(&mut faults, Field::Places, &self.places),
            contact: said(&mut faults, Field::Contact, &self.contact),
            accent: chosen(&mut faults, &self.accent),
        };
        if faults.is_empty() { Ok(fields) } else { Err(faults) }
    }

    /// What was typed into that field.
    #[must_use]
    pub fn of(&self, field: Field) -> &str {
        match field {
            Field::Name => &self.name,
            Field::Announcement => &self.announcement,
            Field::Greeting => &self.greeting,
            Field::Hours => &self.hours,
            Field::Places => &self.places,
            Field::Contact => &self.contact,
            Field::Accent => &self.accent,
        }
    }
}

fn said<T: FromStr<Err = WordsError>>(
    faults: &mut Vec<(Field, Fault)>,
    field: Field,
    typed: &str,
) -> Option<T> {
    match typed.parse() {
        Ok(said) => return Some(said),
        Err(WordsError::Empty) => {}
        Err(WordsError::TooLong(most)) => {
            faults.push((field, Fault::TooLong { typed: typed.trim().chars().count(), most }));
        }
        Err(WordsError::Control) => faults.push((field, Fault::ControlCharacter)),
    }
    None
}

/// Whoever chooses the usual colour has none of his own.
fn chosen(faults: &mut Vec<(Field, Fault)>, typed: &str) -> Option<Colour> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let colour = typed.parse::<Colour>();
    if colour.is_err() {
        faults.push((Field::Accent, Fault::NotAColour));
    }
    colour.ok().filter(|colour| *colour != USUAL)
}
