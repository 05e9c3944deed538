//! The money of an order: payments, what does not add up, refunds.

use super::{desk_event, order::discrepancy_label};
use crate::{
    desk::money::RefundState,
    i18n::Messages,
    payments::{DiscrepancyKind, Sure},
    web::pages::{Moment, shorten},
};

const NAME: usize = 40;
const ADDRESS: usize = 45;

/// How deep a callback's JSON is set in; a payer may nest it as deep as he likes.
const DEEPEST: usize = 8;

#[derive(Clone, Debug)]
pub struct PaymentView {
    pub id: i64,
    pub sum: i64,
    pub counted: bool,
    pub sure: Sure,
    pub payer: Option<Payer>,
    pub at: Moment,
    pub callback: Option<CallbackView>,
    /// Whether it can be doubted.
    pub can_contest: bool,
}

/// Who paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payer {
    Customer(String),
    /// Somebody else than who ordered.
    Other(String),
}

/// A callback as it came.
#[derive(Clone, Debug)]
pub struct CallbackView {
    pub id: i64,
    pub source: String,
    pub received: Moment,
    pub size: i64,
    /// Its beginning, or all of it.
    pub text: String,
    pub is_cut: bool,
}

#[derive(Clone, Debug)]
pub struct DiscrepancyView {
    pub id: i64,
    pub kind: DiscrepancyKind,
    pub amount: Option<i64>,
    pub times: i64,
    pub opened: Moment,
    pub fate: Fate,
    pub callback: Option<CallbackView>,
}

/// What became of a discrepancy.
#[derive(Clone, Debug)]
pub enum Fate {
    Open,
    /// Its hold was lifted.
    Overridden(Moment),
    Resolved {
        at: Moment,
        by: desk_event::Who,
        how: String,
    },
}

#[derive(Clone, Debug)]
pub struct RefundView {
    pub id: i64,
    pub sum: i64,
    pub state: RefundState,
    pub payee: String,
    pub reason: String,
    pub created: Moment,
    pub by: String,
}

impl PaymentView {
    pub(super) fn sure_label(&self, m: Messages) -> String {
        m.text(&format!("desk-sure-{}", self.sure.as_str()))
    }
}

impl Payer {
    pub(super) fn name(&self) -> String {
        let (Self::Customer(name) | Self::Other(name)) = self;
        shorten(name, NAME)
    }

    pub(super) fn is_other(&self) -> bool {
        matches!(self, Self::Other(_))
    }
}

impl CallbackView {
    pub(super) fn shown_source(&self) -> String {
        shorten(&self.source, ADDRESS)
    }
}

impl DiscrepancyView {
    pub(super) fn label(&self, m: Messages) -> String {
        discrepancy_label(m, self.kind)
    }

    pub(super) fn is_open(&self) -> bool {
        !matches!(self.fate, Fate::Resolved { .. })
    }
}

impl RefundView {
    pub(super) fn state_label(&self, m: Messages) -> String {
        refund_label(m, self.state)
    }

    pub(super) fn next(&self) -> &'static [RefundState] {
        self.state.next()
    }

    pub(super) fn lines(&self) -> Vec<String> {
        desk_event::lines(&self.reason)
    }

    pub(super) fn shown_payee(&self) -> String {
        shorten(&self.payee, NAME)
    }
}

/// How far a refund is, in words.
#[must_use]
pub fn refund_label(m: Messages, state: RefundState) -> String {
    m.text(&format!("desk-refund-{}", state.as_str()))
}

/// A callback's bytes for people: set in if it is JSON, and with nothing in it that a page could not show. Not one token is
/// rewritten, since it is what is looked at when something is wrong.
#[must_use]
pub fn shown(body: &[u8], is_whole: bool) -> String {
    let text = String::from_utf8_lossy(body);
    let is_json = is_whole && serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok();
    let text = if is_json { set_in(&text) } else { text.into_owned() };
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                char::REPLACEMENT_CHARACTER
            }
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect()
}

/// JSON over several lines: only the space between its tokens changes.
fn set_in(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                out.push(c);
                while let Some(inner) = chars.next() {
                    out.push(inner);
                    match inner {
                        '\\' => out.extend(chars.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '{' | '[' => {
                out.push(c);
                depth += 1;
                while chars.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(end) = chars.next_if(|c| matches!(c, '}' | ']')) {
                    depth = depth.saturating_sub(1);
                    out.push(end);
                } else {
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth.min(DEEPEST)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_set_in_and_its_tokens_stay_as_they_came() {
        let body = br#"{"sum":9007199254740993,"sum":1e2 , "t":"a{\",}b","u":{},"v":[1,[ ]]}"#;
        let expected = "{\n  \"sum\": 9007199254740993,\n  \"sum\": 1e2,\n  \"t\": \"a{\\\",}b\",\n  \
            \"u\": {},\n  \"v\": [\n    1,\n    []\n  ]\n}";
        assert_eq!(shown(body, true), expected);
    }

    #[test]
    fn what_is_no_json_or_not_all_of_it_stays_as_it_came() {
        for body in [r#"{"sum":8"#, "sum=8", ""] {
            assert_eq!(shown(body.as_bytes(), true), body);
        }
        assert_eq!(shown(br#"{"sum":8}"#, false), r#"{"sum":8}"#);
    }

    #[test]
    fn nothing_turns_the_page_around() {
        assert_eq!(shown("a\u{202e}b\0\n".as_bytes(), true), "a\u{fffd}b\u{fffd}\n");
        assert_eq!(shown(&[0xff, b'a'], true), "\u{fffd}a");
    }

    #[test]
    fn nesting_makes_no_page_grow_beyond_measure() {
        let deep = format!("{}{}", "[".repeat(2000), "]".repeat(2000));
        assert!(shown(deep.as_bytes(), true).len() < 20 * deep.len());
    }
}
