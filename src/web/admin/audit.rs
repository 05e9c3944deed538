//! `GET /admin/audit`: who did what.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

use super::{frame, moment};
use crate::{
    clock,
    staff::{
        SignedIn,
        audit::{self, Search, What},
    },
    web::{
        Error, Shop,
        pages::admin::{AuditPage, AuditRow},
        respond::render,
    },
};

/// More than anything that is looked for is long.
const LONGEST: usize = 100;

pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let search = search(request.query_string())?;
    let asked = search.clone();
    // What nobody has may be looked for in vain through all of the log.
    let (lines, more) = shop
        .store
        .read_long(move |connection| Ok::<_, Error>(audit::search(connection, &asked)?))
        .await?;
    let now = clock::now();
    let admin = frame(&request, &signed_in, &shop);
    let older = lines.last().filter(|_| more).map(|last| address(&search, last.id));
    let page = AuditPage {
        rows: lines
            .into_iter()
            .map(|line| AuditRow {
                at: moment(line.at, now, &admin, &shop),
                who: line.who,
                what: line.what,
                source: line.source,
                subject: line.subject,
                note: line.note,
            })
            .collect(),
        is_searched: search != Search::default(),
        who: search.who,
        what: search.what,
        source: search.source,
        subject: search.subject,
        older,
        admin,
    };
    render(StatusCode::OK, &page)
}

fn search(query: &str) -> Result<Search, Error> {
    let fields: HashMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let text = |name: &str| -> String {
        let text = fields.get(name).map(|value| value.trim()).unwrap_or_default();
        text.chars().filter(|char| *char != '\0').take(LONGEST).collect()
    };
    let what = text("what");
    let before = text("before");
    Ok(Search {
        who: text("who"),
        what: match what.as_str() {
            "" => None,
            what => Some(what.parse::<What>().map_err(|_| Error::NotFound)?),
        },
        source: text("source"),
        subject: text("subject"),
        before: match before.as_str() {
            "" => None,
            id => Some(id.parse().map_err(|_| Error::NotFound)?),
        },
    })
}

/// Where the rows before that one are.
fn address(search: &Search, before: i64) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let what = search.what.map(What::as_str).unwrap_or_default();
    let fields = [
        ("who", search.who.as_str()),
        ("what", what),
        ("source", &search.source),
        ("subject", &search.subject),
    ];
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    format!("/admin/audit?{}", query.append_pair("before", &before.to_string()).finish())
}
