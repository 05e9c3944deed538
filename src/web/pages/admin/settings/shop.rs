//! What the shop is called, what it says of itself, its colour and its logo.

use askama::Template;

use super::super::{AdminFrame, PictureForm, PictureProblem};
use crate::{
    catalog::Look,
    i18n::Messages,
    looks::{
        Colour, Fault, Field, Looks, MOST_ANNOUNCEMENT, MOST_NAME, MOST_TEXT, Palette, Shades,
        TypedLooks, USUAL, WordsError,
    },
    web::pages::{Moment, shorten},
};

/// What of a field is told where somebody else has changed it.
const TOLD: usize = 200;
/// What is told of that which is no colour.
const TOLD_COLOUR: usize = 20;

#[derive(Debug, Template)]
#[template(path = "admin/settings_shop.html")]
pub struct ShopPage {
    pub admin: AdminFrame,
    /// What the form showed when it was made.
    pub version: i64,
    pub typed: TypedLooks,
    pub logo: Option<Look>,
    pub refused: Refused,
    pub is_saved: bool,
    /// Since when the shop takes no orders.
    pub closed: Option<Moment>,
    /// What stands in the field of what it says of that.
    pub closed_words: String,
}

/// Why nothing was done.
#[derive(Debug)]
pub enum Refused {
    Not,
    Faults(Vec<(Field, Fault)>),
    /// Somebody was faster; this is how it is now.
    Changed(Box<Looks>),
    Picture(PictureProblem),
    /// What it was to say of being closed cannot be said.
    Closing {
        words: String,
        error: WordsError,
    },
    /// Somebody was faster than whoever sent a logo or wanted it away.
    LogoLate,
}

/// The texts of several lines, in the order of the form.
const TEXTS: [Field; 4] = [Field::Greeting, Field::Hours, Field::Places, Field::Contact];

/// What a field is called.
#[must_use]
pub fn looks_field_label(m: Messages, field: Field) -> String {
    m.text(&format!("looks-field-{}", field.as_str()))
}

fn hint(m: Messages, field: Field) -> String {
    m.text(&format!("looks-hint-{}", field.as_str()))
}

fn fault_text(m: Messages, fault: Fault, typed: &str) -> String {
    let wide = |count| i64::try_from(count).unwrap_or(i64::MAX);
    match fault {
        Fault::TooLong { typed, most } => m.with(
            "looks-fault-too-long",
            &[("typed", wide(typed).into()), ("most", wide(most).into())],
        ),
        Fault::ControlCharacter => m.text("looks-fault-control"),
        Fault::NotAColour => {
            m.with("looks-fault-colour", &[("typed", shorten(typed, TOLD_COLOUR).into())])
        }
    }
}

/// A text's field, as the form shows it.
struct TextField {
    word: &'static str,
    label: String,
    hint: String,
    /// Its lines kept.
    typed: String,
    fault: Option<String>,
}

/// What becomes of the colour in one light, as a picture and in words.
struct Sample {
    label: String,
    shades: Shades,
}

impl ShopPage {
    fn name(&self) -> String {
        shorten(&self.typed.name, 2 * MOST_NAME)
    }

    fn texts(&self) -> Vec<TextField> {
        let m = self.admin.messages();
        let field = |field: Field| TextField {
            word: field.as_str(),
            label: looks_field_label(m, field),
            hint: hint(m, field),
            typed: self.typed.of(field).chars().take(2 * MOST_TEXT).collect(),
            fault: self.fault(field),
        };
        TEXTS.into_iter().map(field).collect()
    }

    fn faults(&self) -> &[(Field, Fault)] {
        match &self.refused {
            Refused::Faults(faults) => faults,
            _ => &[],
        }
    }

    fn fault(&self, field: Field) -> Option<String> {
        let (_, fault) = self.faults().iter().find(|(wrong, _)| *wrong == field)?;
        Some(fault_text(self.admin.messages(), *fault, self.typed.of(field)))
    }

    /// The wrong fields: where they are, what they are called, and what is wrong.
    fn summary(&self) -> Vec<(&'static str, String, String)> {
        let m = self.admin.messages();
        let line = |(field, fault): &(Field, Fault)| {
            let told = fault_text(m, *fault, self.typed.of(*field));
            (field.as_str(), looks_field_label(m, *field), told)
        };
        self.faults().iter().map(line).collect()
    }

    /// The colour that the shop would have of its own.
    fn own_colour(&self) -> Option<Colour> {
        self.typed.accent.trim().parse().ok().filter(|colour| *colour != USUAL)
    }

    fn colour(&self) -> Colour {
        self.own_colour().unwrap_or(USUAL)
    }

    fn samples(&self) -> Vec<Sample> {
        let Some(Palette { light, dark }) = self.own_colour().map(Palette::of) else {
            return Vec::new();
        };
        let m = self.admin.messages();
        vec![
            Sample { label: m.text("looks-sample-light"), shades: light },
            Sample { label: m.text("looks-sample-dark"), shades: dark },
        ]
    }

    /// Why the logo stays as it is.
    fn logo_problem(&self) -> Option<String> {
        let m = self.admin.messages();
        match self.refused {
            Refused::Picture(problem) => Some(problem.text(m)),
            Refused::LogoLate => Some(m.text("looks-logo-late")),
            Refused::Not | Refused::Faults(_) | Refused::Changed(_) | Refused::Closing { .. } => {
                None
            }
        }
    }

    fn logo_form(&self) -> PictureForm<'_> {
        let m = self.admin.messages();
        PictureForm {
            action: "/admin/settings/shop/logo".to_owned(),
            version: self.version,
            picture: self.logo.as_ref(),
            problem: self.logo_problem(),
            alt: m.text("looks-logo-alt"),
            hint: format!("{} {}", m.text("looks-logo-hint"), m.text("picture-hint")),
            remove: m.text("looks-logo-remove"),
        }
    }

    /// What it says of being closed, as it was typed; its lines kept.
    fn typed_closed_words(&self) -> String {
        self.closed_words.chars().take(2 * MOST_TEXT).collect()
    }

    /// Why the shop was not closed.
    fn closing_problem(&self) -> Option<String> {
        let Refused::Closing { words, error } = &self.refused else { return None };
        let fault = match error {
            WordsError::TooLong(most) => {
                Fault::TooLong { typed: words.trim().chars().count(), most: *most }
            }
            WordsError::Empty | WordsError::Control => Fault::ControlCharacter,
        };
        Some(fault_text(self.admin.messages(), fault, words))
    }

    fn announcement(&self) -> String {
        shorten(&self.typed.announcement, 2 * MOST_ANNOUNCEMENT)
    }

    fn is_changed(&self) -> bool {
        matches!(self.refused, Refused::Changed(_))
    }

    /// Where it is another one now than what was typed: the field, and what stands there now.
    fn differs(&self) -> Vec<(String, String)> {
        let Refused::Changed(now) = &self.refused else { return Vec::new() };
        let m = self.admin.messages();
        let now_typed = TypedLooks::from(&now.fields);
        let typed = self.typed.read().unwrap_or_default();
        let told = |field: Field| {
            let now = shorten(now_typed.of(field), TOLD);
            let now = match field {
                _ if !now.is_empty() => now,
                Field::Accent => m.text("looks-usual-colour"),
                _ => m.text("looks-nothing"),
            };
            (looks_field_label(m, field), now)
        };
        now.fields.differences(&typed).into_iter().map(told).collect()
    }
}
