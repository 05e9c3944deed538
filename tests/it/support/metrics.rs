//! What `/metrics` tells.

use std::collections::{BTreeMap, BTreeSet};

use super::{App, Reply};

/// What whoever reads the metrics proves himself with.
pub const METRICS_TOKEN: &str = "a-token-of-a-scraper";

/// The series of one scrape.
#[derive(Debug)]
pub struct Scrape(Vec<Series>);

#[derive(Debug)]
pub struct Series {
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub value: f64,
}

impl Scrape {
    /// A shop's, which has [`METRICS_TOKEN`].
    pub async fn of(app: &App) -> Self {
        let reply = Reply::of(app.get("/metrics").bearer_auth(METRICS_TOKEN)).await;
        reply.expect(200);
        assert_eq!(reply.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        Self::parse(&reply.text)
    }

    pub fn parse(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(lines.map(|line| series(line).unwrap_or_else(|| panic!("{line}"))).collect())
    }

    /// The series of that name whose labels have these values, summed up; `None` where there is none.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let fits = |series: &&Series| {
            let has = |(label, value): &(&str, &str)| {
                series.labels.get(*label).is_some_and(|other| other == value)
            };
            series.name == name && labels.iter().all(has)
        };
        let values: Vec<f64> = self.0.iter().filter(fits).map(|series| series.value).collect();
        (!values.is_empty()).then(|| values.iter().sum())
    }

    pub fn named(&self, name: &str) -> impl Iterator<Item = &Series> {
        self.0.iter().filter(move |series| series.name == name)
    }

    pub fn names(&self) -> BTreeSet<&str> {
        self.0.iter().map(|series| series.name.as_str()).collect()
    }
}

/// A line of the text format; no label's value of ours has a quote in it.
fn series(line: &str) -> Option<Series> {
    let (series, value) = line.rsplit_once(' ')?;
    let (name, labels) = match series.strip_suffix('}') {
        Some(series) => series.split_once('{')?,
        None => (series, ""),
    };
    let labels = labels.strip_suffix('"').map_or(Some(BTreeMap::new()), |labels| {
        let pairs = labels.split("\",").map(|pair| pair.split_once("=\""));
        pairs.map(|pair| pair.map(|(name, value)| (name.to_owned(), value.to_owned()))).collect()
    })?;
    Some(Series { name: name.to_owned(), labels, value: value.parse().ok()? })
}
