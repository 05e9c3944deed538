//! The shop's own colours as a stylesheet, over `static/kassa.css`.

use sha2::{Digest, Sha256};

use super::{Colour, Palette, Shades};

/// A stylesheet, and the name that it has by its content: another colour has another address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stylesheet {
    pub hash: String,
    pub text: String,
}

impl Stylesheet {
    /// Of a shop with that accent.
    #[must_use]
    pub fn of(accent: Colour) -> Self {
        let Palette { light, dark } = Palette::of(accent);
        // By the same words as in `kassa.css`, which it comes after.
        let text = format!(
            ":root:not([data-theme=\"dark\"]) {{\n{}}}\n\
             @media only screen and (prefers-color-scheme: dark) {{\n:root:not([data-theme]) {{\n{}}}\n}}\n",
            properties(&light),
            properties(&dark),
        );
        let hash = hex::encode(&Sha256::digest(&text)[..8]);
        Self { hash, text }
    }
}

fn properties(shades: &Shades) -> String {
    let Shades { accent, accent_deep, button, button_deep, on_button, .. } = shades;
    format!(
        "--accent: {accent};\n--accent-deep: {accent_deep};\n--button: {button};\n\
         --button-deep: {button_deep};\n--on-button: {on_button};\n--pico-primary-focus: {accent}80;\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_has_both_lights_and_another_name_for_another_colour() {
        let red = Stylesheet::of(Colour::new(0xff_0000));
        let (light, dark) = red.text.split_once("@media").unwrap();
        assert!(light.contains("--accent: #d70000;") && light.contains("--button: #ec0000;"));
        assert!(light.contains("--on-button: #ffffff;") && dark.contains("--accent: #ff5c4a;"));
        assert_eq!(red.text.matches('{').count(), red.text.matches('}').count());
        assert_eq!(red, Stylesheet::of(Colour::new(0xff_0000)));
        let other = Stylesheet::of(Colour::new(0xff_0001));
        assert!(red.hash.len() == 16 && red.hash != other.hash);
    }
}
