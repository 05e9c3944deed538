//! The sandbox's addresses.
//!
//! A script pays as a browser does: `curl -H 'Sec-Fetch-Site: none' -d fault=lost '<payment link>'`.

use std::collections::HashMap;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    middleware::DefaultHeaders,
    web,
};
use askama::Template;
use chrono::Utc;

use super::{
    Sandbox,
    fault::{Fault, FaultError},
    hints,
    journal::Callback,
    link::Link,
    page,
    pay::Paid,
    payer::Payer,
    plan, press,
    registration::Registration,
    views::{Entered, IndexPage, OutcomePage, PayPage},
};
use crate::i18n::{Lang, Messages};

/// No script at all, and styles from here only. `form-action` allows only the sandbox itself; the way
/// back to the shop is a plain link, which it does not concern.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// All routes of the stand-in; they are mounted on a listener of their own.
pub fn routes(
    sandbox: web::Data<Sandbox>,
) -> impl FnOnce(&mut web::ServiceConfig) + Clone + 'static {
    move |config| {
        let headers = DefaultHeaders::new()
            .add((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
            .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .add((header::CACHE_CONTROL, "no-store"));
        config.service(
            web::scope("")
                .app_data(sandbox)
                .wrap(headers)
                .route("/", web::get().to(index))
                .route("/sandbox.css", web::get().to(stylesheet))
                .route("/sandbox.svg", web::get().to(icon))
                // Not `{app}/{sum}`: the address is taken apart as Dromon's page does it.
                .service(web::resource("/app/{link:.*}").get(show).post(pay)),
        );
    }
}

async fn stylesheet() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .body(include_str!("../../static/sandbox.css"))
}

async fn icon() -> HttpResponse {
    HttpResponse::Ok().content_type("image/svg+xml").body(include_str!("../../static/sandbox.svg"))
}

async fn index(request: HttpRequest, sandbox: web::Data<Sandbox>) -> HttpResponse {
    let entries = sandbox.journal().entries();
    let page = IndexPage::new(messages(&request), &sandbox.config, &entries);
    render(StatusCode::OK, &page)
}

/// The payment page.
async fn show(request: HttpRequest, sandbox: web::Data<Sandbox>) -> HttpResponse {
    let t = messages(&request);
    match open(&request, &sandbox) {
        Ok((_, link)) => {
            let entered = Entered::new(HashMap::new(), sandbox.config.fault);
            let page = PayPage::new(t, &link, &entered, None);
            render(StatusCode::OK, &page)
        }
        Err(refused) => *refused,
    }
}

/// The page's button and Dromon's pay step.
async fn pay(
    request: HttpRequest,
    sandbox: web::Data<Sandbox>,
    form: web::Form<HashMap<String, String>>,
) -> HttpResponse {
    let t = messages(&request);
    if !is_same_origin(&request) {
        let page = OutcomePage::refused(t, Some(t.text("sandbox-refused-origin")), None);
        return render(StatusCode::FORBIDDEN, &page);
    }
    let (app, link) = match open(&request, &sandbox) {
        Ok(opened) => opened,
        Err(refused) => return *refused,
    };
    let entered = Entered::new(form.into_inner(), sandbox.config.fault);
    let (payer, fault) = match read(&link, &entered) {
        Ok(read) => read,
        Err(error) => {
            let page = PayPage::new(t, &link, &entered, Some(error));
            return render(StatusCode::BAD_REQUEST, &page);
        }
    };
    let address = request.uri().to_string();
    if fault == Fault::Fails {
        let page = OutcomePage::refused(t, None, Some(t.text("sandbox-refused-fails")))
            .with_return(&link, &address);
        return render(StatusCode::BAD_REQUEST, &page);
    }
    match press::pay_step(&app, &link, entered.sum(), fault) {
        Ok(paid) => {
            settle(&sandbox, payer, &paid, fault);
            render(StatusCode::OK, &OutcomePage::paid(t, &link, &paid, &address))
        }
        Err(refusal) => {
            let (reason, hint) = hints::of_refusal(t, refusal, &app, &link);
            let page = OutcomePage::refused(t, Some(reason), Some(hint))
                .with_code(refusal.code())
                .with_return(&link, &address);
            let status = StatusCode::from_u16(refusal.status());
            render(status.unwrap_or(StatusCode::BAD_REQUEST), &page)
        }
    }
}

/// The link and its app, or the page that says why there is no form.
fn open(
    request: &HttpRequest,
    sandbox: &Sandbox,
) -> Result<(Registration, Link), Box<HttpResponse>> {
    let t = messages(request);
    let app = Registration::from(&sandbox.config);
    let address = request.uri().path_and_query();
    let link = address.and_then(|address| Link::parse(address.as_str()));
    let Some(link) = link else {
        let page = OutcomePage::refused(t, Some(t.text("sandbox-refused-app")), None);
        return Err(render(StatusCode::NOT_FOUND, &page).into());
    };
    match page::open(&app, &link) {
        Ok(()) => Ok((app, link)),
        Err(refusal) => {
            let refusal = refusal.into();
            let (reason, hint) = hints::of_refusal(t, refusal, &app, &link);
            let page = OutcomePage::refused(t, Some(reason), Some(hint));
            let status = StatusCode::from_u16(refusal.status());
            Err(render(status.unwrap_or(StatusCode::BAD_REQUEST), &page).into())
        }
    }
}

/// What the payer entered, or the key of the text that says what is wrong with it.
fn read(link: &Link, entered: &Entered) -> Result<(Payer, Fault), &'static str> {
    let payer = Payer::named(entered.nickname()).map_err(|_| "sandbox-pay-bad-nickname")?;
    let fault = entered.fault().map_err(|error| match error {
        FaultError::Unknown | FaultError::NoParameter(_) => "sandbox-pay-bad-fault",
        FaultError::Seconds(_) => "sandbox-pay-bad-seconds",
        FaultError::Mebibytes(_) => "sandbox-pay-bad-mib",
    })?;
    match page::form_block(link.sum.as_deref().unwrap_or(entered.sum())) {
        Some(block) => Err(hints::of_block(block)),
        None => Ok((payer, fault)),
    }
}

/// Writes a payment down and sends its callbacks, without letting the payer wait for the shop.
fn settle(sandbox: &web::Data<Sandbox>, payer: Payer, paid: &Paid, fault: Fault) {
    let now = Utc::now();
    let secret = &sandbox.config.app.secret;
    let deliveries = match plan::plan(paid, &payer, fault, now, secret) {
        Ok(deliveries) => deliveries,
        Err(error) => return tracing::error!(%error, "a callback could not be written as JSON"),
    };
    let time = plan::spell(now);
    let callbacks = match sandbox.config.callback_url {
        Some(_) => deliveries.iter().map(Callback::from).collect(),
        None => Vec::new(),
    };
    let payment = sandbox.journal().record(time, payer, paid.clone(), fault, callbacks);
    let sandbox = sandbox.clone();
    actix_web::rt::spawn(async move { sandbox.deliver(payment, fault, deliveries).await });
}

fn messages(request: &HttpRequest) -> Messages {
    let languages = request.headers().get(header::ACCEPT_LANGUAGE);
    let languages = languages.and_then(|value| value.to_str().ok());
    Messages::for_lang(Lang::negotiate(languages))
}

/// A payment is asked for by a page of the sandbox, not by another site that the developer looks at.
fn is_same_origin(request: &HttpRequest) -> bool {
    let value = |name| request.headers().get(name)?.to_str().ok();
    if let Some(site) = value("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    // Browsers leave `Sec-Fetch-Site` out on plain http other than localhost's.
    let origin = value("origin").and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(_, origin)| Some(origin) == value("host"))
}

fn render(status: StatusCode, page: &impl Template) -> HttpResponse {
    match page.render() {
        Ok(html) => HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html),
        Err(error) => {
            tracing::error!(%error, "a page of the sandbox could not be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}
