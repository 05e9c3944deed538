//! A colour as eyes see it: OKLCH, which is made so that the same number is the same difference everywhere
//! (<https://bottosson.github.io/posts/oklab/>; stylesheets know it as `oklch()`). What is only made lighter or darker here
//! keeps its hue.

use super::Colour;

#[derive(Clone, Copy, Debug)]
pub struct Oklch {
    /// From 0, black, to 1, white.
    pub lightness: f64,
    /// How far it is from grey.
    pub chroma: f64,
    /// In radians.
    pub hue: f64,
}

type Matrix = [[f64; 3]; 3];

/// What the eye's three kinds of cones get of red, of green and of blue light.
const CONES_OF_LIGHT: Matrix = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];
const LAB_OF_CONES: Matrix = [
    [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
    [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
    [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
];
const CONES_OF_LAB: Matrix = [
    [1.0, 0.396_337_777_4, 0.215_803_757_3],
    [1.0, -0.105_561_345_8, -0.063_854_172_8],
    [1.0, -0.089_484_177_5, -1.291_485_548_0],
];
const LIGHT_OF_CONES: Matrix = [
    [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
    [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
    [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
];

/// The matrices are rounded: what misses by less than that is still shown.
const SLACK: f64 = 1e-4;
/// So often is the span halved in which the chroma lies.
const HALVINGS: u32 = 16;

impl Oklch {
    /// What a screen shows of it: the same lightness and hue, and as much chroma as there is.
    #[must_use]
    pub fn colour(self) -> Colour {
        let with = |chroma| Self { chroma, ..self };
        if self.is_shown() {
            return Colour::of_light(self.light());
        }
        let (mut shown, mut not_shown) = (0.0, self.chroma);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(shown, not_shown);
            if with(middle).is_shown() {
                shown = middle;
            } else {
                not_shown = middle;
            }
        }
        Colour::of_light(with(shown).light())
    }

    fn is_shown(self) -> bool {
        self.light().iter().all(|part| (-SLACK..=1.0 + SLACK).contains(part))
    }

    fn light(self) -> [f64; 3] {
        let (sine, cosine) = self.hue.sin_cos();
        let lab = [self.lightness, self.chroma * cosine, self.chroma * sine];
        times(&LIGHT_OF_CONES, times(&CONES_OF_LAB, lab).map(|part| part.powi(3)))
    }
}

impl From<Colour> for Oklch {
    fn from(colour: Colour) -> Self {
        let cones = times(&CONES_OF_LIGHT, colour.light()).map(f64::cbrt);
        let [lightness, to_red, to_yellow] = times(&LAB_OF_CONES, cones);
        Self { lightness, chroma: to_red.hypot(to_yellow), hue: to_yellow.atan2(to_red) }
    }
}

fn times(matrix: &Matrix, vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(factor, part)| factor * part).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn red_is_where_stylesheets_have_it() {
        let red = Oklch::from(Colour::new(0xff_0000));
        for (is, known) in
            [(red.lightness, 0.628), (red.chroma, 0.2577), (red.hue.to_degrees(), 29.23)]
        {
            assert!((is / known - 1.0).abs() < 0.001, "{red:?}");
        }
    }

    #[test]
    fn a_colour_comes_back_as_it_was_and_what_no_screen_shows_gets_greyer() {
        for code in [0xff_0000, 0x0f_6b62, 0xff_e066, 0x00_00ff, 0, 0xff_ffff] {
            assert_eq!(Oklch::from(Colour::new(code)).colour(), Colour::new(code));
        }
        let blue = Oklch::from(Colour::new(0x00_00ff));
        let pale = Oklch::from(Oklch { lightness: 0.9, ..blue }.colour());
        assert!((pale.lightness - 0.9).abs() < 0.01, "{pale:?}");
        assert!((pale.hue - blue.hue).abs() < 0.1 && pale.chroma < blue.chroma / 3.0, "{pale:?}");
    }
}
