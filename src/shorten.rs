//! Texts of strangers, made short enough to be shown.

/// At most `limit` characters, with an ellipsis in place of the rest, on one line, and without the characters that
/// would turn the text around them backwards.
#[must_use]
pub fn shorten(text: &str, limit: usize) -> String {
    let mut clean =
        text.chars().filter(|c| !turns_direction(*c)).map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = clean.by_ref().take(limit).collect();
    if clean.next().is_some() {
        short.pop();
        short.truncate(short.trim_end().len());
        short.push('…');
    }
    short
}

const fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_stays_as_it_is() {
        assert_eq!(shorten("Шалкер", 6), "Шалкер");
        assert_eq!(shorten("", 6), "");
    }

    #[test]
    fn a_long_text_keeps_its_beginning() {
        assert_eq!(shorten("Шалкер с землёй", 8), "Шалкер…");
        assert_eq!(shorten("Шалкер с землёй", 10), "Шалкер с…");
        assert_eq!(shorten("🦫🦫🦫", 2), "🦫…");
    }

    #[test]
    fn a_text_cannot_break_its_line_or_turn_the_page_around() {
        assert_eq!(shorten("a\nb\u{202e}c", 10), "a bc");
    }
}
