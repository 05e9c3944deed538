//! Nobody comes to a page for staff without having signed in.

use kassa::staff::Role;

use crate::support::{App, Reply};

#[actix_web::test]
async fn a_stranger_is_sent_to_sign_in_and_comes_back() {
    let app = App::real();
    let reply = Reply::of(app.get("/admin?a=b")).await;
    assert_eq!(reply.expect(303).header("location"), "/admin/sign-in?next=%2Fadmin%3Fa%3Db");
    let forged = app.get("/admin").header("cookie", "kassa_staff=x");
    assert_eq!(Reply::of(forged).await.status, 303);
}

#[actix_web::test]
async fn who_sees_no_money_begins_at_the_orders() {
    let app = App::real();
    for role in [Role::Picker, Role::Courier] {
        let reply = app.staff(role.as_str(), role).get("/admin").await;
        assert_eq!(reply.expect(303).header("location"), "/admin/orders");
    }
    for role in [Role::Owner, Role::Manager] {
        app.staff(role.as_str(), role).get("/admin").await.expect(200).expect_text(&["Обзор"]);
    }
}

#[actix_web::test]
async fn what_is_not_in_the_table_is_not_there() {
    let app = App::real();
    assert_eq!(app.owner().get("/admin/nowhere").await.status, 404);
    assert_eq!(app.owner().post("/admin", &[]).await.status, 404);
    assert_eq!(Reply::of(app.get("/admin/nowhere")).await.status, 404);
}
