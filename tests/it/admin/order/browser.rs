//! In a real browser: the page follows what happens, and two of staff meet.

use kassa::staff::Role;

use super::{path, payment, placed};
use crate::support::{App, Colleague, Customer, JavaScript};

/// A browser in which that colleague has signed in.
async fn arrive(app: &App, colleague: &Colleague<'_>, page: &str) -> Customer {
    let browser = Customer::arrive(JavaScript::On).await;
    // A cookie can be set only where one is.
    browser.open(app.url("/")).await;
    let cookie = format!("{}; Path=/admin; Domain=127.0.0.1; SameSite=Lax", colleague.cookie);
    let cookie = fantoccini::cookies::Cookie::parse(cookie).unwrap();
    browser.client().add_cookie(cookie).await.unwrap();
    browser.open(app.url(page)).await;
    browser.find("main.desk").await;
    browser
}

#[actix_web::test]
async fn two_of_staff_meet_and_the_open_page_follows() {
    let app = App::real();
    let order = placed(&app).await;
    let path = path(&order);
    let vera = app.staff("Вера", Role::Manager);
    let watching = arrive(&app, &vera, &path).await;
    assert_eq!(watching.read("#state").await, "Ждёт оплаты");

    // What she types meanwhile stays, and the page follows.
    watching.fill("#note", "Позвонить").await;
    app.pay(&payment(&order, 20, 0)).await;
    watching.find("#move-assemble").await;
    assert_eq!(watching.read("#state").await, "Оплачен");
    assert_eq!(watching.typed("#note").await, "Позвонить");
    assert_eq!(watching.focused().await, "note");
    assert_eq!(watching.read("#announcer").await, "Оплачен");

    // A page that does not follow: its line is gone.
    watching.client().execute("window.EventSource = undefined", vec![]).await.unwrap();
    let picker = app.staff("Петя", Role::Picker);
    let at_work = arrive(&app, &picker, &path).await;
    at_work.click("#move-assemble").await;
    at_work.find("#move-ready").await;
    let seen = crate::support::eventually("the page follows once more", async || {
        let shown = watching.count("#move-ready").await;
        (shown == 1).then_some(shown)
    });
    assert_eq!(seen.await, 1);

    // From now on it hears nothing, and Вера is told what she missed.
    at_work.click("#move-ready").await;
    at_work.find("#move-undo").await;
    watching.click("#move-ready").await;
    let told = watching.read("#trouble").await;
    assert!(told.contains("Собран") && told.contains("Петя"), "{told}");
    assert_eq!(watching.read("#state").await, "Готов");
    let complaints = watching.complaints().await;
    assert!(complaints.iter().all(|said| said.contains("409")), "{complaints:?}");
}
