//! Another site cannot send a customer's forms.

use crate::support::{App, Reply};

const FORM: [(&str, &str); 2] = [("quantity_1", "2"), ("nickname", "Steve_01")];

async fn send(app: &App, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = app.browser().posting(path, &FORM);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Reply::of(request).await
}

#[actix_web::test]
async fn a_form_of_another_site_is_refused() {
    let app = App::sandbox();
    let own = app.url("");
    let order = app.browser().order().await;
    let cancel = format!("{order}/cancel");
    for path in ["/orders", &cancel, "/nowhere"] {
        for headers in [
            vec![],
            vec![("Sec-Fetch-Site", "cross-site")],
            vec![("Sec-Fetch-Site", "same-site")],
            vec![("Sec-Fetch-Site", "nonsense")],
            // The browser's own word counts, whatever else stands there.
            vec![("Sec-Fetch-Site", "cross-site"), ("Origin", own.as_str())],
            vec![("Origin", "https://evil.example")],
            vec![("Origin", "null")],
            vec![("Origin", "")],
            vec![("Origin", "http://127.0.0.1:1")],
            vec![("Origin", "http://127.0.0.1")],
        ] {
            let reply = send(&app, path, &headers).await;
            assert_eq!(reply.status, 403, "{path} {headers:?}");
            reply.expect_text(&["<html", "Not allowed"]);
        }
    }
    assert_eq!(send(&app, "/o/x/cancel", &[("Sec-Fetch-Site", "same-origin")]).await.status, 404);
    app.browser().get(&order).await.expect_text(&["Awaiting payment"]);
}

#[actix_web::test]
async fn the_shops_own_forms_are_taken() {
    let app = App::sandbox();
    let own = app.url("");
    for headers in [
        vec![("Sec-Fetch-Site", "same-origin")],
        vec![("Sec-Fetch-Site", "none")],
        // A browser too old to say more.
        vec![("Origin", own.as_str())],
    ] {
        send(&app, "/orders", &headers).await.expect(303);
    }
}
