//! A line of Dromon's history, as payers can download their own:
//! `[24.11.2026 09:15:02] Steve_01 -> Shop # 8 АР | Заказ 88273-D [88273-D]`.
//!
//! It is text that anybody can write: a claim, never a proof. The time is local to Dromon's server, in a zone that
//! nobody has told; the comment is the payment's text and then its uid, and a payer may have put anything into both.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Sum, SumError};

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine<'a> {
    /// By the clock on the wall of Dromon's server.
    pub at: NaiveDateTime,
    pub payer: &'a str,
    /// An app goes by the name that people see.
    pub recipient: &'a str,
    pub sum: Sum,
    pub comment: &'a str,
}

/// What is wrong with a line: the first thing, from the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryLineError {
    #[error("it should begin with a time in brackets: `[24.11.2026 09:15:02]`")]
    NoTime,
    #[error("there is no such time; it should be like `24.11.2026 09:15:02`")]
    BadTime,
    #[error("after the time it should name payer and recipient: `Steve_01 -> Shop`")]
    NoArrow,
    #[error("after the recipient it should say the sum: `# 8 АР`")]
    NoSum,
    #[error("{SumError}")]
    BadSum,
}

impl<'a> HistoryLine<'a> {
    /// Reads a line from its left, where nothing that a payer chooses stands but his name: whatever is in the comment
    /// (arrows, brackets, another sum) comes too late to be taken for something else.
    ///
    /// # Errors
    /// One per cause.
    pub fn parse(line: &'a str) -> Result<Self, HistoryLineError> {
        let line = line.trim_matches(|char: char| char.is_whitespace() || char == '\u{feff}');
        let line = line.strip_prefix('[').ok_or(HistoryLineError::NoTime)?;
        let (at, line) = line.split_once(']').ok_or(HistoryLineError::NoTime)?;
        let at = time(at).ok_or(HistoryLineError::BadTime)?;
        let (payer, line) = line.split_once("->").ok_or(HistoryLineError::NoArrow)?;
        let (payer, line) = (payer.trim(), line.trim_start());
        if payer.is_empty() {
            return Err(HistoryLineError::NoArrow);
        }
        let (recipient, sum, comment) = recipient_and_sum(line)?;
        Ok(Self { at, payer, recipient, sum, comment })
    }

    /// The order's number: the last thing of a comment, in brackets. `None`: a payment without one, such as a gift
    /// between players. What has brackets of its own is no uid of an order.
    #[must_use]
    pub fn uid(&self) -> Option<&'a str> {
        let (_, uid) = self.comment.trim_end().strip_suffix(']')?.rsplit_once('[')?;
        Some(uid)
    }

    /// What the payer read: the comment without the uid.
    #[must_use]
    pub fn text(&self) -> &'a str {
        match (self.uid(), self.comment.rfind('[')) {
            (Some(_), Some(end)) => self.comment[..end].trim(),
            _ => self.comment.trim(),
        }
    }
}

/// `24.11.2026 09:15:02`, whatever spaces are between.
fn time(text: &str) -> Option<NaiveDateTime> {
    let mut parts = text.split_whitespace();
    let (date, time) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let [day, month, year] = numbers(date, '.', [2, 2, 4])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    date.and_hms_opt(hour, minute, second)
}

/// Three numbers of at most so many digits.
fn numbers(text: &str, separator: char, digits: [usize; 3]) -> Option<[u32; 3]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; 3];
    for (number, most) in numbers.iter_mut().zip(digits) {
        let part = parts.next()?;
        let is_number =
            (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        *number = is_number.then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(numbers)
}

/// `Shop # 8 АР | Заказ`: the recipient is what stands before the first `#` that a sum follows.
fn recipient_and_sum(line: &str) -> Result<(&str, Sum, &str), HistoryLineError> {
    for (place, _) in line.match_indices('#') {
        let recipient = line[..place].trim();
        let rest = line[place + 1..].trim_start();
        let end = rest.find(|char: char| !is_of_a_number(char)).unwrap_or(rest.len());
        let (number, rest) = rest.split_at(end);
        let Some(rest) = without_currency(rest) else { continue };
        let comment = match rest.trim_start().strip_prefix('|') {
            Some(comment) => comment.trim(),
            None if rest.trim().is_empty() => "",
            None => continue,
        };
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() || recipient.is_empty() {
            continue;
        }
        return match digits.parse() {
            Ok(sum) => Ok((recipient, sum, comment)),
            Err(SumError) => Err(HistoryLineError::BadSum),
        };
    }
    Err(HistoryLineError::NoSum)
}

/// A digit, or a space that groups digits.
fn is_of_a_number(char: char) -> bool {
    char.is_ascii_digit() || char.is_whitespace()
}

/// The currency is written in Cyrillic letters; people copy it in Latin ones that look the same.
fn without_currency(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['А', 'A'])?;
    rest.strip_prefix(['Р', 'P', 'R'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINE: &str = "[24.11.2026 09:15:02] Steve_01 -> Shop # 8 АР | Заказ 88273-D [88273-D]";

    #[test]
    fn a_line_is_read() {
        let line = HistoryLine::parse(LINE).unwrap();
        assert_eq!(line.at.to_string(), "2026-11-24 09:15:02");
        assert_eq!((line.payer, line.recipient, line.sum.get()), ("Steve_01", "Shop", 8));
        assert_eq!((line.text(), line.uid()), ("Заказ 88273-D", Some("88273-D")));
        assert_eq!(HistoryLine::parse(&format!("\u{feff}  {LINE}\r\n")).unwrap(), line);
    }

    #[test]
    fn what_a_payer_wrote_is_taken_for_nothing_else() {
        let line =
            "[1.2.2026 9:15:02] a->b c # 1\u{202f}000 АР| x -> y # 5 АР | z [1] ] [ [88273-D]";
        let line = HistoryLine::parse(line).unwrap();
        assert_eq!((line.payer, line.recipient, line.sum.get()), ("a", "b c", 1000));
        assert_eq!((line.text(), line.uid()), ("x -> y # 5 АР | z [1] ] [", Some("88273-D")));
    }

    #[test]
    fn a_name_may_have_a_hash_of_its_own() {
        let line =
            HistoryLine::parse("[24.11.2026 09:15:02] a -> Лавка #1 # 8 AP | b [c]").unwrap();
        assert_eq!((line.recipient, line.sum.get()), ("Лавка #1", 8));
    }

    #[test]
    fn a_payment_between_players_has_no_uid() {
        for (line, comment) in [
            ("[24.11.2026 09:15:02] a -> b # 8 АР", ""),
            ("[24.11.2026 09:15:02] a -> b # 8 АР |", ""),
            ("[24.11.2026 09:15:02] a -> b # 8 АР | спасибо", "спасибо"),
        ] {
            let line = HistoryLine::parse(line).unwrap();
            assert_eq!((line.uid(), line.text()), (None, comment));
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        use HistoryLineError::{BadSum, BadTime, NoArrow, NoSum, NoTime};
        for (line, expected) in [
            ("", NoTime),
            ("Steve_01 -> Shop # 8 АР | a [b]", NoTime),
            ("[24.11.2026 09:15:02", NoTime),
            ("[31.02.2026 09:15:02] a -> b # 8 АР | c [d]", BadTime),
            ("[24.11.2026 25:15:02] a -> b # 8 АР | c [d]", BadTime),
            ("[2026-11-24 09:15:02] a -> b # 8 АР | c [d]", BadTime),
            ("[24.11.2026] a -> b # 8 АР | c [d]", BadTime),
            ("[24.11.2026 09:15:02] a b # 8 АР | c [d]", NoArrow),
            ("[24.11.2026 09:15:02] -> b # 8 АР | c [d]", NoArrow),
            ("[24.11.2026 09:15:02] a -> b 8 АР | c [d]", NoSum),
            ("[24.11.2026 09:15:02] a -> b # АР | c [d]", NoSum),
            ("[24.11.2026 09:15:02] a -> b # 8 | c [d]", NoSum),
            ("[24.11.2026 09:15:02] a -> # 8 АР | c [d]", NoSum),
            ("[24.11.2026 09:15:02] a -> b # -8 АР | c [d]", NoSum),
            ("[24.11.2026 09:15:02] a -> b # 8.5 АР | c [d]", NoSum),
            ("[24.11.2026 09:15:02] a -> b # 0 АР | c [d]", BadSum),
            ("[24.11.2026 09:15:02] a -> b # 9007199254740992 АР | c [d]", BadSum),
        ] {
            assert_eq!(HistoryLine::parse(line), Err(expected), "{line}");
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_in_the_comment_changes_nothing(
            payer in "[A-Za-z0-9_]{1,16}",
            recipient in "[A-Za-zА-я0-9 |>#\\[\\]]{0,16}[A-Za-zА-я]",
            sum in 1..=Sum::MAX.get(),
            text in "\\PC{0,60}",
            uid in "[0-9A-Za-z_-]{1,64}",
        ) {
            let line = format!("[24.11.2026 09:15:02] {payer} -> {recipient} # {sum} АР | {text} [{uid}]");
            let read = HistoryLine::parse(&line).unwrap();
            prop_assert_eq!(read.payer, payer);
            prop_assert_eq!(read.recipient, recipient.trim());
            prop_assert_eq!(read.sum.get(), sum);
            prop_assert_eq!(read.text(), text.trim());
            prop_assert_eq!(read.uid(), Some(uid.as_str()));
        }

        #[test]
        fn no_line_is_too_strange(line in "\\PC{0,200}", cut in 0..LINE.len()) {
            let _ = HistoryLine::parse(&line);
            let mut cut = cut;
            while !LINE.is_char_boundary(cut) {
                cut -= 1;
            }
            if let Ok(read) = HistoryLine::parse(&format!("{}{line}", &LINE[..cut])) {
                let _ = (read.uid(), read.text());
            }
        }
    }
}
