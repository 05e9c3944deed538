//! `/admin/export`: what the order list's filter finds, as tables for a spreadsheet.

mod file;

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web::Data,
};

use super::{entry, frame, orders::view::View};
use crate::{
    catalog, clock,
    export::Table,
    order_list,
    staff::{
        SignedIn,
        audit::{self, Entry, What},
    },
    web::{
        Error, Shop, language,
        pages::{
            admin::export::{self as pages, ExportPage, Offer},
            shorten,
        },
        respond::render,
    },
};

/// `GET /admin/export`: which tables there are, and of which orders.
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let view = asked(&request);
    let product = match view.product {
        None => None,
        Some(id) => {
            let goods = shop.store.read(|c| Ok::<_, Error>(catalog::window(c)?)).await?;
            let found = goods.into_iter().find(|good| good.id == id);
            Some(found.map_or_else(|| id.to_string(), |good| shorten(good.name.as_str(), 60)))
        }
    };
    let admin = frame(&request, &signed_in, &shop);
    let query = view.query();
    let page = ExportPage {
        conditions: pages::conditions(&pages::Asked {
            show: view.show,
            from: view.from,
            until: view.until,
            trouble: view.trouble,
            product,
            payer: &view.payer,
            search: &view.search,
            messages: admin.messages(),
        }),
        offers: Table::ALL
            .iter()
            .map(|table| Offer {
                table: *table,
                address: match query.as_str() {
                    "" => format!("/admin/export/{}.csv", table.as_str()),
                    query => format!("/admin/export/{}.csv?{query}", table.as_str()),
                },
            })
            .collect(),
        back: view.address(),
        admin,
    };
    render(StatusCode::OK, &page)
}

/// `GET /admin/export/orders.csv`
pub async fn orders(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    download(Table::Orders, &request, &signed_in, &shop).await
}

/// `GET /admin/export/payments.csv`
pub async fn payments(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    download(Table::Payments, &request, &signed_in, &shop).await
}

/// `GET /admin/export/lines.csv`
pub async fn lines(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    download(Table::Lines, &request, &signed_in, &shop).await
}

/// All of the list, wherever in it somebody was.
fn asked(request: &HttpRequest) -> View {
    View::parse(request.query_string()).at(order_list::From::Start)
}

async fn download(
    table: Table,
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Data<Shop>,
) -> Result<HttpResponse, Error> {
    let view = asked(request);
    let now = clock::now();
    let zone = shop.config.time_zone;
    let mut answer = HttpResponse::Ok();
    let when = now.utc().with_timezone(&zone).format("%Y-%m-%d-%H%M");
    answer.content_type("text/csv; charset=utf-8").insert_header((
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"kassa-{}-{when}.csv\"", table.as_str()),
    ));
    // Whoever asks for the head alone takes nothing with him.
    if *request.method() == Method::HEAD {
        return Ok(answer.finish());
    }
    let by = signed_in.by(entry::address(request, shop));
    let query = view.query();
    shop.store
        .write(move |connection| {
            let note = Some(query.as_str()).filter(|query| !query.is_empty());
            let subject = Some(table.as_str());
            let entry = Entry { by: &by, what: What::Export, subject, note, at: now };
            Ok::<_, Error>(audit::record(connection, &entry)?)
        })
        .await?;
    let messages = language::messages(request);
    let file = file::Asked {
        table,
        filter: view.filter(zone),
        sort: view.sort,
        words: pages::Words { messages, zone },
        separator: pages::separator(messages.lang()),
        now,
    };
    Ok(answer.streaming(file::read(file, Arc::clone(shop)).await?))
}
