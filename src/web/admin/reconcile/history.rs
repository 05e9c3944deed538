//! Pasting lines of a history, and confirming what they tell of.

use std::collections::HashMap;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path, Payload},
};

use super::{
    Fields, HERE,
    decide::left_of,
    page::{self, Saying, Shown, who},
    problem, reason_if_any,
    result::sure,
};
use crate::{
    clock,
    desk::reconcile::{
        ReconcileError,
        history::{
            self, ByLine, LineView, MOST_BYTES, MOST_LINES, PasteError, PasteView, Pasted, Verdict,
        },
    },
    money::Ar,
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::frame,
        pages::admin::{
            reconcile::Problem,
            reconcile_history::{HistoryPage, KnownPayment, Line, NamedOrder},
        },
        respond::{render, see_other},
    },
};

/// How many lines one page shows.
const LINES: usize = 100;

/// A form's text grows on its way: a Cyrillic letter of two bytes becomes six.
const MOST_BODY: usize = 4 * MOST_BYTES;

/// `POST /admin/reconcile/history`
pub async fn paste(
    request: HttpRequest,
    signed_in: SignedIn,
    body: Payload,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let too_long = || Problem::PasteTooLong(count(MOST_BYTES / 1024));
    let Ok(body) = body.to_bytes_limited(MOST_BODY).await else {
        return page::refuse(&request, &signed_in, &shop, too_long()).await;
    };
    let body = body.map_err(|_| Error::Malformed("the form did not come whole".to_owned()))?;
    let fields = Fields::of_bytes(&body);
    let (text, recipient) = (fields.get("lines"), fields.get("recipient"));
    let refused = match Pasted::new(text, recipient) {
        Ok(pasted) => match keep(&signed_in, &shop, pasted).await {
            Ok(id) => return Ok(see_other(&paste_address(id))),
            Err(error) => problem(error)?,
        },
        Err(PasteError::Empty) => Problem::PasteEmpty,
        Err(PasteError::TooLong) => too_long(),
        Err(PasteError::TooMany) => Problem::PasteTooMany(count(MOST_LINES)),
    };
    let status = match refused {
        Problem::Changed => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let shown = Shown {
        pasted: text.chars().take(MOST_BYTES).collect(),
        recipient: Some(recipient.chars().take(100).collect()),
        ..Shown::problem(refused)
    };
    page::render_page(&request, &signed_in, &shop, shown, status).await
}

async fn keep(signed_in: &SignedIn, shop: &Shop, pasted: Pasted) -> Result<i64, ReconcileError> {
    let analysis =
        shop.store.read_long(move |connection| history::analyse(connection, &pasted)).await?;
    let actor = signed_in.actor();
    shop.store
        .write(move |connection| history::store(connection, &analysis, &actor, clock::now()))
        .await
}

fn paste_address(id: i64) -> String {
    format!("{HERE}/history/{id}")
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// `GET /admin/reconcile/history/{id}`
pub async fn show_paste(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
    let shown = match query.get("show") {
        Some(word) => Some(word.parse().map_err(|_| Error::NotFound)?),
        None => None,
    };
    let after = query.get("after").and_then(|place| place.parse().ok()).unwrap_or(0);
    lines(&request, &signed_in, &shop, Wanted { id, shown, after }, None, StatusCode::OK).await
}

/// Which lines.
struct Wanted {
    id: i64,
    shown: Option<Verdict>,
    after: i64,
}

async fn lines(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    wanted: Wanted,
    problem: Option<Problem>,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let Wanted { id, shown, after } = wanted;
    let seen = shop
        .store
        .read_long(move |connection| history::view(connection, id, shown, after, LINES))
        .await;
    let seen = match seen {
        Ok(seen) => seen,
        Err(error) => {
            super::problem(error)?;
            return Err(Error::NotFound);
        }
    };
    let mut admin = frame(request, signed_in, shop);
    admin.frame.here = paste_address(id);
    let said = Saying { now: clock::now(), shop, messages: admin.messages() };
    let PasteView { paste, counts, shown, lines, more } = seen;
    let counts =
        Verdict::ALL.iter().filter_map(|verdict| Some((*verdict, *counts.get(verdict)?))).collect();
    let more =
        more.map(|place| format!("{}?show={}&after={place}", paste_address(id), shown.as_str()));
    let page = HistoryPage {
        problem,
        paste: paste.id,
        at: said.moment(paste.at),
        who: who(&paste.made_by),
        recipient: paste.recipient,
        recipient_is_typed: paste.recipient_is_typed,
        shown,
        counts,
        lines: lines.into_iter().map(|each| line(each, &said)).collect(),
        more,
        admin,
    };
    render(status, &page)
}

fn line(each: LineView, said: &Saying<'_>) -> Line {
    let LineView { line, order, payment, earlier } = each;
    let since = line.payment_id.is_none() && line.verdict == Verdict::Missing;
    let read = line.read();
    let open = match &read {
        Ok(read) if since && payment.is_none() && order.is_some() => Some(read.sum.get()),
        _ => None,
    };
    let error = read.err();
    let of_first = earlier.as_ref().map_or(&line, |(first, _)| first);
    let confirmed = of_first
        .confirmed_by
        .as_ref()
        .zip(of_first.confirmed_at)
        .map(|(by, at)| (who(by), said.moment(at)));
    Line {
        id: line.id,
        place: line.place,
        error,
        order: order.map(|order| NamedOrder {
            status: order.status_at(said.now).as_str(),
            left: order.left_to_pay().map(|left| Ar::from(left).get()),
            version: order.last_event,
            uid: order.uid.to_string(),
        }),
        payment: payment.map(|payment| KnownPayment {
            sum: payment.sum.get(),
            at: said.moment(payment.at),
            sure: sure(payment.sure),
            counted: payment.counted,
            since,
        }),
        confirmed,
        earlier: earlier
            .map(|(first, paste)| (who(&paste.made_by), said.moment(paste.at), first.paste_id)),
        open,
        text: line.line,
    }
}

/// `POST /admin/reconcile/lines/{id}`: the payment that a line tells of has come.
pub async fn confirm_line(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<String>,
    form: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    let fields = Fields::new(form.into_inner());
    let found =
        shop.store.read(move |connection| Ok::<_, Error>(history::find(connection, id)?)).await?;
    let found = found.ok_or(Error::NotFound)?;
    let version = fields.number("version").ok_or(Error::NotFound)?;
    let refused = match why(&shop, &fields, &found).await {
        Ok(why) => {
            let actor = signed_in.actor();
            let written = shop
                .store
                .write(move |connection| {
                    history::confirm(connection, id, version, &why, &actor, clock::now())
                })
                .await;
            match written {
                Ok(()) => {
                    let address = paste_address(found.paste_id);
                    return Ok(see_other(&format!("{address}?show=missing#line-{id}")));
                }
                Err(error) => problem(error)?,
            }
        }
        Err(Ok(problem)) => problem,
        Err(Err(error)) => return Err(error),
    };
    let status = match refused {
        Problem::Changed | Problem::NotAllowed => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let wanted = Wanted {
        id: found.paste_id,
        shown: Some(Verdict::Missing),
        after: found.place.saturating_sub(1),
    };
    lines(&request, &signed_in, &shop, wanted, Some(refused), status).await
}

/// What there is besides the line: a reason, or else a balance that is larger by exactly its sum.
async fn why(
    shop: &Shop,
    fields: &Fields,
    line: &history::Line,
) -> Result<ByLine, Result<Problem, Error>> {
    if let Some(reason) = reason_if_any(fields).map_err(Ok)? {
        return Ok(ByLine::Reason(reason));
    }
    let sum = line.read().map_err(|_| Err(Error::NotFound))?.sum;
    match left_of(shop, None).await {
        Ok(Some((statement, left))) if left == Ar::from(sum) => {
            Ok(ByLine::Balance(statement, left))
        }
        Ok(_) => Err(Ok(Problem::LineNeedsMore)),
        Err(error) => Err(problem(error)),
    }
}
