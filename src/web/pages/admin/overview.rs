//! The shop's numbers.

use std::time::Duration;

use askama::Template;
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::{AdminFrame, orders::status_label};
use crate::{
    i18n::Messages,
    numbers::{Compared, Day, Numbers, Sold},
    orders::Status,
    web::{
        chart::{self, Bars},
        pages::shorten,
    },
};

const MOST_NAME: usize = 60;

/// How large the pictures are: on a desk, and on a phone.
const WIDE: (u32, u32) = (880, 220);
const NARROW: (u32, u32) = (340, 220);

/// How many days a trend is told of, and of as many before.
const TREND: usize = 7;

#[derive(Template)]
#[template(path = "admin/overview.html")]
pub struct OverviewPage {
    admin: AdminFrame,
    /// When the numbers were read.
    time: String,
    spans: Vec<SpanView>,
    open: Vec<Standing>,
    ended: Vec<Standing>,
    charts: Vec<ChartView>,
    /// Newest first.
    days: Vec<DayView>,
    /// The best, by pieces and by sum.
    best: Vec<BestView>,
    /// The median, and how it compares.
    pace: Option<(String, Option<String>)>,
}

/// A span up to now beside the one before.
struct SpanView {
    id: &'static str,
    heading: String,
    figures: [Figure; 2],
}

struct Figure {
    label: String,
    now: String,
    before: String,
    /// By how much more or less it is.
    change: Option<String>,
}

/// How many orders stand where.
struct Standing {
    label: String,
    count: i64,
    address: String,
}

struct ChartView {
    id: &'static str,
    heading: String,
    /// For whoever does not see it.
    told: String,
    wide_svg: Option<String>,
    narrow_svg: Option<String>,
}

struct DayView {
    iso: String,
    date: String,
    income: i64,
    orders: i64,
}

struct BestView {
    id: &'static str,
    heading: String,
    goods: Vec<GoodView>,
}

struct GoodView {
    name: String,
    count: String,
    income: i64,
}

impl OverviewPage {
    #[must_use]
    pub fn new(admin: AdminFrame, numbers: &Numbers, zone: Tz) -> Self {
        let m = admin.messages();
        let first = numbers.days.first().map(|day| day.date);
        let since = |status: Status| match first {
            Some(day) => format!("/admin/orders?status={}&from={day}", status.as_str()),
            None => format!("/admin/orders?status={}", status.as_str()),
        };
        let standing = |(status, count): &(Status, i64), address: String| Standing {
            label: status_label(m, *status),
            count: *count,
            address,
        };
        Self {
            time: numbers.at.utc().with_timezone(&zone).format("%H:%M").to_string(),
            spans: vec![
                span(m, "today", &numbers.today, m.text("overview-today"), "overview-yesterday"),
                span(m, "week", &numbers.week, m.text("overview-week"), "overview-last-week"),
            ],
            open: numbers
                .open
                .iter()
                .map(|each| standing(each, format!("/admin/orders?status={}", each.0.as_str())))
                .collect(),
            ended: numbers.ended.iter().map(|each| standing(each, since(each.0))).collect(),
            charts: vec![
                picture(m, "income", &numbers.days, m.text("overview-chart-income"), |day| {
                    day.takings.income.get()
                }),
                picture(m, "orders", &numbers.days, m.text("overview-chart-orders"), |day| {
                    day.takings.orders
                }),
            ],
            days: numbers
                .days
                .iter()
                .rev()
                .map(|day| DayView {
                    iso: day.date.to_string(),
                    date: date(m, day.date),
                    income: day.takings.income.get(),
                    orders: day.takings.orders,
                })
                .collect(),
            best: vec![
                best(m, "pieces", m.text("overview-best-pieces"), &numbers.best.by_pieces),
                best(m, "sum", m.text("overview-best-income"), &numbers.best.by_income),
            ],
            pace: numbers.pace.current.map(|current| {
                let before = numbers.pace.before.map(|before| {
                    m.with("overview-pace-before", &[("time", duration(m, before).into())])
                });
                (duration(m, current), before)
            }),
            admin,
        }
    }
}

fn span(
    m: Messages,
    id: &'static str,
    compared: &Compared,
    heading: String,
    before: &str,
) -> SpanView {
    let figure = |label: String, now: i64, then: i64, shown: &dyn Fn(i64) -> String| Figure {
        label,
        now: shown(now),
        before: m.with(before, &[("figure", shown(then).into())]),
        change: change(m, now, then),
    };
    let (now, then) = (compared.current, compared.before);
    SpanView {
        id,
        heading,
        figures: [
            figure(m.text("overview-income"), now.income.get(), then.income.get(), &|ar| m.ar(ar)),
            figure(m.text("overview-orders"), now.orders, then.orders, &|n| m.number(n)),
        ],
    }
}

/// By how many percent it is more or less; nothing can be said of what was nothing.
fn change(m: Messages, now: i64, before: i64) -> Option<String> {
    if before <= 0 {
        return None;
    }
    let (now, before) = (i128::from(now), i128::from(before));
    let percent = i64::try_from(((now - before) * 100 + before / 2).div_euclid(before)).ok()?;
    let told = |key| m.with(key, &[("percent", percent.abs().into())]);
    Some(match percent {
        0 => m.text("overview-same"),
        1.. => told("overview-more"),
        _ => told("overview-less"),
    })
}

fn picture(
    m: Messages,
    id: &'static str,
    days: &[Day],
    heading: String,
    of: impl Fn(&Day) -> i64,
) -> ChartView {
    let values: Vec<i64> = days.iter().map(of).collect();
    let labels: Vec<String> =
        days.iter().map(|day| format!("{:02}.{:02}", day.date.day(), day.date.month())).collect();
    let number = |number: i64| m.number(number);
    let svg = |size| chart::svg(&Bars { values: &values, labels: &labels, size, number: &number });
    ChartView {
        id,
        told: told(m, &heading, days, &values),
        wide_svg: svg(WIDE),
        narrow_svg: svg(NARROW),
        heading,
    }
}

/// What the picture shows, in a sentence: the whole, the best day, and where it is going.
fn told(m: Messages, heading: &str, days: &[Day], values: &[i64]) -> String {
    let best = values.iter().zip(days).max_by_key(|(value, _)| **value);
    let (highest, day) = best.map_or((0, String::new()), |(n, day)| (*n, date(m, day.date)));
    let sum = |values: &[i64]| values.iter().copied().fold(0, i64::saturating_add);
    let last = values.len().saturating_sub(TREND);
    let before = values.len().saturating_sub(2 * TREND);
    m.with(
        "overview-chart-told",
        &[
            ("what", heading.into()),
            ("whole", sum(values).into()),
            ("highest", highest.into()),
            ("day", day.into()),
            ("last", sum(values.get(last..).unwrap_or_default()).into()),
            ("before", sum(values.get(before..last).unwrap_or_default()).into()),
        ],
    )
}

fn best(m: Messages, id: &'static str, heading: String, sold: &[Sold]) -> BestView {
    let goods = sold.iter().map(|sold| GoodView {
        name: shorten(&sold.name, MOST_NAME),
        count: sold.count().text(m),
        income: sold.income,
    });
    BestView { id, heading, goods: goods.collect() }
}

fn date(m: Messages, date: NaiveDate) -> String {
    let number = |number: u32| i64::from(number).into();
    m.with("moment-date", &[("day", number(date.day())), ("month", number(date.month()))])
}

/// A time in its two largest units.
fn duration(m: Messages, time: Duration) -> String {
    let minutes = i64::try_from(time.as_secs() / 60).unwrap_or(i64::MAX);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let told = |key, large: i64, small: i64| {
        m.with(key, &[("large", large.into()), ("small", small.into())])
    };
    match hours {
        0 => m.with("age-minutes", &[("count", minutes.into())]),
        1..48 => told("overview-hours", hours, minutes),
        _ => told("overview-days", hours / 24, hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn a_change_is_told_in_percent_of_what_was() {
        let m = Messages::for_lang(Lang::En);
        let told = |now, before| change(m, now, before).map(|text| text.replace('\u{a0}', " "));
        assert_eq!(told(150, 100).as_deref(), Some("50 % more"));
        assert_eq!(told(50, 100).as_deref(), Some("50 % less"));
        assert_eq!(told(-50, 100).as_deref(), Some("150 % less"));
        assert_eq!(told(1001, 1000).as_deref(), Some("as much"));
        assert_eq!((told(5, 0), told(5, -3)), (None, None));
        assert_eq!(told(i64::MAX, 1), None);
    }

    #[test]
    fn a_time_is_told_in_its_two_largest_units() {
        let m = Messages::for_lang(Lang::Ru);
        let told = |minutes| duration(m, Duration::from_mins(minutes)).replace('\u{a0}', " ");
        assert_eq!(told(7), "7 мин");
        assert_eq!(told(135), "2 ч 15 мин");
        assert_eq!(told(60 * 51), "2 д 3 ч");
    }
}
