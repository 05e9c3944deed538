//! The body of a callback.

use actix_web::web::Bytes;
use serde::Serialize;
use serde_json::Value;

use crate::{dromon::Sum, sandbox::payer::Payer};

/// The body of a callback, in the order of Dromon's fields.
#[derive(Debug, Serialize)]
pub struct CallbackView<'a> {
    pub text: &'a Value,
    pub uid: &'a Value,
    /// UTC, ISO 8601 with milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<&'a str>,
    pub sum: Sum,
    pub user: &'a Payer,
}

/// A body's bytes. One of many megabytes takes no more memory than a small one: its padding is one piece, again and
/// again.
#[derive(Clone, Debug, Default)]
pub struct Body {
    pieces: Vec<Bytes>,
}

/// What long texts are filled up with.
static PADDING: [u8; 64 * 1024] = [b'x'; 64 * 1024];

impl Body {
    /// # Errors
    /// Where a payment cannot be written as JSON, which never happens.
    pub fn of(callback: &CallbackView<'_>) -> Result<Self, serde_json::Error> {
        Ok(Self::from(serde_json::to_vec(callback)?))
    }

    /// The same with a text so long that the body has `length` bytes, if it has not as many already. The text must be
    /// a string.
    ///
    /// # Errors
    /// As [`Body::of`].
    pub fn padded(callback: &CallbackView<'_>, length: usize) -> Result<Self, serde_json::Error> {
        let before = r#"{"text":"#.len() + serde_json::to_vec(callback.text)?.len() - "\"".len();
        let mut start = Bytes::from(serde_json::to_vec(callback)?);
        let mut missing = length.saturating_sub(start.len());
        let end = start.split_off(before);
        let mut pieces = vec![start];
        while missing > 0 {
            let piece = missing.min(PADDING.len());
            pieces.push(Bytes::from_static(&PADDING[..piece]));
            missing -= piece;
        }
        pieces.push(end);
        Ok(Self { pieces })
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn pieces(&self) -> impl Iterator<Item = &Bytes> {
        self.pieces.iter()
    }

    /// The two halves of it, the first one rounded down.
    #[must_use]
    pub fn halves(&self) -> (Self, Self) {
        let mut left = self.len() / 2;
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for piece in &self.pieces {
            let of_first = piece.len().min(left);
            left -= of_first;
            first.push(piece.slice(..of_first));
            second.push(piece.slice(of_first..));
        }
        (Self { pieces: first }, Self { pieces: second })
    }

    /// As much of its beginning as somebody will want to read.
    #[must_use]
    pub fn beginning(&self) -> String {
        const SHOWN: usize = 600;
        let bytes: Vec<u8> = self.pieces.iter().flatten().copied().take(SHOWN).collect();
        // Only the cut at its end can be in the middle of a character.
        let shown = String::from_utf8_lossy(&bytes);
        let shown = shown.trim_end_matches(char::REPLACEMENT_CHARACTER);
        if self.len() > SHOWN { format!("{shown}…") } else { shown.to_owned() }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self { pieces: vec![bytes.into()] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(body: &Body) -> Vec<u8> {
        body.pieces().flatten().copied().collect()
    }

    #[test]
    fn padding_makes_the_text_longer_and_nothing_else() {
        let payer = Payer::named("Steve_01").unwrap();
        for text in ["T", "", "a \"quoted\" text", "Шалкер \\"] {
            let text = Value::from(text);
            let sum = Sum::new(8).unwrap();
            let view =
                CallbackView { text: &text, uid: &"U-1".into(), time: None, sum, user: &payer };
            let plain = joined(&Body::of(&view).unwrap());
            for length in [1 << 20, (1 << 20) + 1, plain.len() + 1, plain.len()] {
                let padded = Body::padded(&view, length).unwrap();
                assert_eq!(padded.len(), length);
                let padded: Value = serde_json::from_slice(&joined(&padded)).unwrap();
                let mut expected: Value = serde_json::from_slice(&plain).unwrap();
                let padding = "x".repeat(length - plain.len());
                expected["text"] = format!("{}{padding}", text.as_str().unwrap()).into();
                assert!(padded == expected, "{text} {length}");
            }
            assert_eq!(joined(&Body::padded(&view, 1).unwrap()), plain);
        }
    }

    #[test]
    fn two_halves_are_the_whole() {
        for length in [0, 1, 2, 7] {
            let bytes: Vec<u8> = (0..length).collect();
            let pieces = bytes.chunks(3).map(Bytes::copy_from_slice).collect();
            let (first, second) = Body { pieces }.halves();
            assert_eq!(first.len(), usize::from(length / 2));
            assert_eq!([joined(&first), joined(&second)].concat(), bytes);
        }
    }

    #[test]
    fn a_long_body_is_shown_by_its_beginning() {
        assert_eq!(Body::from("{}").beginning(), "{}");
        let long = Body::from("{я".repeat(1000)).beginning();
        assert!(long.ends_with("{я…") && long.len() < 700, "{long}");
    }
}
