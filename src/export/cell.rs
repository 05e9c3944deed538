//! What people wrote, so that a spreadsheet shows it and does nothing else with it.

/// What a formula begins with, and its full-width look-alikes, which some spreadsheets take for the same.
const BEGINNINGS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// What may end a cell. Somebody's spreadsheet splits cells at the other of the two separators, and then any part of a text
/// may be a cell of its own.
const SEPARATORS: [char; 2] = [',', ';'];

/// What spreadsheets write before a text that is no formula.
const MARK: char = '\'';

/// The text in one line, with a mark before whatever could be the beginning of a formula. A text that has none stays as it is.
#[must_use]
pub fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    let mut at_beginning = true;
    for char in text.chars() {
        // A line break or a tab ends a cell as well, or begins one that is looked at anew.
        let char = if char.is_control() { ' ' } else { char };
        if at_beginning && BEGINNINGS.contains(&char) {
            harmless.push(MARK);
        }
        harmless.push(char);
        at_beginning = SEPARATORS.contains(&char) || at_beginning && is_passed_over(char);
    }
    harmless
}

/// Whether a spreadsheet may overlook it at the beginning of a cell: spaces, quotation marks, and what nobody sees.
fn is_passed_over(char: char) -> bool {
    char.is_whitespace()
        || matches!(
            char,
            '"' | MARK
                | '`'
                | '\u{ad}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2018}'..='\u{201f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fe00}'..='\u{fe0f}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_that_is_no_formula_stays_as_it_is() {
        for text in ["", "Шалкер с землёй", "a=b", "48817-X", "1 + 1", "«Лавка», 2 шт.; да", "x@y"]
        {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn what_could_be_a_formula_is_marked() {
        for (text, shown) in [
            ("=HYPERLINK(\"http://evil.example\")", "'=HYPERLINK(\"http://evil.example\")"),
            ("+7 900", "'+7 900"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1+1", "'＝1+1"),
            ("  =1", "  '=1"),
            ("\t=1", " '=1"),
            ("\r\n+1", "  '+1"),
            ("\"=1", "\"'=1"),
            ("'=1", "''=1"),
            ("\u{feff}=1", "\u{feff}'=1"),
            // For whoever splits cells at the other separator.
            ("a,=1", "a,'=1"),
            ("a; \"@b", "a; \"'@b"),
            ("line\n=1", "line =1"),
            ("nul\0", "nul "),
        ] {
            assert_eq!(harmless(text), shown, "{text:?}");
        }
    }

    proptest! {
        /// However it is split, no part begins with what a formula begins with, and nothing else was changed.
        #[test]
        fn no_part_of_any_text_is_a_formula(text in "[=+@,;\"' \t\n\u{feff}aЯ＝-]{0,40}") {
            let shown = harmless(&text);
            prop_assert!(!shown.contains(char::is_control));
            for part in shown.split(SEPARATORS) {
                let first = part.chars().find(|char| !is_passed_over(*char) || *char == MARK);
                prop_assert!(!first.is_some_and(|first| BEGINNINGS.contains(&first)), "{shown:?}");
            }
            let flat = |text: &str| text.replace(MARK, "").replace(char::is_control, " ");
            prop_assert_eq!(flat(&shown), flat(&text));
        }
    }
}
