//! What every answer says to browsers.

use crate::support::{App, Reply, between};

#[actix_web::test]
async fn every_page_forbids_what_it_does_not_need() {
    let app = App::sandbox();
    let browser = app.browser();
    let order = browser.order().await;
    for path in ["/", "/my", "/find", &order, "/nowhere", "/o/x", "/return"] {
        let reply = browser.get(path).await;
        let policy = reply.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert_eq!(reply.header("strict-transport-security"), "", "{path}: this shop is on http");
        for inline in ["<style", "style=", " onclick=", "javascript:"] {
            assert!(!reply.text.contains(inline), "{path}: {inline}");
        }
        assert_eq!(
            reply.text.matches("<script").count(),
            reply.text.matches("<script src=").count()
        );
    }
}

/// An order's address is the key to it.
#[actix_web::test]
async fn an_orders_page_tells_nobody_its_address() {
    let app = App::sandbox();
    let order = app.browser().order().await;
    for path in [order.as_str(), "/o/x", &format!("{order}/events?after=x")] {
        let reply = app.browser().get(path).await;
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert_eq!(reply.header("x-robots-tag"), "noindex", "{path}");
    }
}

#[actix_web::test]
async fn programs_get_no_page_but_the_same_care() {
    let app = App::real();
    for path in ["/callback", "/api/v1/orders/x", "/healthz", "/readyz", "/static/x"] {
        let reply = Reply::of(app.get(path)).await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert_ne!(reply.header("content-type"), "text/html; charset=utf-8", "{path}");
    }
}

#[actix_web::test]
async fn a_shop_on_https_stays_there() {
    let app = App::real_with(&[("PUBLIC_URL", "https://shop.example")]);
    for path in ["/", "/healthz", "/nowhere", "/callback"] {
        let reply = Reply::of(app.get(path)).await;
        assert!(reply.header("strict-transport-security").starts_with("max-age="), "{path}");
    }
    let window = Reply::of(app.get("/checkout?lang=en")).await;
    let cookies = window.headers.get_all("set-cookie");
    let cookies: Vec<&str> = cookies.iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    assert!(cookies.iter().all(|cookie| cookie.contains("Secure")), "{cookies:?}");
    assert!(cookies.iter().any(|cookie| cookie.starts_with("kassa_browser=")), "{cookies:?}");
}

#[actix_web::test]
async fn static_files_are_kept_for_ever() {
    let app = App::sandbox();
    let browser = app.browser();
    let window = browser.get("/").await.text;
    let stylesheet = format!("/static/kassa.{}.css", between(&window, "/static/kassa.", ".css"));
    let script = format!("/static/window.{}.js", between(&window, "/static/window.", ".js"));
    for (path, kind) in
        [(stylesheet, "text/css; charset=utf-8"), (script, "text/javascript; charset=utf-8")]
    {
        let reply = browser.get(&path).await;
        reply.expect(200);
        assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(reply.header("content-type"), kind);
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert!(!reply.text.is_empty());
    }
    // The path of another version must not get this one's content.
    browser.get("/static/kassa.00000000.css").await.expect(404);
    browser.get("/static/../Cargo.toml").await.expect(404);
    browser.get("/static/%2e%2e/Cargo.toml").await.expect(404);
}
