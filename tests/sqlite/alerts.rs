//! The alert rules in `deploy/`, and the page that explains the metrics, speak of what there is: compared with a real scrape.

use std::{collections::BTreeSet, fs};

use diesel::prelude::*;
use kassa::db::schema::consumers;
use tempfile::TempDir;
use yaml_rust2::{Yaml, YamlLoader};

use crate::support::{App, METRICS_TOKEN, Reply, Scrape, eventually, payment};

/// A shop of which everything can be told: something was paid, it makes backups, and it tells somebody.
async fn everything() -> (App, TempDir, Scrape) {
    let backups = TempDir::new().unwrap();
    let app = App::real_with(&[
        ("DROMON_SOURCES", "127.0.0.1"),
        ("METRICS_TOKEN", METRICS_TOKEN),
        ("BACKUP_DIR", backups.path().to_str().unwrap()),
    ]);
    let order = app.place_sum(8).await;
    app.pay(&payment(&order, 8, 0)).await;
    Reply::of(app.get("/")).await.expect(200);
    diesel::insert_into(consumers::table)
        .values((
            consumers::name.eq("tests"),
            consumers::cursor.eq(0),
            consumers::holder.eq("x"),
            consumers::held_until.eq(0),
        ))
        .execute(&mut app.books_to_write())
        .unwrap();
    let scrape = eventually("the first backup was made", async || {
        let scrape = Scrape::of(&app).await;
        scrape.sum("kassa_backup_age_seconds", &[]).is_some().then_some(scrape)
    })
    .await;
    (app, backups, scrape)
}

fn read(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// What an expression asks for: a metric and, of its labels, which values.
#[derive(Debug, PartialEq)]
struct Selector<'a> {
    metric: &'a str,
    labels: Vec<(&'a str, Vec<&'a str>)>,
}

/// The selectors of our own metrics in an expression.
fn selectors(expression: &str) -> Vec<Selector<'_>> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut rest = expression;
    while let Some(at) = rest.find("kassa_") {
        rest = &rest[at..];
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (metric, after) = rest.split_at(end);
        rest = after;
        let labels = after.strip_prefix('{').and_then(|after| after.split_once('}'));
        let labels = labels.map_or_else(Vec::new, |(labels, _)| {
            let matchers = labels.split(',').map(|matcher| {
                let (label, value) = matcher.split_once('=').unwrap();
                let value = value.trim_start_matches('~').trim_matches('"');
                (label.trim(), value.split('|').collect())
            });
            matchers.collect()
        });
        found.push(Selector { metric, labels });
    }
    found
}

#[test]
fn what_an_expression_asks_for_is_found() {
    let expression = "sum by (le) (rate(kassa_a_total{x=~\"b|c\",y=\"d\"}[5m])) > 2 * kassa_e";
    assert_eq!(
        selectors(expression),
        [
            Selector {
                metric: "kassa_a_total",
                labels: vec![("x", vec!["b", "c"]), ("y", vec!["d"])]
            },
            Selector { metric: "kassa_e", labels: vec![] },
        ]
    );
}

#[actix_web::test]
async fn alerts_speak_of_metrics_that_there_are() {
    let rules = read("deploy/alerts.yml");
    let rules = YamlLoader::load_from_str(&rules).unwrap();
    let [document] = &rules[..] else { panic!("one document") };
    let groups = document["groups"].as_vec().unwrap();
    let rules: Vec<&Yaml> =
        groups.iter().flat_map(|group| group["rules"].as_vec().unwrap()).collect();
    assert!(rules.len() >= 10, "{}", rules.len());

    let (_app, _backups, scrape) = everything().await;
    let mut names = BTreeSet::new();
    for rule in rules {
        let name = rule["alert"].as_str().unwrap();
        assert!(names.insert(name), "{name} twice");
        let severity = rule["labels"]["severity"].as_str().unwrap();
        assert!(["critical", "warning"].contains(&severity), "{name}: {severity}");
        for annotation in ["summary", "description"] {
            assert!(rule["annotations"][annotation].as_str().is_some(), "{name}: {annotation}");
        }
        let expression = rule["expr"].as_str().unwrap();
        for Selector { metric, labels } in selectors(expression) {
            assert!(scrape.named(metric).next().is_some(), "{name}: there is no {metric}");
            for (label, values) in labels {
                for value in values {
                    let there = scrape.sum(metric, &[(label, value)]);
                    assert!(there.is_some(), "{name}: there is no {metric}{{{label}=\"{value}\"}}");
                }
            }
        }
        for grouped in expression.split("by (").skip(1) {
            let label = grouped.split(')').next().unwrap();
            let mut metrics = selectors(expression).into_iter().map(|selector| selector.metric);
            let has = |metric| scrape.named(metric).all(|series| series.labels.contains_key(label));
            assert!(metrics.all(has), "{name}: no label {label}");
        }
    }
}

#[actix_web::test]
async fn each_metric_is_explained() {
    let (_app, _backups, scrape) = everything().await;
    let page = read("docs/operations.md");
    let explained: BTreeSet<_> = page
        .split('`')
        .filter(|words| words.starts_with("kassa_"))
        .map(|words| words.split('{').next().unwrap())
        .collect();
    let parts = ["_bucket", "_sum", "_count"];
    let told: BTreeSet<_> = scrape
        .names()
        .into_iter()
        .map(|name| parts.iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name))
        .collect();
    assert_eq!(explained, told);
}
