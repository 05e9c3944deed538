//! A text as a picture for a phone.

use qrcode::{EcLevel, QrCode, render::svg};

/// The least error correction: a screen is clean, and fewer modules are easier to read. `None` where the text is too long.
#[must_use]
pub fn svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L)
        .inspect_err(|error| tracing::error!(%error, "a text is too long for a QR code"))
        .ok()?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    // The declaration belongs to a file, not into a page.
    Some(svg.split_once("?>").map_or(svg.clone(), |(_, picture)| picture.to_owned()))
}
