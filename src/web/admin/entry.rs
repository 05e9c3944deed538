//! What the ways in have in common.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
};
use askama::Template;

use super::{device_cookie, gate, session_cookie};
use crate::{
    staff::{Caller, Device, SessionSecret, Stage},
    web::{
        Error, Shop, client,
        pages::{Frame, admin::EntryProblem},
        respond::{self, render, see_other},
        shop,
    },
};

/// Who asks to be let in.
pub fn caller(request: &HttpRequest, shop: &Shop) -> Caller {
    let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    Caller {
        address: address(request, shop),
        agent: agent.unwrap_or_default().to_owned(),
        device: device_cookie::read(request, shop),
    }
}

/// Where the request comes from.
pub fn address(request: &HttpRequest, shop: &Shop) -> std::net::IpAddr {
    // Whoever listens on a socket without addresses, as tests may, is here.
    client::address(request, &shop.config.trusted_proxies)
        .unwrap_or(std::net::Ipv4Addr::UNSPECIFIED.into())
}

/// The frame of a page that a form leads back to: a change of language asks for that page again.
pub fn frame(request: &HttpRequest, shop: &Shop) -> Frame {
    Frame { here: request.path().to_owned(), ..shop::frame(request, shop) }
}

/// Somebody is in, or half-way: his browser is known from now on.
pub fn let_in(
    request: &HttpRequest,
    shop: &Shop,
    staff_id: i64,
    secret: &SessionSecret,
    stage: Stage,
    next: Option<&str>,
) -> HttpResponse {
    let mut answer = match stage {
        Stage::Open => see_other(gate::safe_next(next)),
        Stage::SecondFactor => see_other(&gate::leading_to(gate::SECOND_FACTOR, next)),
    };
    session_cookie::write(&mut answer, secret, shop);
    if stage == Stage::Open {
        let known = device_cookie::read(request, shop).filter(|device| device.is_of(staff_id));
        device_cookie::write(&mut answer, &known.unwrap_or_else(|| Device::new(staff_id)), shop);
    }
    answer
}

/// A form's page again, with what was wrong.
pub fn again(page: &impl Template, problem: EntryProblem) -> Result<HttpResponse, Error> {
    let status = match problem {
        EntryProblem::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let mut answer = render(status, page)?;
    if let EntryProblem::Wait(wait) = problem {
        respond::retry_after(&mut answer, wait);
    }
    Ok(answer)
}

/// The `next` of an address.
pub fn next(request: &HttpRequest) -> Option<String> {
    url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "next")
        .map(|(_, next)| next.into_owned())
}
