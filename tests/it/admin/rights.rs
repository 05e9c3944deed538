//! Every address of the admin pages, with every role and with none.

use std::net::IpAddr;

use kassa::{
    clock,
    db::{Purpose, schema::sessions},
    staff::{self, Freshness, Role, Stage},
    web::admin::{Access, AdminRoute, table},
};

use diesel::prelude::*;
use reqwest::Method;

use crate::support::{App, Colleague};

/// The ways in: whoever there is may come.
const OPEN: &[(&str, &str)] = &[
    ("GET", "/admin/sign-in"),
    ("POST", "/admin/sign-in"),
    ("GET", "/admin/sign-in/code"),
    ("POST", "/admin/sign-in/code"),
    ("GET", "/admin/welcome/{secret}"),
    ("POST", "/admin/welcome/{secret}"),
];

/// The address with something in its places.
fn filled(path: &str) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, after) = after.split_once('}').unwrap();
        filled += before;
        filled += match place {
            "uid" => "48817-X",
            "id" | "delivery" => "1",
            _ => "nobody",
        };
        rest = after;
    }
    filled + rest
}

fn sending(app: &App, route: &AdminRoute, cookie: Option<&str>) -> reqwest::RequestBuilder {
    let method: Method = route.method.as_str().parse().unwrap();
    let mut request = app.request(method.clone(), &filled(route.path));
    request = request.header("sec-fetch-site", "same-origin");
    if method != Method::GET {
        request = request.form(&[("", "")]);
    }
    match cookie {
        Some(cookie) => request.header("cookie", cookie),
        None => request,
    }
}

/// Status and `Location`, as soon as they are there: an event stream would never end.
async fn answer(request: reqwest::RequestBuilder) -> (u16, String) {
    let answer = request.send().await.unwrap();
    let location = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    (answer.status().as_u16(), location.unwrap_or_default())
}

#[test]
fn only_the_ways_in_are_open() {
    let mut open: Vec<(String, &str)> = table()
        .into_iter()
        .filter(|route| route.access == Access::Anyone)
        .map(|route| (route.method.to_string(), route.path))
        .collect();
    open.sort_unstable();
    let mut expected: Vec<(String, &str)> =
        OPEN.iter().map(|(method, path)| ((*method).to_owned(), *path)).collect();
    expected.sort_unstable();
    assert_eq!(open, expected);
}

#[actix_web::test]
async fn each_role_comes_where_its_rights_lead() {
    let app = App::real();
    for route in table() {
        let Access::With(right) = route.access else { continue };
        let what = format!("{} {}", route.method, route.path);
        let (status, location) = answer(sending(&app, &route, None)).await;
        assert_eq!(status, 303, "{what}: nobody");
        assert!(location.starts_with("/admin/sign-in"), "{what}: {location}");
        for role in Role::ALL {
            // A session each time: some of these addresses end it.
            let Colleague { cookie, .. } = app.staff(role.as_str(), *role);
            let (status, location) = answer(sending(&app, &route, Some(&cookie))).await;
            let who = format!("{what}: {}", role.as_str());
            if staff::may(*role, right) {
                assert_ne!(status, 403, "{who}");
                assert!(status < 500, "{who}: {status}");
                let left = what == "POST /admin/sign-out"
                    || what == "POST /admin/account/sessions/{id}/end";
                let turned_away = location.starts_with("/admin/sign-in")
                    || location.starts_with("/admin/confirm");
                assert!(left || !turned_away, "{who}: {location}");
            } else {
                assert_eq!(status, 403, "{who}");
            }
        }
    }
}

#[actix_web::test]
async fn what_cannot_be_undone_asks_for_the_password_again() {
    let app = App::real();
    let Colleague { cookie, .. } = app.owner();
    let mut books = app.books_to_write();
    let long_ago = clock::UtcTime::from(chrono::Utc::now() - chrono::TimeDelta::hours(2));
    diesel::update(sessions::table)
        .set(sessions::confirmed_at.eq(long_ago))
        .execute(&mut books)
        .unwrap();
    let mut asked = 0;
    for route in table() {
        let Access::With(right) = route.access else { continue };
        if right.freshness() == Freshness::Any {
            continue;
        }
        asked += 1;
        let (status, location) = answer(sending(&app, &route, Some(&cookie))).await;
        let what = format!("{} {}", route.method, route.path);
        assert_eq!(status, 303, "{what}");
        assert!(location.starts_with("/admin/confirm"), "{what}: {location}");
        if route.method == "GET" {
            let back = filled(route.path).replace('/', "%2F");
            assert_eq!(location, format!("/admin/confirm?next={back}"));
        }
    }
    assert!(asked > 0);
}

#[actix_web::test]
async fn whoever_lacks_a_right_is_told_which() {
    let app = App::real();
    let reply = app.staff("picker", Role::Picker).get("/admin/staff").await;
    reply.expect(403).expect_text(&["Вашей роли сюда нельзя", "«сотрудники»", "href=\"/admin\""]);
}

#[actix_web::test]
async fn half_a_sign_in_opens_nothing() {
    let app = App::real();
    app.owner();
    let mut books = app.config.database.connect(Purpose::Write).unwrap();
    let name = "Хозяин".parse().unwrap();
    let id = staff::find_by_name(&mut books, &name).unwrap().unwrap().id;
    let here = IpAddr::from([127, 0, 0, 1]);
    let half =
        staff::open(&mut books, id, Stage::SecondFactor, here, "tests", clock::now()).unwrap();
    let cookie = format!("kassa_staff={}", half.expose());
    for route in table() {
        if let Access::With(_) = route.access {
            let (status, location) = answer(sending(&app, &route, Some(&cookie))).await;
            assert_eq!(status, 303, "{}", route.path);
            assert!(location.starts_with("/admin/sign-in/code"), "{}: {location}", route.path);
        }
    }
}

#[actix_web::test]
async fn a_head_is_answered_like_a_get() {
    let app = App::real();
    let head = |cookie: Option<String>| {
        let request = app.request(Method::HEAD, "/admin/staff");
        answer(match cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        })
    };
    assert_eq!(head(None).await.0, 303);
    assert_eq!(head(Some(app.owner().cookie)).await.0, 200);
    assert_eq!(head(Some(app.staff("picker", Role::Picker).cookie)).await.0, 403);
}

#[actix_web::test]
async fn a_session_that_has_ended_opens_nothing() {
    let app = App::real();
    let owner = app.owner();
    owner.get("/admin/account").await.expect(200);
    let left = owner.post("/admin/sign-out", &[]).await;
    assert_eq!(left.expect(303).header("location"), "/admin/sign-in");
    assert!(left.header("set-cookie").contains("Max-Age=0"), "{:?}", left.headers);
    // Whoever has kept its secret.
    let stolen = owner.get("/admin/account").await;
    assert!(stolen.expect(303).header("location").starts_with("/admin/sign-in"));
}
