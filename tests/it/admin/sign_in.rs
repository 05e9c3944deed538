//! Getting in, as a browser sees it.

use std::process::Output;

use kassa::staff::{TotpSecret, second_factor};
use totp_rs::{Builder, Secret};

use crate::support::{App, Browser, Reply, between};

const PASSWORD: &str = "correct horse battery";

/// What `kassa staff` prints for that shop.
fn staff(app: &App, arguments: &[&str]) -> Output {
    app.run(&[&["staff"], arguments].concat())
}

/// The path of the link that it prints.
#[track_caller]
fn link(app: &App, arguments: &[&str]) -> String {
    let output = staff(app, arguments);
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let path = printed.trim_end().strip_prefix("http://shop.example").unwrap();
    assert!(path.starts_with("/admin/welcome/"), "{path}");
    path.to_owned()
}

/// Comes by a link and chooses [`PASSWORD`].
async fn come<'a>(app: &'a App, path: &str) -> Browser<'a> {
    let browser = app.browser();
    let form = [("password", PASSWORD), ("again", PASSWORD)];
    let reply = browser.post(path, &form).await;
    assert_eq!(reply.expect(303).header("location"), "/admin/orders", "{}", reply.text);
    browser.get("/admin/account").await.expect(200);
    browser
}

#[actix_web::test]
async fn a_link_of_the_command_line_lets_an_owner_in_once() {
    let app = App::real();
    let path = link(&app, &["add", "boss", "--role", "owner"]);
    // Chats fetch it to show what it is.
    for _ in 0..2 {
        let reply = Reply::of(app.get(&path)).await;
        reply.expect(200).expect_text(&["boss", "autocomplete=\"new-password\""]);
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("set-cookie"), "");
    }
    let browser = app.browser();
    for (form, words) in [
        ([("password", "short"), ("again", "short")], "At least 10 characters"),
        ([("password", PASSWORD), ("again", "another one")], "The passwords differ"),
    ] {
        browser.post(&path, &form).await.expect(422).expect_text(&[words]);
    }
    come(&app, &path).await;
    let again = app.browser().post(&path, &[("password", PASSWORD), ("again", PASSWORD)]).await;
    again.expect(410).expect_text(&["This link has been used"]);
    Reply::of(app.get(&path)).await.expect(410);
    Reply::of(app.get("/admin/welcome/nonsense")).await.expect(404);
}

#[actix_web::test]
async fn a_name_and_a_password_open_what_was_asked_for() {
    let app = App::real();
    come(&app, &link(&app, &["add", "boss", "--role", "owner"])).await;
    let browser = app.browser();
    let page = browser.get("/admin/sign-in?next=%2Fadmin%2Fstaff").await;
    page.expect(200).expect_text(&[
        "autocomplete=\"username\"",
        "autocomplete=\"current-password\"",
        "value=\"/admin/staff\"",
    ]);
    let form = |name, password| [("name", name), ("password", password), ("next", "/admin/staff")];
    let mut answers = Vec::new();
    for (name, password) in [("boss", "not the password"), ("nobody", PASSWORD)] {
        let refused = browser.post("/admin/sign-in", &form(name, password)).await;
        refused.expect(422).expect_text(&["The name or the password is wrong."]);
        assert_eq!(refused.header("set-cookie"), "");
        answers.push(refused.text.replace(name, "…"));
    }
    assert_eq!(answers[0], answers[1], "nobody learns which names there are");
    let entered = browser.post("/admin/sign-in", &form("boss", PASSWORD)).await;
    assert_eq!(entered.expect(303).header("location"), "/admin/staff");
    let cookies: Vec<_> = entered.headers.get_all("set-cookie").iter().collect();
    for cookie in cookies {
        let cookie = cookie.to_str().unwrap();
        for part in ["HttpOnly", "SameSite=Lax", "Path=/admin"] {
            assert!(cookie.contains(part), "{cookie}");
        }
    }
    browser.get("/admin/staff").await.expect(200);
    // Who is in is not asked again, and is led to no other site.
    let again = browser.get("/admin/sign-in?next=https%3A%2F%2Fevil.example%2Fadmin").await;
    assert_eq!(again.expect(303).header("location"), "/admin/orders");
}

#[actix_web::test]
async fn whoever_guesses_waits_and_whoever_was_here_does_not() {
    let app = App::real_with(&[("TRUSTED_PROXIES", "127.0.0.1")]);
    let owner = come(&app, &link(&app, &["add", "boss", "--role", "owner"])).await;
    let guess = [("name", "boss"), ("password", "a guess, no more")];
    let from = |nth: u8| {
        let request = app.post("/admin/sign-in").header("sec-fetch-site", "same-origin");
        request.header("x-forwarded-for", format!("203.0.113.{nth}")).form(&guess)
    };
    for nth in 1..=10 {
        Reply::of(from(nth)).await.expect(422);
    }
    let waits = Reply::of(from(11)).await;
    waits.expect(429);
    assert!(waits.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(waits.text.contains("Слишком много попыток"), "{}", waits.text);
    // From an address that is new too, with the browser that signed in before.
    owner.post("/admin/sign-out", &[]).await.expect(303);
    let form = [("name", "boss"), ("password", PASSWORD)];
    let entering = owner.posting("/admin/sign-in", &form).header("sec-fetch-site", "same-origin");
    let entered = Reply::of(entering.header("x-forwarded-for", "198.51.100.7")).await;
    assert_eq!(entered.expect(303).header("location"), "/admin/orders");
}

/// What a phone shows now.
fn code_of(secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).with_account_name("a").build().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    totp.generate(now.as_secs()).to_string()
}

#[actix_web::test]
async fn a_second_factor_is_asked_for_by_a_page_of_its_own() {
    let app = App::real();
    let browser = come(&app, &link(&app, &["add", "boss", "--role", "owner"])).await;
    let setup = browser.get("/admin/account/second-factor").await;
    let secret = between(&setup.expect(200).text, "name=\"secret\" value=\"", "\"").to_owned();
    assert!(secret.parse::<TotpSecret>().is_ok());
    let code = code_of(&secret);
    let form = |current, code| [("secret", secret.as_str()), ("current", current), ("code", code)];
    let path = "/admin/account/second-factor";
    browser.post(path, &form("a guess, no more", &code)).await.expect(422);
    browser.post(path, &form(PASSWORD, "12")).await.expect(422);
    let codes = browser.post(path, &form(PASSWORD, &code)).await;
    assert_eq!(codes.expect(200).text.matches("<li><code>").count(), second_factor::RECOVERY_CODES);
    let paper = between(&codes.text, "<li><code>", "</code>").to_owned();

    let form = [("name", "boss"), ("password", PASSWORD), ("next", "/admin/audit")];
    let fresh = app.browser();
    let half = fresh.post("/admin/sign-in", &form).await;
    let way = half.expect(303).header("location").to_owned();
    assert_eq!(way, "/admin/sign-in/code?next=%2Fadmin%2Faudit");
    let page = fresh.get(&way).await;
    page.expect(200).expect_text(&["autocomplete=\"one-time-code\"", "value=\"/admin/audit\""]);
    assert!(fresh.get("/admin/audit").await.header("location").starts_with("/admin/sign-in/code"));
    // The code that switched it on was used by that.
    let used = [("code", code.as_str()), ("next", "/admin/audit")];
    fresh.post("/admin/sign-in/code", &used).await.expect(422).expect_text(&["The code is wrong"]);
    let on_paper = [("code", paper.as_str()), ("next", "/admin/audit")];
    let given = fresh.post("/admin/sign-in/code", &on_paper).await;
    assert_eq!(given.expect(303).header("location"), "/admin/audit");
    fresh.get("/admin/audit").await.expect(200).expect_text(&["used a code on paper"]);

    let off = [("current", PASSWORD)];
    fresh.post("/admin/account/second-factor/off", &off).await.expect(303);
    let entered = app.browser().post("/admin/sign-in", &form).await;
    assert_eq!(entered.expect(303).header("location"), "/admin/audit");
}

#[actix_web::test]
async fn another_password_ends_what_was_open_elsewhere() {
    let app = App::real();
    let elsewhere = come(&app, &link(&app, &["add", "boss", "--role", "owner"])).await;
    let browser = app.browser();
    let form = [("name", "boss"), ("password", PASSWORD)];
    browser.post("/admin/sign-in", &form).await.expect(303);
    let account = browser.get("/admin/account").await;
    account.expect(200).expect_text(&["this browser", "End all but this one", "127.0.0.1"]);
    let new = "another long password";
    let wrong = [("current", "a guess, no more"), ("password", new), ("again", new)];
    browser.post("/admin/account/password", &wrong).await.expect(422);
    elsewhere.get("/admin/account").await.expect(200);
    let right = [("current", PASSWORD), ("password", new), ("again", new)];
    browser.post("/admin/account/password", &right).await.expect(303);
    browser.get("/admin/account").await.expect(200);
    elsewhere.get("/admin/account").await.expect(303);
}

#[actix_web::test]
async fn a_session_is_ended_from_another() {
    let app = App::real();
    let lost = come(&app, &link(&app, &["add", "boss", "--role", "owner"])).await;
    let browser = app.browser();
    let form = [("name", "boss"), ("password", PASSWORD)];
    browser.post("/admin/sign-in", &form).await.expect(303);
    browser.post("/admin/account/sessions/end-others", &[]).await.expect(303);
    lost.get("/admin/account").await.expect(303);
    browser.get("/admin/account").await.expect(200);
}

#[actix_web::test]
async fn the_command_line_looks_after_the_staff() {
    let app = App::real();
    come(&app, &link(&app, &["add", "boss", "--role", "owner"])).await;
    let picker = come(&app, &link(&app, &["add", "Ваня", "--role", "picker"])).await;
    let listed = String::from_utf8(staff(&app, &["list"]).stdout).unwrap();
    assert!(listed.contains("boss  owner") && listed.contains("Ваня  picker"), "{listed}");
    let refused = staff(&app, &["revoke", "boss"]);
    let errors = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && errors.contains("only owner"), "{errors}");
    assert!(!staff(&app, &["add", "ваня", "--role", "courier"]).status.success());
    assert!(!staff(&app, &["add", "x", "--role", "king"]).status.success());

    let again = link(&app, &["reset", "ваня"]);
    picker.get("/admin/account").await.expect(303);
    let picker = come(&app, &again).await;
    assert!(staff(&app, &["revoke", "Ваня"]).status.success());
    picker.get("/admin/account").await.expect(303);
    let form = [("name", "Ваня"), ("password", PASSWORD)];
    app.browser().post("/admin/sign-in", &form).await.expect(422);
}

#[actix_web::test]
async fn a_sandbox_has_an_owner_from_the_start() {
    let app = App::sandbox();
    let way_in = app.way_in.as_deref().expect("a sandbox prints a link");
    let path = &url::Url::parse(way_in).unwrap()[url::Position::BeforePath..];
    let browser = app.browser();
    browser.get(path).await.expect(200).expect_text(&["owner", "Sign in"]);
    let entered = browser.post(path, &[]).await;
    assert_eq!(entered.expect(303).header("location"), "/admin/orders");
    browser.get("/admin/staff").await.expect(200);
    app.browser().post(path, &[]).await.expect(410);
    assert!(App::real().way_in.is_none());
}
