//! Faults on demand: what can go wrong between Dromon and a shop, one name each. The page's form, the command line and
//! scripts use the same names.

mod alter;
mod parse;

use std::{fmt, time::Duration};

pub use parse::FaultError;

/// What goes wrong with a payment. Its name in the page's form (`fault=lost`) is the magic input; a parameter follows
/// an equals sign (`late=60`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    #[default]
    None,
    /// Paid, but no callback is ever sent: the shop was unreachable for a moment.
    Lost,
    /// The callback comes that long after the payer was told of success.
    Late(Duration),
    /// The callback is held back until that of the next payment has been sent.
    Swapped,
    /// One payment, its callback sent twice, byte for byte the same: a proxy repeated it.
    SentTwice,
    /// The callback's body comes in two halves with a pause between them.
    Slow,
    /// The callback's body comes byte by byte.
    Trickle,
    /// The connection ends half-way through the callback's body.
    CutShort,
    /// Somebody who does not know the secret sends the callback.
    WrongToken,
    /// The callback has no `time`: the provider's documentation promises none.
    NoTime,
    /// The payer paid the same link twice.
    PaidTwice,
    /// The payer changed the sum in the link to half of it, rounded up. Only an app whose owner has left signing off
    /// takes that and what else a payer can change, so the stand-in acts as one.
    PaidLess,
    /// The payer doubled the sum in the link.
    PaidMore,
    /// The payer changed the text in the link.
    AlteredText,
    /// The payer made the text so long that the callback's body has that many MiB.
    LongText(Mebibytes),
    /// The payer left text and uid out of the link: money without an order.
    Gift,
    /// Dromon refuses the payment: no money moves, no callback is sent.
    Fails,
}

/// The size of a body, 1 to [`Mebibytes::MAX`] MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mebibytes(u8);

impl Mebibytes {
    pub const MAX: u8 = 64;
    /// Dromon was seen to send as much.
    const DEFAULT: Self = Self(5);

    #[must_use]
    pub const fn new(mebibytes: u8) -> Option<Self> {
        if mebibytes >= 1 && mebibytes <= Self::MAX { Some(Self(mebibytes)) } else { None }
    }

    #[must_use]
    pub const fn bytes(self) -> usize {
        (self.0 as usize) << 20
    }
}

/// What can be chosen about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// 0 to [`Fault::LATEST`].
    Seconds(Duration),
    Mebibytes(Mebibytes),
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => seconds.as_secs_f64().fmt(f),
            Self::Mebibytes(Mebibytes(mebibytes)) => mebibytes.fmt(f),
        }
    }
}

impl Fault {
    /// In the order of the page's form, with the parameters that they have unless others are given.
    pub const ALL: [Self; 17] = [
        Self::None,
        Self::Lost,
        Self::Late(Self::LATE),
        Self::Swapped,
        Self::SentTwice,
        Self::Slow,
        Self::Trickle,
        Self::CutShort,
        Self::WrongToken,
        Self::NoTime,
        Self::PaidTwice,
        Self::PaidLess,
        Self::PaidMore,
        Self::AlteredText,
        Self::LongText(Mebibytes::DEFAULT),
        Self::Gift,
        Self::Fails,
    ];

    const LATE: Duration = Duration::from_secs(5);
    /// The longest that a callback can be late: a shop's late limit (7 days) can be tried, a slip of the hand is told.
    pub const LATEST: Duration = Duration::from_hours(30 * 24);

    /// Without its parameter.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Lost => "lost",
            Self::Late(_) => "late",
            Self::Swapped => "swapped",
            Self::SentTwice => "sent-twice",
            Self::Slow => "slow",
            Self::Trickle => "trickle",
            Self::CutShort => "cut-short",
            Self::WrongToken => "wrong-token",
            Self::NoTime => "no-time",
            Self::PaidTwice => "paid-twice",
            Self::PaidLess => "paid-less",
            Self::PaidMore => "paid-more",
            Self::AlteredText => "altered-text",
            Self::LongText(_) => "long-text",
            Self::Gift => "gift",
            Self::Fails => "fails",
        }
    }

    #[must_use]
    pub const fn parameter(self) -> Option<Parameter> {
        match self {
            Self::Late(late) => Some(Parameter::Seconds(late)),
            Self::LongText(size) => Some(Parameter::Mebibytes(size)),
            _ => None,
        }
    }

    /// For the command line; the page has its own words, in the reader's language.
    const fn about(self) -> &'static str {
        match self {
            Self::None => "one callback, at once",
            Self::Lost => "the callback is never sent",
            Self::Late(_) => "the callback is sent SECONDS after the payment",
            Self::Swapped => "the callback is held until that of the next payment has been sent",
            Self::SentTwice => "the same callback is sent twice, to the byte",
            Self::Slow => "3 s pass between the halves of the callback's body",
            Self::Trickle => "the callback's body comes byte by byte, 50 a second",
            Self::CutShort => "the connection ends half-way through the callback's body",
            Self::WrongToken => "somebody who does not know the secret sends the callback",
            Self::NoTime => "the callback has no `time`",
            Self::PaidTwice => "two payments through one link",
            Self::PaidLess => "the payer changed the sum to half of it",
            Self::PaidMore => "the payer doubled the sum",
            Self::AlteredText => "the payer changed the text",
            Self::LongText(_) => "the payer wrote a text so long that the body has MIB mebibytes",
            Self::Gift => "the payer left out text and uid: money without an order",
            Self::Fails => "Dromon refuses the payment; no callback is sent",
        }
    }

    /// All faults for `--help`, one a line.
    #[must_use]
    pub fn help() -> String {
        let line = |fault: Self| {
            let spelling = match fault.parameter() {
                None => fault.name().to_owned(),
                Some(Parameter::Seconds(_)) => format!("{}[=SECONDS]", fault.name()),
                Some(Parameter::Mebibytes(_)) => format!("{}[=MIB]", fault.name()),
            };
            let default = fault.parameter().map(|given| format!(" (unless said: {given})"));
            format!("  {spelling:<16} {}{}", fault.about(), default.unwrap_or_default())
        };
        Self::ALL.map(line).join("\n")
    }
}

/// As it is read again: the name, and its parameter if it has one.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self.parameter() {
            Some(parameter) => write!(f, "={parameter}"),
            None => Ok(()),
        }
    }
}
