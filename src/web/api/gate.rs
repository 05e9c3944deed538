//! The one gate to the API: which program comes, whether it may, and whether it comes too often.

use std::{
    collections::HashMap,
    future::{Ready, ready},
    sync::LazyLock,
};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};

use super::{ApiRoute, PREFIX, table};
use crate::{
    api_keys::{self, ApiKey, Program, Scope},
    clock::{self, UtcTime},
    db::StoreError,
    dromon::callback::bearer,
    limiter::Wait,
    web::{Error, Shop, request_id, respond::retry_after},
};

/// The table by its addresses: each request looks into it.
static ROUTES: LazyLock<HashMap<String, Vec<ApiRoute>>> = LazyLock::new(|| {
    let mut routes: HashMap<String, Vec<ApiRoute>> = HashMap::new();
    for route in table() {
        routes.entry(format!("{PREFIX}{}", route.path)).or_default().push(route);
    }
    routes
});

/// draft-ietf-httpapi-ratelimit-headers: what is allowed, and what is left of it.
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// The time that the allowance is told for, in seconds.
const WINDOW: u16 = 60;

/// Wraps every request to the API. A stranger learns nothing but that he is one, not even what there is.
pub async fn admit(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(shop) = request.app_data::<Data<Shop>>().cloned() else {
        return Ok(request.error_response(Error::NotFound));
    };
    let program = match program(request.request(), &shop).await {
        Ok(program) => program,
        Err(error) => return Ok(request.error_response(error)),
    };
    let left = match shop.programs.take_telling(&program.key_id) {
        Ok(left) => left,
        Err(wait) => return Ok(too_often(request, wait, &shop)),
    };
    let mut response = match allowed(&request, &program) {
        Ok(()) => {
            request.extensions_mut().insert(program);
            next.call(request).await?.map_into_boxed_body()
        }
        Err(refused) => refused.answer(request),
    };
    let again = u64::from(WINDOW.div_ceil(shop.config.api_rate.get()));
    tell_allowance(response.headers_mut(), left, again, &shop);
    Ok(response)
}

/// Why a program that is known may not go on.
enum Refused {
    NotThere,
    /// The methods that the address takes.
    Method(String),
    Scope(Scope),
}

impl Refused {
    fn answer(self, request: ServiceRequest) -> ServiceResponse<BoxBody> {
        match self {
            Self::NotThere => request.error_response(Error::NotFound),
            Self::Scope(scope) => request.error_response(Error::ScopeMissing(scope)),
            Self::Method(allow) => {
                let asked = request.method().to_string();
                let mut response = request.error_response(Error::MethodNotAllowed(asked));
                if let Ok(allow) = HeaderValue::from_str(&allow) {
                    response.headers_mut().insert(header::ALLOW, allow);
                }
                response
            }
        }
    }
}

fn allowed(request: &ServiceRequest, program: &Program) -> Result<(), Refused> {
    let pattern = request.match_pattern().ok_or(Refused::NotThere)?;
    let routes = ROUTES.get(&pattern).ok_or(Refused::NotThere)?;
    let method = if *request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let Some(route) = routes.iter().find(|route| route.method == *method) else {
        let methods: Vec<&str> = routes.iter().map(|route| route.method.as_str()).collect();
        return Err(Refused::Method(methods.join(", ")));
    };
    if program.scopes.contains(route.scope) { Ok(()) } else { Err(Refused::Scope(route.scope)) }
}

/// The program whose key the request carries. It is told the same whatever is wrong with the key.
async fn program(request: &HttpRequest, shop: &Data<Shop>) -> Result<Program, Error> {
    let refused = || {
        Error::Unauthorized(
            "the request needs `Authorization: Bearer <api key>`; `kassa api-key add NAME` makes a key".to_owned(),
        )
    };
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let (Some(value), None) = (values.next(), values.next()) else { return Err(refused()) };
    let key: ApiKey = bearer(value.as_bytes())
        .and_then(|credential| std::str::from_utf8(credential).ok())
        .and_then(|credential| credential.parse().ok())
        .ok_or_else(refused)?;
    let now = clock::now();
    let program = shop
        .store
        .read(move |connection| Ok::<_, Error>(api_keys::find(connection, &key, now)?))
        .await?
        .ok_or_else(refused)?;
    if program.is_to_be_recorded(now) {
        record_use(shop, program.clone(), now);
    }
    Ok(program)
}

/// Writes down, beside the request, that a key is used. If it fails the next request tries again.
fn record_use(shop: &Data<Shop>, program: Program, now: UtcTime) {
    let store = shop.store.clone();
    request_id::spawn(async move {
        let recorded = store
            .write(move |connection| {
                Ok::<_, StoreError>(api_keys::record_use(connection, &program, now)?)
            })
            .await;
        if let Err(error) = recorded {
            tracing::debug!(%error, "that a key was used was not written down");
        }
    });
}

fn too_often(request: ServiceRequest, wait: Wait, shop: &Shop) -> ServiceResponse<BoxBody> {
    let refusal = Error::TooMany(format!(
        "this key has asked {} times in a minute; ask again in {} s",
        shop.config.api_rate,
        wait.seconds()
    ));
    let mut response = HttpResponse::from_error(refusal);
    retry_after(&mut response, wait);
    tell_allowance(response.headers_mut(), 0, wait.seconds(), shop);
    request.into_response(response)
}

/// `again`: in how many seconds there is one more.
fn tell_allowance(headers: &mut HeaderMap, left: u32, again: u64, shop: &Shop) {
    let policy = format!("\"key\";q={};w={WINDOW}", shop.config.api_rate);
    for (name, value) in [(POLICY, policy), (LEFT, format!("\"key\";r={left};t={again}"))] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}

/// Whom the gate has let in.
impl FromRequest for Program {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let program = request.extensions().get::<Program>().cloned();
        // An address that is not behind the gate.
        ready(program.ok_or(Error::NotFound))
    }
}
