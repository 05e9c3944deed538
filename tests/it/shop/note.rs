//! What a customer writes to the shop on his order's page.

use super::order::page;
use crate::support::{App, Reply, payment};

#[actix_web::test]
async fn a_customer_writes_to_the_shop_in_any_state() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let browser = app.browser();
    let write = format!("{}/note", page(&order));
    let text = "Буду <b>после</b> восьми,\r\n*позовите* @everyone";
    for _ in 0..2 {
        let written = browser.post(&write, &[("note", text)]).await;
        assert_eq!(written.expect(303).header("location"), format!("{}#timeline", page(&order)));
    }
    app.pay(&payment(&order, 8, 0)).await;
    browser.post(&write, &[("note", "ещё одно")]).await.expect(303);
    let shown = browser.get(&page(&order)).await;
    shown.expect_text(&[
        "You wrote to the shop",
        "Буду &#60;b&#62;после&#60;/b&#62; восьми, *позовите*",
        "ещё одно",
    ]);
    assert_eq!(shown.text.matches("You wrote to the shop").count(), 2, "a second click is none");
    let path = format!("/admin/orders/{}", order["uid"].as_str().unwrap());
    let desk = app.owner().get(&path).await;
    desk.expect_text(&[
        "Покупатель пишет",
        "Буду &#60;b&#62;после&#60;/b&#62; восьми,",
        "ещё одно",
    ]);
    assert_eq!(app.order(&order["uid"]).await["status"], "paid");
}

#[actix_web::test]
async fn what_is_no_note_comes_back() {
    let app = App::real_with(&[("TRUSTED_PROXIES", "127.0.0.1")]);
    let order = app.place_sum(8).await;
    let browser = app.browser();
    let write = format!("{}/note", page(&order));
    let long = format!("</textarea>{}", "я".repeat(500));
    let reply = browser.post(&write, &[("note", &long)]).await;
    reply.expect(422).expect_text(&[
        &format!("&#60;/textarea&#62;{}", "я".repeat(500)),
        "id=\"write\" class=\"tell\" open",
        "aria-invalid=\"true\"",
    ]);
    browser.post(&write, &[("note", " \r\n ")]).await.expect(422);
    browser.post(&write, &[]).await.expect(422);
    for nth in 0..10 {
        browser.post(&write, &[("note", &nth.to_string())]).await.expect(303);
    }
    // From elsewhere, since one network says only so much in a row.
    let more = browser
        .posting(&write, &[("note", "и это <i>не потеряется</i>")])
        .header("Sec-Fetch-Site", "same-origin")
        .header("X-Forwarded-For", "203.0.113.1");
    let more = Reply::of(more).await;
    more.expect(409)
        .expect_text(&["as much as you can", "и это &#60;i&#62;не потеряется&#60;/i&#62;"]);
    let shown = browser.get(&page(&order)).await;
    assert!(!shown.text.contains("note-button"), "{}", shown.text);
    assert_eq!(app.order(&order["uid"]).await["events"].as_array().unwrap().len(), 11);
    let nobodys = "/o/00000000-0000-4000-8000-000000000000/note";
    browser.post(nobodys, &[("note", "x")]).await.expect(404);
}
