//! The API's description, `OpenAPI` 3.1, made from the handlers and their types.

use std::{collections::BTreeMap, sync::LazyLock};

use actix_web::{HttpResponse, http::header};
use serde::Serialize;
use utoipa::{
    IntoResponses, Modify, OpenApi, PartialSchema, ToSchema,
    openapi::{
        self, Content, HeaderBuilder, Ref, RefOr, Response, ResponseBuilder,
        path::{Operation, PathItem},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::{
    PREFIX, customers, discrepancies, events, goods, orders, payment_links, payments, table,
    webhooks,
};
use crate::web::error::{self, FieldProblem};

/// The document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kassa",
        description = "Orders and payments of a shop that is paid through Dromon. Sums are whole АР, times UTC.\n\nEach request needs a key, `Authorization: Bearer kassa_…`, made by `kassa api-key add` or on the staff's page of keys. What it opens is told by its scopes: `read`, `orders`, `settle`, `admin`. In a minute a key may ask as often as the shop allows (`RateLimit-Policy`); whoever asks more often is told to wait (429, `Retry-After`).\n\nEvery POST takes an `Idempotency-Key`: the same request under the same key is carried out once, and answered the same. What is refused is refused as problem details (RFC 9457), whose `type` tells what is the matter.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    paths(
        orders::place::place,
        orders::list::list,
        orders::show::show,
        orders::moves::make,
        orders::moves::cancel,
        orders::moves::note,
        payments::list,
        payments::show,
        discrepancies::list,
        discrepancies::show,
        discrepancies::resolve,
        goods::list,
        goods::add,
        goods::show,
        goods::change,
        goods::delete,
        payment_links::list,
        payment_links::add,
        payment_links::show,
        payment_links::change,
        payment_links::delete,
        customers::list,
        customers::show,
        customers::block,
        customers::unblock,
        events::read,
        webhooks::list,
        webhooks::add,
        webhooks::show,
        webhooks::change,
        webhooks::remove,
        webhooks::rotate_secret,
        webhooks::test,
        webhooks::redeliver,
        webhooks::deliveries,
        webhooks::delivery,
    ),
    components(schemas(ProblemView, orders::list::OrdersSort)),
    tags(
        (name = "orders", description = "What customers asked for, and where it stands"),
        (name = "payments", description = "Money that was credited"),
        (name = "discrepancies", description = "What does not add up, until somebody has looked at it"),
        (name = "goods", description = "What the shop sells"),
        (name = "payment links", description = "Links of the shop's own, /l/…: each use is an order"),
        (name = "customers", description = "Nicknames, and who may not order"),
        (name = "events", description = "Everything that happens, in order"),
        (name = "webhooks", description = "Whom the shop tells what happens, and what became of it"),
    ),
    modifiers(&Keys, &Scopes, &Refusals),
)]
struct Document;

/// The description as it is served, and as it is checked in.
#[must_use]
pub fn json() -> &'static str {
    &JSON
}

static JSON: LazyLock<String> = LazyLock::new(|| {
    let mut json = document().to_pretty_json().unwrap_or_default();
    json.push('\n');
    json
});

/// The description.
#[must_use]
pub fn document() -> openapi::OpenApi {
    let document = Document::openapi();
    // Addresses stand in it as they are asked for.
    let paths: BTreeMap<String, PathItem> = document
        .paths
        .paths
        .iter()
        .map(|(path, item)| (format!("{PREFIX}{path}"), item.clone()))
        .collect();
    let mut document = document;
    document.paths.paths = paths.into_iter().collect();
    document
}

/// `GET /api/openapi.json`
pub async fn show() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(header::ContentType::json())
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(json())
}

/// Every request needs a key.
struct Keys;

const KEY: &str = "key";

impl Modify for Keys {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A key of the shop's, as `kassa api-key add` prints it"))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(KEY, SecurityScheme::Http(scheme));
    }
}

/// What each operation asks for, as the table of addresses has it.
struct Scopes;

impl Modify for Scopes {
    fn modify(&self, document: &mut openapi::OpenApi) {
        for route in table() {
            let item = document.paths.paths.get_mut(route.path);
            let operation = item.and_then(|item| operation(item, route.method.as_str()));
            if let Some(operation) = operation {
                let scopes = [route.scope.as_str()];
                operation.security = Some(vec![SecurityRequirement::new(KEY, scopes)]);
            }
        }
    }
}

/// The operation of that method.
fn operation<'a>(item: &'a mut PathItem, method: &str) -> Option<&'a mut Operation> {
    match method {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "PATCH" => item.patch.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}

/// Why a request was not carried out (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
struct ProblemView {
    /// Which problem it is: stable, for programs.
    #[schema(schema_with = problem_types)]
    r#type: String,
    /// The status in words.
    title: String,
    status: u16,
    /// What was wrong, and what to do, for people.
    detail: String,
    /// The fields that are not as they should be.
    #[schema(nullable = false)]
    errors: Option<Vec<FieldProblem>>,
}

fn problem_types() -> RefOr<openapi::schema::Schema> {
    use openapi::schema::{ObjectBuilder, Type};
    let types = error::SLUGS.iter().map(|slug| format!("{}{slug}", error::PROBLEM));
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(types)).into()
}

/// What any request may be refused with.
pub enum Refusal {}

/// The statuses, and when they come.
const REFUSALS: [(u16, &str); 12] = [
    (400, "It cannot be read"),
    (401, "There is no key, or none that opens anything"),
    (403, "The key lacks the scope, or the customer is blocked"),
    (404, "There is nothing at this address"),
    (409, "As things stand it cannot be done"),
    (412, "It is not what `If-Match` names any more"),
    (413, "The body is too large"),
    (
        422,
        "Some fields are not as they should be, or the Idempotency-Key came with another request",
    ),
    (429, "The key asks too often"),
    (500, "Something went wrong on our side"),
    (503, "It cannot be done right now; try again in a moment"),
    (405, "The address does not take such requests"),
];

impl IntoResponses for Refusal {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let refusal = |(status, _): (u16, &str)| {
            let named = Ref::from_response_name(response_name(status));
            (status.to_string(), RefOr::Ref(named))
        };
        REFUSALS.into_iter().map(refusal).collect()
    }
}

fn response_name(status: u16) -> String {
    format!("Refused{status}")
}

/// The refusals stand in the document once, and each operation refers to them.
struct Refusals;

impl Modify for Refusals {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        for (status, description) in REFUSALS {
            let problem = Ref::from_schema_name("Problem");
            let content = Content::new(Some(RefOr::Ref(problem)));
            let mut response = ResponseBuilder::new()
                .description(description)
                .content("application/problem+json", content);
            if matches!(status, 429 | 503) {
                let header = HeaderBuilder::new()
                    .schema(Some(<u64 as PartialSchema>::schema()))
                    .description(Some("In how many seconds to try again"));
                response = response.header("Retry-After", header.build());
            }
            components.responses.insert(response_name(status), RefOr::T(response.build()));
        }
    }
}
