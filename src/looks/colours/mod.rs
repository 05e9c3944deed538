//! The shop's own colour, and what becomes of it so that everybody can read what is written in it.

mod colour;
mod oklch;
mod palette;
mod stylesheet;

pub use colour::{Colour, ColourError};
pub use palette::{Palette, Shades, USUAL};
pub use stylesheet::Stylesheet;
