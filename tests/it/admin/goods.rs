//! What the shop sells, as staff changes it.

mod browser;
mod edit;
mod picture;
mod table;

use diesel::prelude::*;
use kassa::{catalog::Product, db::schema::products};

use crate::support::{App, Colleague, between};

/// A form of a good as a person fills it in.
const EARTH: [(&str, &str); 6] = [
    ("name", "Шалкер с землёй"),
    ("description", "На огород\r\nили на замок"),
    ("price", "8"),
    ("category", "Блоки"),
    ("stack", "loose"),
    ("stock", "40"),
];

/// That form with other fields.
fn with<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = EARTH.into_iter().filter(|(name, _)| fields.iter().all(|(other, _)| other != name));
    kept.chain(fields.iter().copied()).collect()
}

/// Adds a good and returns the address of its page.
async fn add(staff: &Colleague<'_>, fields: &[(&str, &str)]) -> String {
    let added = staff.post("/admin/goods/new", fields).await;
    let location = added.expect(303).header("location").to_owned();
    location.split('?').next().unwrap().to_owned()
}

/// The good of that page as it is in the books.
fn good(app: &App, page: &str) -> Product {
    let id: i64 = page.rsplit('/').next().unwrap().parse().unwrap();
    Product::query().filter(products::id.eq(id)).get_result(&mut app.books()).unwrap()
}

/// What a page's form showed: its hidden fields.
fn shown(page: &str) -> [(&'static str, String); 2] {
    let field = |name: &str| between(page, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    [("version", field("version")), ("shown_stock", field("shown_stock"))]
}

/// Sends a form that was made when the page was as it is in `page`.
async fn send(
    staff: &Colleague<'_>,
    path: &str,
    page: &str,
    fields: &[(&str, &str)],
) -> crate::support::Reply {
    let hidden = shown(page);
    let mut form = with(fields);
    form.extend(hidden.iter().map(|(name, value)| (*name, value.as_str())));
    staff.post(path, &form).await
}
