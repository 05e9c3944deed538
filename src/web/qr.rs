//! A text as a picture for a phone.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode, bits};

/// How wide a picture is at least, in pixels.
const LEAST: usize = 240;

/// How many modules around the code stay white: readers need them.
const QUIET: usize = 4;

/// The least error correction: a screen is clean, and fewer modules are easier to read.
const LEVEL: EcLevel = EcLevel::L;

/// How wide and high the picture of a text is, in pixels: told without drawing it, which takes a hundred times as long. `None`
/// where the text is too long.
#[must_use]
pub fn pixels(text: &str) -> Option<usize> {
    let bits = bits::encode_auto(text.as_bytes(), LEVEL).ok()?;
    let modules = usize::try_from(bits.version().width()).ok()?;
    Some(pixels_of(modules + 2 * QUIET))
}

/// Each module has so many whole pixels.
fn pixels_of(side: usize) -> usize {
    side * LEAST.div_ceil(side)
}

/// The picture. `None` where the text is too long.
#[must_use]
pub fn svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, LEVEL)
        .inspect_err(|error| tracing::error!(%error, "a text is too long for a QR code"))
        .ok()?;
    let side = code.width() + 2 * QUIET;
    let pixels = pixels_of(side);
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{pixels}\" height=\"{pixels}\" viewBox=\"0 0 {side} {side}\" \
        shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
        <path stroke=\"#000\" d=\"{}\"/></svg>",
        strokes(&code.to_colors(), code.width())
    ))
}

/// A stroke for each run of dark modules in a row: a square for each module would be four times as long.
fn strokes(modules: &[Color], width: usize) -> String {
    let mut path = String::with_capacity(modules.len() * 3);
    for (y, row) in (QUIET..).zip(modules.chunks(width)) {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run[0] == Color::Dark {
                // Writing into a `String` does not fail.
                let _ = write!(path, "M{} {y}.5h{}", x + QUIET, run.len());
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dark_module_lies_under_one_stroke() {
        let text = "https://bank.example/pay?sum=8";
        let svg = svg(text).unwrap();
        let path = svg.split_once("stroke=\"#000\" d=\"M").unwrap().1.split_once('"').unwrap().0;
        let drawn: usize = path
            .split('M')
            .map(|stroke| stroke.split_once('h').unwrap().1.parse::<usize>().unwrap())
            .sum();
        let code = QrCode::with_error_correction_level(text, EcLevel::L).unwrap();
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        assert_eq!(drawn, dark);
        // The finder in the corner: seven modules, after four white ones.
        assert!(path.starts_with("4 4.5h7"), "{path}");
    }

    #[test]
    fn a_pictures_size_is_known_before_it_is_drawn() {
        for length in [1, 40, 200, 700, 2900] {
            let text = "x".repeat(length);
            let pixels = pixels(&text).unwrap();
            let size = format!("width=\"{pixels}\" height=\"{pixels}\"");
            assert!(svg(&text).unwrap().contains(&size), "{length}: {pixels}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_makes_no_picture() {
        assert!(svg(&"x".repeat(8000)).is_none());
        assert!(pixels(&"x".repeat(8000)).is_none());
    }
}
