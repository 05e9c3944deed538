//! Numbers as a picture.
//!
//! Drawn by `plotters`, on the server: a page may have no style of its own, and needs no script. Each colour stands in an
//! attribute, which the stylesheet has its own word for in light and in dark (`admin.css`, "Charts").

use plotters::{prelude::*, style::FontFamily};

const BAR: RGBColor = RGBColor(0x12, 0x76, 0x6c);
const TEXT: RGBColor = RGBColor(0x55, 0x62, 0x5d);
const LINE: RGBColor = RGBColor(0xcf, 0xd6, 0xd1);

/// How large letters are: `plotters` counts from the top of the highest to the foot of the lowest.
const LETTERS: f64 = 13.0 * 1.24;

/// How wide a letter is, nearly.
const LETTER: usize = 8;

/// A bar for each day.
pub struct Bars<'a> {
    pub values: &'a [i64],
    /// What stands under each, where there is room.
    pub labels: &'a [String],
    /// Pixels.
    pub size: (u32, u32),
    /// How a number is written.
    pub number: &'a dyn Fn(i64) -> String,
}

/// The bars as SVG. `None`, said in the log, where they cannot be drawn: the page has the numbers all the same.
#[must_use]
pub fn svg(bars: &Bars<'_>) -> Option<String> {
    let mut svg = String::new();
    match draw(bars, &mut svg) {
        Ok(()) => Some(svg),
        Err(error) => {
            tracing::error!(%error, "a chart could not be drawn");
            None
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a picture has few pixels")]
fn draw(bars: &Bars<'_>, svg: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let highest = bars.values.iter().copied().max().unwrap_or(0).max(1);
    let lowest = bars.values.iter().copied().min().unwrap_or(0).min(0);
    let longest = [highest, lowest].map(|value| (bars.number)(value).chars().count());
    let letters = longest.into_iter().max().unwrap_or(0);
    let root = SVGBackend::with_string(svg, bars.size).into_drawing_area();
    let mut chart = ChartBuilder::on(&root)
        .margin(6)
        .x_label_area_size(24)
        .y_label_area_size(u32::try_from(letters * LETTER + 10)?)
        .build_cartesian_2d(
            -0.5..bars.values.len() as f64 - 0.5,
            lowest as f64 * 1.05..highest as f64 * 1.05,
        )?;
    let font = (FontFamily::SansSerif, LETTERS).into_font().color(&TEXT);
    let days = usize::try_from(bars.size.0 / 90)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(LINE)
        .axis_style(LINE)
        .label_style(font)
        .x_labels(days.min(bars.values.len()))
        .y_labels(5)
        .x_label_formatter(&|at| whole(*at).and_then(|nth| label(bars, nth)).unwrap_or_default())
        .y_label_formatter(&|at| whole(*at).map(|at| (bars.number)(at)).unwrap_or_default())
        .draw()?;
    chart.draw_series(bars.values.iter().enumerate().map(|(nth, value)| {
        let middle = nth as f64;
        Rectangle::new([(middle - 0.36, 0.0), (middle + 0.36, *value as f64)], BAR.filled())
    }))?;
    root.present()?;
    // The area and the chart hold the text that they write into.
    drop(chart);
    drop(root);
    Ok(())
}

fn label(bars: &Bars<'_>, nth: i64) -> Option<String> {
    bars.labels.get(usize::try_from(nth).ok()?).cloned()
}

/// The whole number that it is, if it is one: there are no halves of an order.
#[expect(clippy::cast_possible_truncation, reason = "what is drawn is small enough")]
fn whole(at: f64) -> Option<i64> {
    ((at - at.round()).abs() < 1e-6).then(|| at.round() as i64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn drawn(values: &[i64]) -> String {
        let labels: Vec<String> = (1..=values.len()).map(|day| format!("{day}.11")).collect();
        let number = |number: i64| format!("{number}!");
        svg(&Bars { values, labels: &labels, size: (330, 200), number: &number }).unwrap()
    }

    #[test]
    fn each_day_has_a_bar_and_some_have_a_label() {
        let svg = drawn(&[3, 0, 12, 7]);
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
        assert_eq!(svg.matches("fill=\"#12766C\"").count(), 4);
        assert!(svg.contains("1.11") && svg.contains("10!"), "{svg}");
    }

    #[test]
    fn nothing_much_and_less_than_nothing_can_be_drawn() {
        for values in [&[][..], &[0], &[0, 0], &[-5, 3], &[1], &[1 << 60]] {
            assert!(drawn(values).contains("</svg>"), "{values:?}");
        }
    }

    /// What a page's policy forbids is not in it, and no colour is the same in light and in dark.
    #[test]
    fn its_colours_are_the_stylesheets() {
        let svg = drawn(&[3, 0, 12, 7, -2]);
        assert!(!svg.contains("style=") && !svg.contains("<style"));
        let styles = include_str!("../../static/admin.css");
        let colours: BTreeSet<&str> =
            svg.split("=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        for colour in &colours {
            assert!(styles.contains(&format!("=\"#{colour}\"]")), "{colour} of {colours:?}");
        }
    }
}
