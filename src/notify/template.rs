//! A message's text as staff writes it: words, and places in braces that each message fills. Pure.

use std::fmt;

use super::{
    channel::{Audience, ChannelKind},
    markup::Markup,
};

/// How many characters of it are kept.
pub const MOST: usize = 1000;

/// How much a channel takes of a message, in the units that both Discord and Telegram count in.
const LONGEST: usize = 2000;

macro_rules! places {
    ($($(#[$attribute:meta])* $place:ident = $word:literal,)+) => {
        /// What a message can fill in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Place { $($(#[$attribute])* $place,)+ }

        impl Place {
            pub const ALL: &'static [Self] = &[$(Self::$place,)+];

            /// As it stands in braces.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$place => $word,)+ }
            }
        }
    };
}

places! {
    Uid = "uid",
    Customer = "customer",
    /// Its lines; with sums where it is about money.
    Items = "items",
    Total = "total",
    /// What is left to pay.
    Left = "left",
    Status = "status",
    /// Whether it may be assembled.
    State = "state",
    /// Where it is handed over, and until when.
    HandOver = "hand_over",
    /// What its customer wrote.
    Words = "words",
    /// What does not add up.
    Discrepancies = "discrepancies",
    /// The order's page: staff's or the customer's.
    Link = "link",
    /// The page of what waits for a person.
    Attention = "attention",
}

impl Place {
    /// What messages to them can fill in.
    #[must_use]
    pub fn of(audience: Audience) -> Vec<Self> {
        let is_theirs = |place: &Self| match audience {
            Audience::Staff => true,
            // The shop's own business.
            Audience::Customers => {
                !matches!(place, Self::State | Self::Words | Self::Discrepancies | Self::Attention)
            }
        };
        Self::ALL.iter().copied().filter(is_theirs).collect()
    }
}

/// A text that can be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Vec<Piece>>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Place(Place),
}

/// Why a text is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("it is empty")]
    Empty,
    #[error("it has {0} characters, and at most {MOST} are kept")]
    TooLong(usize),
    #[error("there is no `{{{name}}}`; there are {known}", known = Known(*audience))]
    Unknown { name: String, audience: Audience },
    #[error("a brace has no other half; a place is written as `{{uid}}`")]
    Brace,
    #[error("it has a control character")]
    Control,
}

/// The places there are, as somebody types them.
pub struct Known(pub Audience);

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, place) in Place::of(self.0).into_iter().enumerate() {
            let comma = if nth == 0 { "" } else { ", " };
            write!(f, "{comma}{{{}}}", place.as_str())?;
        }
        Ok(())
    }
}

/// How much of a place that is none is quoted.
const QUOTED: usize = 30;

impl Template {
    /// # Errors
    /// `TemplateError`.
    pub fn parse(text: &str, audience: Audience) -> Result<Self, TemplateError> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(TemplateError::Empty);
        }
        let length = text.chars().count();
        if length > MOST {
            return Err(TemplateError::TooLong(length));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(TemplateError::Control);
        }
        text.lines().map(|line| pieces(line, audience)).collect::<Result<_, _>>().map(Self)
    }

    #[must_use]
    pub fn has(&self, place: Place) -> bool {
        self.0.iter().flatten().any(|piece| *piece == Piece::Place(place))
    }

    /// The text with its places filled. A line of which no place has anything to say is left out, and so is what such a message
    /// would be too long with.
    #[must_use]
    pub fn fill(&self, markup: Markup, value: impl Fn(Place) -> String) -> String {
        let lines = self.0.iter().filter_map(|line| {
            let mut filled = String::new();
            let (mut has_places, mut says) = (false, false);
            for piece in line {
                match piece {
                    Piece::Words(words) => filled.push_str(&markup.own_words(words)),
                    Piece::Place(place) => {
                        let value = value(*place);
                        has_places = true;
                        says |= !value.is_empty();
                        filled.push_str(&value);
                    }
                }
            }
            (says || !has_places).then_some(filled)
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn pieces(line: &str, audience: Audience) -> Result<Vec<Piece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(TemplateError::Brace)?;
        words(&mut pieces, before)?;
        let place = Place::of(audience).into_iter().find(|place| place.as_str() == name.trim());
        let place = place.ok_or_else(|| {
            let name = crate::shorten::shorten(name.trim(), QUOTED);
            TemplateError::Unknown { name, audience }
        })?;
        pieces.push(Piece::Place(place));
        rest = after;
    }
    words(&mut pieces, rest)?;
    Ok(pieces)
}

fn words(pieces: &mut Vec<Piece>, words: &str) -> Result<(), TemplateError> {
    if words.contains('}') {
        return Err(TemplateError::Brace);
    }
    if !words.is_empty() {
        pieces.push(Piece::Words(words.to_owned()));
    }
    Ok(())
}

/// Whether a channel takes a text of that length; a letter may be as long as it likes.
#[must_use]
pub fn fits(text: &str, channel: ChannelKind) -> bool {
    channel == ChannelKind::Email || text.encode_utf16().count() <= LONGEST
}

/// As much of a text as every channel takes.
#[must_use]
pub fn cut(text: &str) -> String {
    let mut units = 0;
    let cut = text.chars().take_while(|c| {
        units += c.len_utf16();
        units < LONGEST
    });
    let mut cut: String = cut.collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests;
