//! What the page shows, and to whom.

use super::*;

#[actix_web::test]
async fn a_number_that_somebody_typed_leads_to_the_order() {
    let app = App::real();
    let order = paid(&app).await;
    let owner = app.owner();
    let uid = order["uid"].as_str().unwrap();
    let typed = uid.replace('-', "").to_lowercase();
    let reply = owner.get(&format!("/admin/orders/{typed}")).await;
    assert_eq!(reply.expect(303).header("location"), path(&order));
    owner.get(&path(&order)).await.expect(200);
    for nobody in ["10000-A", "nothing.at.all", "%00"] {
        assert_eq!(owner.get(&format!("/admin/orders/{nobody}")).await.status, 404, "{nobody}");
    }
    // Only the page itself does that.
    assert_eq!(owner.get(&format!("/admin/orders/{typed}/slip")).await.status, 404);
}

#[actix_web::test]
async fn a_courier_sees_whom_and_what_and_no_sums() {
    let app = App::real();
    let order = paid(&app).await;
    app.pay(&payment(&order, 5, 1)).await;
    let path = path(&order);
    let owner = app.owner().get(&path).await;
    for seen in ["20\u{a0}АР", "25\u{a0}АР", "127.0.0.1", "заплачено ещё раз", "id=\"callback-"]
    {
        assert!(owner.expect(200).text.contains(seen), "{seen}");
    }
    for role in [Role::Courier, Role::Picker] {
        let colleague = app.staff(role.as_str(), role);
        let page = colleague.get(&path).await;
        for seen in ["Steve_01", "Шалкер &#60;i&#62;", "×2", "Заказ оплачен"] {
            assert!(page.expect(200).text.contains(seen), "{seen}");
        }
        for hidden in ["АР", "127.0.0.1", "/attention", "/customer", "decide-", "Уведомление, как"]
        {
            assert!(!page.text.contains(hidden), "{role:?}: {hidden}\n{}", page.text);
        }
        assert_eq!(colleague.get(&format!("{path}/customer")).await.status, 403);
        assert_eq!(colleague.get("/admin/callbacks/1").await.status, 403);
    }
}

#[actix_web::test]
async fn somebody_else_who_paid_is_marked() {
    let app = App::real();
    let order = placed(&app).await;
    let mut callback = payment(&order, 20, 0);
    callback["user"]["username"] = json!("Alex_<b>");
    app.pay(&callback).await;
    let page = app.owner().get(&path(&order)).await;
    assert!(
        page.expect(200).text.contains("Alex_&#60;b&#62;") && page.text.contains("не покупатель")
    );
}

#[actix_web::test]
async fn a_callback_is_shown_and_sent_as_it_came() {
    let app = App::real();
    let order = placed(&app).await;
    let mut callback = payment(&order, 20, 0);
    callback["note"] = json!("<script>".repeat(2000));
    let body = callback.to_string();
    app.callback(body.clone()).await.expect(200);
    let owner = app.owner();
    let page = owner.get(&path(&order)).await;
    let shown = between(&page.expect(200).text, "<code translate=\"no\">", "</code>");
    assert!(shown.contains("&#60;script&#62;") && !shown.contains("<script>"));
    assert!(shown.len() < 50_000 && page.text.contains("только начало"));
    let id = between(&page.text, "href=\"/admin/callbacks/", "\"");
    let file = owner.get(&format!("/admin/callbacks/{id}")).await;
    assert_eq!(file.expect(200).text, body);
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert!(file.header("content-disposition").starts_with("attachment"));
    for nothing in ["0", "999", "x"] {
        assert_eq!(owner.get(&format!("/admin/callbacks/{nothing}")).await.status, 404);
    }
}

#[actix_web::test]
async fn the_customers_page_is_reached_without_its_key_on_ours() {
    let app = App::real();
    let order = paid(&app).await;
    let public = url::Url::parse(order["order_url"].as_str().unwrap()).unwrap();
    let key = public.path().strip_prefix("/o/").unwrap();
    let owner = app.owner();
    let page = owner.get(&path(&order)).await;
    assert!(!page.expect(200).text.contains(key));
    assert!(page.text.contains(&format!("href=\"{}/customer\"", path(&order))));
    let led = owner.get(&format!("{}/customer", path(&order))).await;
    assert_eq!(led.expect(303).header("location"), public.path());
}

#[actix_web::test]
async fn a_customers_other_orders_are_listed() {
    let app = App::real();
    let (first, second) = (paid(&app).await, placed(&app).await);
    let page = app.owner().get(&path(&second)).await;
    assert!(page.expect(200).text.contains(&format!("href=\"{}\"", path(&first))));
    assert!(page.text.contains("2 заказа вместе с этим"));
    assert!(page.text.contains("Оплачено всего: 20\u{a0}АР"), "{}", page.text);
}

#[actix_web::test]
async fn a_slip_has_all_that_goes_into_the_box_and_no_sums() {
    let app = App::real();
    let order = paid(&app).await;
    let picker = app.staff("Петя", Role::Picker);
    let seen = version(&picker.get(&path(&order)).await);
    let fields = [("version", seen.as_str()), ("text", "Завернуть <как подарок>")];
    picker.post(&format!("{}/note", path(&order)), &fields).await.expect(303);
    let slip = app.owner().get(&format!("{}/slip", path(&order))).await;
    let uid = order["uid"].as_str().unwrap();
    for told in
        [uid, "Steve_01", "Шалкер &#60;i&#62;", "×2", "Алмаз", "Завернуть &#60;как подарок&#62;"]
    {
        assert!(slip.expect(200).text.contains(told), "{told}");
    }
    assert!(!slip.text.contains("АР"));
    assert_eq!(slip.text.matches("type=\"checkbox\"").count(), 2);
}

#[actix_web::test]
async fn the_page_speaks_english_too() {
    let app = App::real();
    let order = paid(&app).await;
    let page = app.owner().get(&format!("{}?lang=en", path(&order))).await;
    for told in ["Start assembling", "Order paid", "Payments", "Packing slip"] {
        assert!(page.expect(200).text.contains(told), "{told}");
    }
}
