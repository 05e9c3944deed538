//! Texts of strangers in Discord's markup.

use crate::shorten::shorten;

/// What means something to Discord in the middle of a line: emphasis, code, spoilers, links, mentions, emoji, quotes.
const MARKS: &[char] =
    &['\\', '*', '_', '~', '`', '|', '<', '>', '[', ']', '(', ')', '#', '@', ':'];

/// A text that is shown as it is, on one line and at most so many characters long.
#[must_use]
pub fn plain(text: &str, limit: usize) -> String {
    let mut plain = String::new();
    for c in shorten(text, limit).chars() {
        // At a line's beginning a dash, or a number with a dot, makes a list of it.
        let before = plain.trim_start();
        let is_list = match c {
            '-' | '+' => before.is_empty(),
            '.' => !before.is_empty() && before.bytes().all(|b| b.is_ascii_digit()),
            _ => false,
        };
        if MARKS.contains(&c) || is_list {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_it_is_markup() {
        assert_eq!(plain("Steve_01", 20), "Steve\\_01");
        assert_eq!(plain("**x** ||y|| `z`", 20), "\\*\\*x\\*\\* \\|\\|y\\|\\| \\`z\\`");
        assert_eq!(plain("@everyone <@1> <#2>", 20), "\\@everyone \\<\\@1\\> \\<\\#2\\>");
        assert_eq!(plain("[a](https://b.example)", 30), "\\[a\\]\\(https\\://b.example\\)");
        assert_eq!(plain("a\\", 9), "a\\\\");
        assert_eq!(plain("- a - b", 20), "\\- a - b");
        assert_eq!(plain("12. a 3. b", 20), "12\\. a 3. b");
        assert_eq!(plain("Шалкер с землёй, 3-й", 30), "Шалкер с землёй, 3-й");
    }

    #[test]
    fn it_stays_on_its_line_and_short() {
        assert_eq!(plain("a\nb\u{202e}c", 9), "a bc");
        assert_eq!(plain("________", 4), "\\_\\_\\_…");
    }
}
