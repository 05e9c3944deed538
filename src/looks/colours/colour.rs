//! A colour as screens show it.

use std::{fmt, str::FromStr};

use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    sql_types::Text,
};

/// A colour in sRGB: how much of red, of green and of blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromSqlRow)]
pub struct Colour([u8; 3]);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is `#` and six hex digits")]
pub struct ColourError;

/// How much of the light that falls on them eyes see, in red, in green and in blue (WCAG 2, «relative luminance»).
const SEEN: [f64; 3] = [0.2126, 0.7152, 0.0722];

impl Colour {
    pub const BLACK: Self = Self::new(0x00_0000);
    pub const WHITE: Self = Self::new(0xff_ffff);

    /// By its code as it is written in stylesheets: `0x0f_6b62` is `#0f6b62`.
    #[must_use]
    pub const fn new(code: u32) -> Self {
        let [_, red, green, blue] = code.to_be_bytes();
        Self([red, green, blue])
    }

    /// How bright it is: 0 is black, 1 is white.
    #[must_use]
    pub fn luminance(self) -> f64 {
        self.light().iter().zip(SEEN).map(|(part, seen)| part * seen).sum()
    }

    /// How well one is told from the other: 1 where it is not, 21 between black and white (WCAG 2, «contrast ratio»).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The light of each of the three: a channel's number is no measure of that.
    pub(super) fn light(self) -> [f64; 3] {
        self.0.map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// What shows that light, or the nearest that a screen can.
    pub(super) fn of_light(light: [f64; 3]) -> Self {
        Self(light.map(|light| {
            let light = light.clamp(0.0, 1.0);
            let channel = if light <= 0.003_130_8 {
                light * 12.92
            } else {
                light.powf(1.0 / 2.4) * 1.055 - 0.055
            };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is within 0 and 255"
            )]
            let channel = (channel * 255.0).round() as u8;
            channel
        }))
    }
}

impl FromStr for Colour {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, ColourError> {
        let digits = text.strip_prefix('#').ok_or(ColourError)?;
        let mut channels = [0; 3];
        hex::decode_to_slice(digits, &mut channels).map_err(|_| ColourError)?;
        Ok(Self(channels))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl<DB: Backend> FromSql<Text, DB> for Colour
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let text = String::from_sql(bytes)?;
        text.parse().map_err(|_| format!("{text:?} in the database is no colour").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_and_written_and_nothing_else_is() {
        for code in ["#0f6b62", "#000000", "#ffffff"] {
            assert_eq!(code.parse::<Colour>().unwrap().to_string(), code);
        }
        assert_eq!("#FFE066".parse::<Colour>().unwrap(), Colour::new(0xff_e066));
        for odd in [
            "",
            "#",
            "0f6b62",
            "#fff",
            "#0f6b6",
            "#0f6b622",
            "#0f6b6g",
            "##0f6b6",
            "red",
            "#ёёё",
            "#0f6b62;}",
            " #0f6b62",
            "#+f6b62",
        ] {
            assert_eq!(odd.parse::<Colour>(), Err(ColourError), "{odd}");
        }
    }

    #[test]
    fn contrast_is_what_wcag_says() {
        // Known from WebAIM's contrast checker, which cuts what follows.
        for (one, other, known) in [
            (0x00_0000, 0xff_ffff, 21.0),
            (0xff_ffff, 0xff_ffff, 1.0),
            (0x76_7676, 0xff_ffff, 4.54),
            (0x77_7777, 0xff_ffff, 4.47),
            (0xff_0000, 0xff_ffff, 3.99),
            (0x00_00ff, 0xff_ffff, 8.59),
            (0xff_ff00, 0x00_0000, 19.55),
        ] {
            let contrast = Colour::new(one).contrast(Colour::new(other));
            assert!((contrast - known).abs() < 0.01, "{one:06x}: {contrast}");
        }
    }

    #[test]
    fn light_comes_back_as_the_colour_that_it_was() {
        for code in (0..=0xff).map(|channel| channel * 0x01_0101) {
            let colour = Colour::new(code);
            assert_eq!(Colour::of_light(colour.light()), colour);
        }
    }
}
