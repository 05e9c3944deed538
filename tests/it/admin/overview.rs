//! The shop's numbers, as whoever sees its money sees them.

use crate::support::{App, Customer, JavaScript, between, look::Light, scene};

#[actix_web::test]
async fn the_overview_tells_the_numbers_and_leads_to_their_orders() {
    let app = App::real();
    scene::whole_day(&mut app.books_to_write()).unwrap();
    let owner = app.owner();
    let page = owner.get("/admin").await;
    page.expect(200).expect_text(&["Эта неделя", "Шалкер с землёй", "От оплаты до выдачи"]);
    // The number of orders is that of the list it leads to.
    for status in ["awaiting_payment", "paid", "assembling", "ready"] {
        let address = format!("/admin/orders?status={status}");
        let told = between(&page.text, &format!("href=\"{address}\""), "</li>");
        let number: usize = between(told, "<strong>", "</strong>").parse().unwrap();
        let list = owner.get(&address).await;
        assert_eq!(list.expect(200).text.matches("id=\"o-").count(), number, "{status}");
        assert!(number > 0, "{status}");
    }
    // What the picture shows stands in a table as well.
    let table = between(&page.text, "<table class=\"days\">", "</table>");
    assert_eq!(table.matches("<tr>").count(), 31);
    assert!(!page.text.contains(" style=") && page.text.contains("role=\"img\" aria-label="));
}

#[actix_web::test]
async fn an_empty_shop_has_an_overview() {
    let page = App::real().owner().get("/admin").await;
    page.expect(200).expect_text(&["ещё ничего не оплачено", "ни один заказ не выдан"]);
    assert_eq!(page.text.matches("<svg").count(), 4);
}

/// Each picture in one size at a time, and its letters as large as the page's small ones.
#[actix_web::test]
async fn the_pictures_can_be_read_on_a_phone_and_at_a_desk() {
    let app = App::real();
    scene::whole_day(&mut app.books_to_write()).unwrap();
    let browser = Customer::arrive(JavaScript::On).await;
    browser.carry(&app.url("/admin"), &app.owner().cookie).await;
    for width in [360, 1280] {
        browser.look(width, Light::Light).await;
        browser.open(app.url("/admin")).await;
        browser.find("main").await;
        let measure = "return [...document.querySelectorAll('.chart text')].map((text) => text.getBoundingClientRect().height).filter((height) => height > 0);";
        let heights = browser.client().execute(measure, vec![]).await.unwrap();
        let heights: Vec<f64> =
            heights.as_array().unwrap().iter().map(|height| height.as_f64().unwrap()).collect();
        assert!(heights.len() > 8, "{heights:?}");
        assert!(heights.iter().all(|height| *height >= 12.0), "{width}: {heights:?}");
    }
}
