//! What becomes of an accent in each light, so that everybody can read what is written in it and on it.

use super::{Colour, oklch::Oklch};

/// The accent of a shop that has chosen none, as `static/kassa.css` has it.
pub const USUAL: Colour = Colour::new(0x0f_6b62);

/// What each accent becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    pub light: Shades,
    pub dark: Shades,
}

/// The accent in one light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// What a page lies on, and what a card of it does.
    pub papers: [Colour; 2],
    /// Of links and lines.
    pub accent: Colour,
    /// Of a link under the pointer.
    pub accent_deep: Colour,
    pub button: Colour,
    /// Of a button under the pointer.
    pub button_deep: Colour,
    /// Of the words on a button.
    pub on_button: Colour,
}

/// What pages lie on in one light, as `static/kassa.css` has it, and which way is away from that.
struct Scheme {
    papers: [Colour; 6],
    away: f64,
}

const LIGHT: Scheme = Scheme {
    papers: [
        Colour::new(0xf3_f5f2),
        Colour::WHITE,
        Colour::new(0xe3_f2e4),
        Colour::new(0xfd_f0cf),
        Colour::new(0xfd_e9e6),
        Colour::new(0xe8_ebee),
    ],
    away: DARKER,
};
const DARK: Scheme = Scheme {
    papers: [
        Colour::new(0x12_181a),
        Colour::new(0x1b_2325),
        Colour::new(0x17_301d),
        Colour::new(0x33_280d),
        Colour::new(0x3a_1a17),
        Colour::new(0x26_2d32),
    ],
    away: LIGHTER,
};

const DARKER: f64 = -1.0;
const LIGHTER: f64 = 1.0;

/// Words stand out from what they are on by at least that (WCAG 2, AA).
const READABLE: f64 = 4.5;
/// A button stands out from what it lies on by at least that; its words are what it is known by.
const SEEN: f64 = 1.3;
/// Words are white on a button of no more luminance than that, and black on a brighter one. Where both could be read, as on
/// red, most people find white easier.
const WHITE_UP_TO: f64 = 0.25;

/// A colour is made lighter or darker in so many steps from end to end.
const STEPS: u16 = 200;
/// By how much of the lightness what is under the pointer differs.
const ACCENT_DEEP: f64 = 0.12;
const BUTTON_DEEP: f64 = 0.08;

impl Palette {
    #[must_use]
    pub fn of(chosen: Colour) -> Self {
        Self { light: LIGHT.shades(chosen), dark: DARK.shades(chosen) }
    }
}

impl Scheme {
    /// The chosen colour wherever it can be, and what is nearest to it elsewhere.
    fn shades(&self, chosen: Colour) -> Shades {
        let accent = first(chosen, self.away, |colour| self.stands_out(colour, READABLE));
        let (on_button, from_words) = if chosen.luminance() > WHITE_UP_TO {
            (Colour::BLACK, LIGHTER)
        } else {
            (Colour::WHITE, DARKER)
        };
        let button = first(chosen, from_words, |colour| colour.contrast(on_button) >= READABLE);
        // There is room for both: this moves it towards its words only where they have contrast to spare.
        let button = first(button, self.away, |colour| self.stands_out(colour, SEEN));
        let [paper, card, ..] = self.papers;
        Shades {
            papers: [paper, card],
            accent,
            accent_deep: moved(accent, self.away * ACCENT_DEEP),
            button,
            button_deep: moved(button, from_words * BUTTON_DEEP),
            on_button,
        }
    }

    fn stands_out(&self, colour: Colour, contrast: f64) -> bool {
        self.papers.iter().all(|paper| colour.contrast(*paper) >= contrast)
    }
}

/// That colour, or the first one on the way to black or white that will do.
fn first(colour: Colour, way: f64, will_do: impl Fn(Colour) -> bool) -> Colour {
    if will_do(colour) {
        return colour;
    }
    let from = Oklch::from(colour);
    let step = |step| {
        let lightness = from.lightness + way * f64::from(step) / f64::from(STEPS);
        Oklch { lightness: lightness.clamp(0.0, 1.0), ..from }.colour()
    };
    let end = if way < 0.0 { Colour::BLACK } else { Colour::WHITE };
    (1..=STEPS).map(step).find(|colour| will_do(*colour)).unwrap_or(end)
}

/// That much lighter or darker; what would end beyond black or white goes the other way.
fn moved(colour: Colour, by: f64) -> Colour {
    let from = Oklch::from(colour);
    let there = from.lightness + by;
    let lightness = if (0.0..=1.0).contains(&there) { there } else { from.lightness - by };
    Oklch { lightness, ..from }.colour()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::assets;

    /// The accent and the papers of `kassa.css` between two of its words.
    fn in_stylesheet(from: &str, to: &str) -> (Vec<Colour>, Vec<Colour>) {
        let url = assets::url("kassa.css");
        let file = assets::find(url.strip_prefix("/static/").unwrap()).unwrap();
        let text = String::from_utf8(file.bytes().to_vec()).unwrap();
        let part = text.split_once(from).unwrap().1.split_once(to).unwrap().0;
        // `#fff` is short for it.
        let colour = |value: &str| {
            value.replace("#fff;", "#ffffff;").trim_end_matches(';').parse::<Colour>()
        };
        let of = |is_it: fn(&str) -> bool| {
            let lines = part.lines().filter_map(|line| line.trim().split_once(": "));
            lines.filter(|(name, _)| is_it(name)).map(|(_, value)| colour(value).unwrap()).collect()
        };
        let is_paper =
            |name: &str| ["--paper", "--card"].contains(&name) || name.ends_with("-paper");
        (of(|name| name == "--accent"), of(is_paper))
    }

    #[test]
    fn the_papers_and_the_usual_accent_are_those_of_the_stylesheet() {
        let (accent, papers) = in_stylesheet("/* Tokens.", "prefers-color-scheme: dark");
        assert_eq!((accent, papers), (vec![USUAL], LIGHT.papers.to_vec()));
        let (_, papers) = in_stylesheet("prefers-color-scheme: dark", "/* The frame */");
        assert_eq!(papers, DARK.papers);
    }

    #[test]
    fn what_can_be_read_stays_as_it_was_chosen() {
        let light = Palette::of(USUAL).light;
        assert_eq!((light.accent, light.button, light.on_button), (USUAL, USUAL, Colour::WHITE));
        let yellow = Colour::new(0xff_e066);
        let dark = Palette::of(yellow).dark;
        assert_eq!((dark.accent, dark.button, dark.on_button), (yellow, yellow, Colour::BLACK));
        // Pure red is a little too bright for white words.
        let red = Palette::of(Colour::new(0xff_0000)).light;
        assert_eq!((red.button, red.on_button), (Colour::new(0xec_0000), Colour::WHITE));
    }

    #[test]
    fn no_colour_gets_lost() {
        for (chosen, scheme, shades) in [
            (Colour::WHITE, LIGHT, Palette::of(Colour::WHITE).light),
            (Colour::BLACK, DARK, Palette::of(Colour::BLACK).dark),
        ] {
            assert_ne!(shades.accent, chosen);
            assert!(scheme.stands_out(shades.button, SEEN));
            // What is grey stays grey.
            assert!(Oklch::from(shades.accent).chroma < 0.001);
        }
    }

    fn hue_differs(one: Colour, other: Colour) -> f64 {
        let turn = (Oklch::from(one).hue - Oklch::from(other).hue).abs();
        turn.min(std::f64::consts::TAU - turn)
    }

    proptest! {
        #[test]
        fn every_colour_can_be_read_and_keeps_its_hue(code in 0..=0xff_ffff_u32) {
            let chosen = Colour::new(code);
            let palette = Palette::of(chosen);
            for (scheme, shades) in [(LIGHT, palette.light), (DARK, palette.dark)] {
                prop_assert!(scheme.stands_out(shades.accent, READABLE), "{shades:?}");
                prop_assert!(scheme.stands_out(shades.accent_deep, READABLE), "{shades:?}");
                prop_assert!(scheme.stands_out(shades.button, SEEN), "{shades:?}");
                for button in [shades.button, shades.button_deep] {
                    prop_assert!(button.contrast(shades.on_button) >= READABLE, "{shades:?}");
                }
                prop_assert_ne!(shades.accent, shades.accent_deep);
                prop_assert_ne!(shades.button, shades.button_deep);
                for shade in [shades.accent, shades.button] {
                    // What is nearly grey has no hue to speak of.
                    let has_hue = |colour| Oklch::from(colour).chroma > 0.03;
                    if has_hue(chosen) && has_hue(shade) {
                        prop_assert!(hue_differs(chosen, shade) < 0.1, "{chosen}: {shade}");
                    }
                }
            }
        }
    }
}
