//! A courier with a phone: a wrong code, a customer who is not there, and the last stop.

use kassa::staff::Role;

use super::{another, by_courier, code, uid};
use crate::support::{App, Customer, JavaScript, eventually, look::Light};

async fn reads(phone: &Customer, css: &str, text: &str) {
    let what = format!("{css} reads {text}");
    eventually(&what, async || {
        let script = "return document.querySelector(arguments[0])?.textContent ?? ''";
        let shown = phone.client().execute(script, vec![css.into()]).await.ok()?;
        shown.as_str()?.contains(text).then_some(())
    })
    .await;
}

#[actix_web::test]
async fn a_run_on_a_phone_without_javascript() {
    let app = App::real();
    let (picker, courier) = (app.staff("Петя", Role::Picker), app.staff("Катя", Role::Courier));
    let absent = by_courier(&app, &picker, "LongNickname_16b", 9).await;
    let there = by_courier(&app, &picker, "Steve_01", 10).await;
    let told = code(&app, &there).await;
    let phone = Customer::arrive(JavaScript::Off).await;
    phone.open(app.url("/admin/sign-in")).await;
    phone.carry(&app.url("/admin"), &courier.cookie).await;
    phone.look(360, Light::Light).await;

    phone.open(app.url("/admin/runs")).await;
    for order in [&absent, &there] {
        phone.click(&format!("input[value='{}']", uid(order))).await;
    }
    phone.click("#make-run").await;
    reads(&phone, "#progress", "Осталось 2 остановки из 2").await;
    reads(&phone, "#next", "LongNickname_16b").await;

    // Nobody is there: the same place, tomorrow at the same time, stands there already.
    phone.click("#nobody-summary").await;
    assert_eq!(phone.typed("#nobody-at").await, "2099-12-01T09:00");
    phone.fill("#nobody-place", "у маяка").await;
    phone.click("#nobody-button").await;
    reads(&phone, "#next", "Steve_01").await;
    reads(&phone, ".run-over", "никого не нашли").await;

    phone.fill("#code", another(&told)).await;
    phone.click("#code-button").await;
    reads(&phone, "#trouble", "Осталось попыток: 4").await;
    phone.fill("#code", &told).await;
    phone.click("#code-button").await;
    reads(&phone, "#ended", "Рейс закончен").await;
    reads(&phone, ".run-over", "отдан").await;
    assert_eq!(app.order(&there["uid"]).await["status"], "completed");
    assert_eq!(app.order(&absent["uid"]).await["status"], "ready");
    // The browser calls the answer to the wrong code a failure, and complains of nothing else.
    let mut complaints = phone.complaints().await;
    complaints.retain(|each| !each.contains("status of 422"));
    assert_eq!(complaints, Vec::<String>::new());
}
