//! Metrics as they are written. A registry is made for each scrape, so that nothing stays in it that is no more.

use std::fmt;

use prometheus_client::{
    encoding::{EncodeMetric, MetricEncoder, NoLabelSet, prometheus_text},
    metrics::MetricType,
    registry::Registry,
};

use crate::metrics::Snapshot;

/// The labels of one series.
type Labels = Vec<(&'static str, String)>;

/// What is told at one scrape.
#[derive(Default)]
pub struct Exposition(Registry);

impl Exposition {
    /// Something that only grows; `_total` is added to its name.
    pub fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.counters(name, help, [(vec![], value)]);
    }

    pub fn counters(
        &mut self,
        name: &str,
        help: &str,
        series: impl IntoIterator<Item = (Labels, u64)>,
    ) {
        self.add(name, help, Kind::Counter, series.into_iter().map(|(l, v)| (l, Value::Count(v))));
    }

    pub fn gauge(&mut self, name: &str, help: &str, value: f64) {
        self.gauges(name, help, [(vec![], value)]);
    }

    pub fn gauges(
        &mut self,
        name: &str,
        help: &str,
        series: impl IntoIterator<Item = (Labels, f64)>,
    ) {
        self.add(name, help, Kind::Gauge, series.into_iter().map(|(l, v)| (l, Value::Gauge(v))));
    }

    pub fn histograms(
        &mut self,
        name: &str,
        help: &str,
        series: impl IntoIterator<Item = (Labels, Snapshot)>,
    ) {
        let series = series.into_iter().map(|(labels, value)| (labels, Value::Histogram(value)));
        self.add(name, help, Kind::Histogram, series);
    }

    fn add(
        &mut self,
        name: &str,
        help: &str,
        kind: Kind,
        series: impl Iterator<Item = (Labels, Value)>,
    ) {
        self.0.register(name, help, Metric { kind, series: series.collect() });
    }

    /// # Errors
    /// None that a text could have.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        prometheus_text::encode(&mut text, &self.0)?;
        Ok(text)
    }
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

#[derive(Debug)]
enum Value {
    Count(u64),
    Gauge(f64),
    Histogram(Snapshot),
}

/// One metric, with all of its series.
#[derive(Debug)]
struct Metric {
    kind: Kind,
    series: Vec<(Labels, Value)>,
}

impl EncodeMetric for Metric {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> fmt::Result {
        for (labels, value) in &self.series {
            let mut encoder = encoder.encode_family(labels)?;
            match value {
                Value::Count(count) => encoder.encode_counter::<NoLabelSet, _, u64>(count, None)?,
                Value::Gauge(gauge) => encoder.encode_gauge(gauge)?,
                Value::Histogram(Snapshot { sum, count, buckets }) => {
                    encoder.encode_histogram::<NoLabelSet>(*sum, *count, buckets, None)?;
                }
            }
        }
        Ok(())
    }

    fn metric_type(&self) -> MetricType {
        match self.kind {
            Kind::Counter => MetricType::Counter,
            Kind::Gauge => MetricType::Gauge,
            Kind::Histogram => MetricType::Histogram,
        }
    }

    /// What has no series is not told.
    fn is_empty(&self) -> bool {
        self.series.is_empty()
    }
}
