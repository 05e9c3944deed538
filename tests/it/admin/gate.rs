//! Nobody comes to a page for staff without having signed in.

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
async fn who_has_signed_in_begins_at_the_orders() {
    let app = App::real();
    let reply = app.owner().get("/admin").await;
    assert_eq!(reply.expect(303).header("location"), "/admin/orders");
}

#[actix_web::test]
async fn what_is_not_in_the_table_is_not_there() {
    let app = App::real();
    assert_eq!(app.owner().get("/admin/nowhere").await.status, 404);
    assert_eq!(app.owner().post("/admin", &[]).await.status, 404);
    assert_eq!(Reply::of(app.get("/admin/nowhere")).await.status, 404);
}
