//! Reads payment links, one a line, in constant memory however many there are.

use std::{
    io::{self, BufRead, Read},
    thread,
};

use tokio::sync::mpsc;

/// The longest line that is read: Dromon's server takes no address near it.
const MOST_LINE: usize = 64 * 1024;

/// How many lines wait to be sent.
const AHEAD: usize = 64;

/// A line that is not blank.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1, blank ones included.
    pub number: u64,
    pub text: Result<String, LineError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("the line is longer than {MOST_LINE} bytes, and no payment link is")]
    TooLong,
    #[error("the line is not UTF-8")]
    NotUtf8,
}

/// Reads on a thread of its own, since a file or a pipe may keep its reader waiting.
pub fn read(input: impl BufRead + Send + 'static) -> mpsc::Receiver<io::Result<Line>> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    thread::spawn(move || {
        for line in Lines::new(input) {
            let broken = line.is_err();
            if sender.blocking_send(line).is_err() || broken {
                return;
            }
        }
    });
    receiver
}

struct Lines<R> {
    input: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    fn new(input: R) -> Self {
        Self { input, number: 0 }
    }

    /// The next line, blank or not; `None` at the end.
    fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let most = u64::try_from(MOST_LINE).unwrap_or(u64::MAX);
        if self.input.by_ref().take(most).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        let text = if bytes.len() == MOST_LINE && !bytes.ends_with(b"\n") {
            self.input.skip_until(b'\n')?;
            Err(LineError::TooLong)
        } else {
            let text = String::from_utf8(bytes).map_err(|_| LineError::NotUtf8);
            // Whatever wrote the file may have begun it with a byte order mark.
            text.map(|text| text.trim_matches('\u{feff}').trim().to_owned())
        };
        Ok(Some(Line { number: self.number, text }))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.next_line().transpose()? {
                Ok(Line { text: Ok(text), .. }) if text.is_empty() => {}
                line => return Some(line),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_whatever_they_are() {
        let longest = "x".repeat(MOST_LINE - 1);
        let too_long = "x".repeat(MOST_LINE * 3);
        let input = [
            "\u{feff}a \r\n\n \t\nb\n".as_bytes(),
            format!("{longest}\n{too_long}\n").as_bytes(),
            b"\xff\nc",
        ]
        .concat();
        let lines: Vec<_> = Lines::new(&input[..]).map(Result::unwrap).collect();
        let line = |number, text: &str| Line { number, text: Ok(text.to_owned()) };
        assert_eq!(
            lines,
            [
                line(1, "a"),
                line(4, "b"),
                line(5, &longest),
                Line { number: 6, text: Err(LineError::TooLong) },
                Line { number: 7, text: Err(LineError::NotUtf8) },
                line(8, "c"),
            ]
        );
    }

    #[test]
    fn a_file_that_breaks_off_is_told() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let mut lines = Lines::new(io::BufReader::new(io::Cursor::new("a\n").chain(Broken)));
        assert!(lines.next().unwrap().is_ok());
        assert!(lines.next().unwrap().is_err());
    }
}
