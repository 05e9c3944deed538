//! The comparison with Dromon in a real browser, with and without JavaScript: by the balance and by the history.

use serde_json::Value;

use super::reconcile::{PAGE, line, paid, sure};
use crate::support::{App, Customer, JavaScript, eventually};

async fn arrive(app: &App, javascript: JavaScript) -> Customer {
    let browser = Customer::arrive(javascript).await;
    browser.open(app.url("/admin/sign-in")).await;
    browser.carry(&app.url("/admin"), &app.owner().cookie).await;
    browser.open(app.url(PAGE)).await;
    browser
}

/// Opens the page and types the balance: what comes afterwards is not in it.
async fn state(browser: &Customer, app: &App, balance: &str) {
    browser.open(app.url(PAGE)).await;
    browser.fill("#stated", balance).await;
    browser.click("form[action='/admin/reconcile'] button").await;
}

/// Waits for the page that says so: the one before may still be there.
async fn comes_to(browser: &Customer, verdict: &str) {
    eventually(&format!("the page says: {verdict}"), async || {
        let script = "return document.querySelector('#result .verdict')?.innerText ?? ''";
        let shown = browser.client().execute(script, vec![]).await.ok()?;
        shown.as_str()?.replace('\u{a0}', " ").contains(verdict).then_some(())
    })
    .await;
}

async fn is_paid(app: &App, order: &Value) {
    eventually("the order is paid", async || {
        (app.order(&order["uid"]).await["status"] == "paid").then_some(())
    })
    .await;
}

#[actix_web::test]
async fn by_the_balance_both_ways() {
    let app = App::real();
    paid(&app, 8).await;
    let waiting = app.place_sum(5).await;
    let browser = arrive(&app, JavaScript::On).await;

    // More than the books know: one click, with the difference in view.
    state(&browser, &app, "13").await;
    comes_to(&browser, "На 5 АР больше").await;
    let told = browser.read("#result").await;
    assert!(told.contains(waiting["uid"].as_str().unwrap()), "{told}");
    browser.click(".sets form button").await;
    is_paid(&app, &waiting).await;
    state(&browser, &app, "13").await;
    comes_to(&browser, "Сошлось: 13 АР").await;
    assert_eq!(sure(&app), ["balance", "balance"]);

    // Less: what came since is in doubt, and somebody says why.
    paid(&app, 7).await;
    state(&browser, &app, "13").await;
    comes_to(&browser, "7 АР").await;
    assert_eq!(browser.count(".suspects > fieldset input").await, 1, "only what came since");
    browser.click(".suspects > fieldset input").await;
    browser.fill("#contest-reason", "на сайте этих денег нет").await;
    browser.click(".suspects button").await;
    comes_to(&browser, "объясн").await;
    assert_eq!(sure(&app), ["balance", "balance", "contested"]);

    // Or nobody wrote down what was taken out.
    state(&browser, &app, "10").await;
    comes_to(&browser, "3 АР").await;
    browser.fill("#withdraw-reason", "на новый склад").await;
    browser.click("form[action='/admin/reconcile/withdraw'] button").await;
    comes_to(&browser, "объясн").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[actix_web::test]
async fn by_the_history_without_javascript() {
    let app = App::real();
    let (known, missing) = (paid(&app, 8).await, app.place_sum(5).await);
    let browser = arrive(&app, JavaScript::Off).await;
    let pasted = format!("{}\n{}\nпривет", line(&known, 8), line(&missing, 5));
    browser.fill("#lines", &pasted).await;
    browser.click("form[action='/admin/reconcile/history'] button").await;
    browser.find("main nav.tabs").await;
    let told = browser.read("main").await;
    assert!(told.contains(missing["uid"].as_str().unwrap()), "{told}");

    // Anyone can write such a line: without a reason it is not believed.
    browser.click("form[action^='/admin/reconcile/lines/'] button").await;
    browser.find("[role=alert], .problem").await;
    assert_eq!(app.order(&missing["uid"]).await["status"], "awaiting_payment");
    browser
        .fill("form[action^='/admin/reconcile/lines/'] input[name=reason]", "видел на сайте")
        .await;
    browser.click("form[action^='/admin/reconcile/lines/'] button").await;
    is_paid(&app, &missing).await;

    browser.open(app.url(PAGE)).await;
    browser.fill("#lines", &pasted).await;
    browser.click("form[action='/admin/reconcile/history'] button").await;
    let tabs = browser.read("main nav.tabs").await;
    assert!(tabs.contains("Уже вставляли 2"), "{tabs}");
}
