//! In a real browser: whatever can be open is resolved, card by card.

use std::collections::BTreeSet;

use serde_json::{Value, from_value};

use super::*;
use crate::support::{Customer, JavaScript, eventually, scene};

/// What the first card offers first, apart from waiting: after that it would still be open.
const FIRST_WAY: &str = "
    const card = document.querySelector('article.card');
    if (!card) return null;
    const forms = [...card.querySelectorAll('form')];
    const way = form => form.elements.way.value;
    const form = forms.find(form => way(form) !== 'wait');
    return {
        id: card.id, kind: card.dataset.kind, title: card.querySelector('h3').textContent,
        way: form && way(form), nth: forms.indexOf(form), hidden: !!(form && form.closest('details:not([open])')),
        reason: !!(form && form.elements.reason), order: !!(form && form.elements.order?.type === 'text'),
    };";

#[actix_web::test]
async fn every_kind_of_discrepancy_is_resolved() {
    let app = App::real();
    let day = scene::whole_day(&mut app.books_to_write()).unwrap();
    // And one that is paid when its goods are gone.
    let lacking = app.place_sum(8).await;
    for sql in [
        "INSERT INTO products (name, description, price, position, hidden, created_at, stock)
            VALUES ('Алмаз', '', 4, 1, FALSE, 1, 0)"
            .to_owned(),
        format!(
            "INSERT INTO claims SELECT orders.id, products.id, 2, 0 FROM orders, products
                WHERE uid = '{}' AND products.name = 'Алмаз'",
            lacking["uid"].as_str().unwrap()
        ),
    ] {
        diesel::sql_query(sql).execute(&mut app.books_to_write()).unwrap();
    }
    app.pay(&payment(&lacking, 8, 999)).await;
    let owner = app.owner();
    let browser = Customer::arrive(JavaScript::On).await;
    browser.open(app.url("/admin/sign-in")).await;
    browser.carry(&app.url("/admin"), &owner.cookie).await;
    browser.open(app.url("/admin/attention")).await;
    browser.find("article.card").await;

    let (mut kinds, mut resolved) = (BTreeSet::new(), Vec::new());
    loop {
        let first: Value = browser.client().execute(FIRST_WAY, vec![]).await.unwrap();
        if first.is_null() {
            break;
        }
        assert!(resolved.len() < 60, "it never ends: {resolved:?}");
        let id = first["id"].as_str().unwrap();
        kinds.insert(from_value::<String>(first["kind"].clone()).unwrap());
        let way = first["way"].as_str().unwrap_or_else(|| panic!("no way out: {first}"));
        // The same form that the script found.
        let mark = format!(
            "[...document.getElementById('{id}').querySelectorAll('form')][{}].id = 'chosen'",
            first["nth"]
        );
        browser.client().execute(&mark, vec![]).await.unwrap();
        if first["hidden"] == true {
            browser.click(&format!("#{id}-others summary")).await;
        }
        if first["order"] == true {
            browser.fill("#chosen input[name=order]", day.waiting.uid.as_str()).await;
        }
        if first["reason"] == true {
            browser.fill("#chosen input[name=reason]", "договорились в чате").await;
        }
        browser.click("#chosen button").await;
        // The page before may still be there.
        let is_next =
            "return document.readyState === 'complete' && !document.getElementById('chosen')";
        eventually("the next page comes", async || {
            let answer = browser.client().execute(is_next, vec![]).await.ok()?;
            (answer == true).then_some(())
        })
        .await;
        let told = browser.read("[role=status], [role=alert]").await;
        resolved.push(format!("{} {way}: {told}", first["kind"]));
        assert_eq!(browser.count(&format!("#{id}")).await, 0, "{resolved:#?}");
        assert_eq!(browser.count("[role=alert]").await, 0, "{resolved:#?}");
    }
    let all: BTreeSet<String> =
        DiscrepancyKind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect();
    assert_eq!(kinds, all);
    let left: i64 = discrepancies::table
        .filter(discrepancies::resolved_at.is_null())
        .count()
        .get_result(&mut app.books())
        .unwrap();
    assert_eq!(left, 0);
    // Each with who decided.
    let nobodys: i64 = discrepancies::table
        .filter(discrepancies::resolved_by.is_null().or(discrepancies::resolution.is_null()))
        .count()
        .get_result(&mut app.books())
        .unwrap();
    assert_eq!(nobodys, 0);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
