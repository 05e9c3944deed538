//! What waits for a person to decide.

mod cards;
mod claims;
mod decide;
mod missed;
mod notices;
mod refused;
mod silence;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

pub use claims::refuse_claim;
pub use decide::decide;
pub use missed::decide_missed;
pub use notices::decide_notice;
pub use refused::{receive, receive_all};

use super::frame;
use crate::{
    clock::{self, UtcTime},
    db::Connection,
    delivery::{self, HandOver, MOST_MISSED},
    desk::{
        WayOutKind,
        attention::{self, OpenRefund, Place},
    },
    notify::undelivered,
    orders::Order,
    payments::{
        DiscrepancyKind,
        claim::{self, MOST_WAITING, Waiting},
        refused::{Refused, waiting},
        silence::Silence,
    },
    staff::{Right, SignedIn},
    web::{
        Error, Shop,
        pages::{
            admin::{AttentionPage, Card, ClaimCard, Group, MissedCard, discrepancy_title},
            shorten,
        },
        respond::render,
    },
    webhooks,
};

const PATH: &str = "/admin/attention";

/// What the page says besides what waits.
#[derive(Clone, Debug, Default)]
enum Said {
    #[default]
    Nothing,
    /// That discrepancy has just been decided about.
    Done(i64),
    /// So many refused callbacks have just been received.
    Received(i64),
    /// It has just been decided what becomes of an order that nobody came for.
    Missed(missed::Done),
    /// The customer of that order has just been told that there is no such payment.
    Refused(String),
    /// A customer who says that he has paid was not answered.
    NotRefused,
    /// It was decided about messages that were not delivered.
    Notice(notices::Done),
    /// Nothing was decided about them: somebody was faster.
    NoticeGone,
    /// Nothing was done.
    Problem(Tried),
    /// Nothing was done with an order that nobody came for.
    InVain(missed::InVain),
}

/// What was tried in vain.
#[derive(Clone, Debug)]
struct Tried {
    status: StatusCode,
    /// The card on which it was.
    id: i64,
    way: Option<WayOutKind>,
    order: String,
    reason: String,
    why: Why,
}

/// Why it was in vain.
#[derive(Clone, Copy, Debug)]
enum Why {
    Changed,
    Gone,
    NoReason,
    LongReason,
    NoSuchOrder,
    NotAllowed,
    TooMuch(i64),
}

/// All that is read for the page.
struct Read {
    cases: Vec<cards::Known>,
    next: Option<Place>,
    missed: Vec<(Order, HandOver)>,
    became: Option<missed::Became>,
    /// Who says that he has paid.
    claims: Waiting,
    /// What could not be delivered.
    notices: undelivered::Waiting,
    /// The order whose customer has just been answered, if he has.
    told: Option<Order>,
    refunds: Vec<OpenRefund>,
    refused: Vec<Refused>,
    silence: Option<Silence>,
    webhooks: Vec<webhooks::Trouble>,
    /// What the page tells of what was just done: the kind, and whether it was put aside.
    done: Option<(DiscrepancyKind, bool)>,
}

/// `GET /admin/attention`, and `?after=…` for what stands further down.
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let said = said(&request);
    page(&request, &signed_in, &shop, said).await
}

fn query(request: &HttpRequest, wanted: &str) -> Option<String> {
    url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.into_owned())
}

fn said(request: &HttpRequest) -> Said {
    let number = |name| query(request, name).and_then(|number| number.parse().ok());
    if let Some(id) = number("done") {
        return Said::Done(id);
    }
    if let Some(count) = number("received") {
        return Said::Received(count);
    }
    if let Some(uid) = query(request, "refused-claim") {
        return Said::Refused(uid);
    }
    if let Some(done) = query(request, "notice").and_then(|done| notices::Done::read(&done)) {
        return Said::Notice(done);
    }
    let missed = query(request, "missed").zip(query(request, "way"));
    let missed = missed.and_then(|(uid, way)| missed::Done::read(&uid, &way));
    missed.map_or(Said::Nothing, Said::Missed)
}

async fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Data<Shop>,
    said: Said,
) -> Result<HttpResponse, Error> {
    let after = query(request, "after").and_then(|place| Place::read(&place));
    let now = clock::now();
    let to_say = said.clone();
    let found = shop.store.read(move |connection| read(connection, after, &to_say, now)).await?;
    let status = match &said {
        Said::Problem(tried) => tried.status,
        Said::InVain(tried) => tried.status,
        Said::NotRefused | Said::NoticeGone => StatusCode::CONFLICT,
        Said::Nothing
        | Said::Done(_)
        | Said::Received(_)
        | Said::Missed(_)
        | Said::Refused(_)
        | Said::Notice(_) => StatusCode::OK,
    };
    render(status, &view(request, signed_in, shop, found, &said, after.is_some(), now))
}

fn read(
    connection: &mut Connection,
    after: Option<Place>,
    said: &Said,
    now: UtcTime,
) -> Result<Read, Error> {
    let cases = attention::open(connection, after)?;
    let done = match said {
        Said::Done(id) => attention::find(connection, *id)?,
        _ => None,
    };
    let became = match said {
        Said::Missed(done) => missed::became(connection, done, now)?,
        _ => None,
    };
    let told = match said {
        Said::Refused(uid) => claims::refused(connection, uid)?,
        _ => None,
    };
    // All but the cards stands on the first page only.
    let first = after.is_none();
    Ok(Read {
        next: cases.next,
        cases: cases
            .cases
            .into_iter()
            .map(|case| cards::know(connection, case, now))
            .collect::<diesel::QueryResult<_>>()?,
        missed: if first { delivery::missed(connection, now, MOST_MISSED)? } else { Vec::new() },
        became,
        claims: if first { claim::open(connection)? } else { Waiting::default() },
        notices: if first {
            undelivered::open(connection)?
        } else {
            undelivered::Waiting::default()
        },
        told,
        refunds: if first { attention::open_refunds(connection)? } else { Vec::new() },
        refused: if first { waiting(connection)? } else { Vec::new() },
        silence: if first { crate::payments::silence::look(connection, now)? } else { None },
        webhooks: if first { webhooks::troubles(connection, now)? } else { Vec::new() },
        done: done
            .filter(|found| !found.is_open() || found.waits_since.is_some())
            .map(|found| (found.kind, found.is_open())),
    })
}

fn view(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    found: Read,
    said: &Said,
    later: bool,
    now: UtcTime,
) -> AttentionPage {
    let mut admin = frame(request, signed_in, shop);
    if let Said::Problem(_) | Said::InVain(_) | Said::NotRefused | Said::NoticeGone = said {
        // Where a form is sent to there is no page.
        PATH.clone_into(&mut admin.frame.here);
    }
    let m = admin.messages();
    let view = cards::View { frame: &admin.frame, signed_in, shop, said, now };
    let fresh = signed_in.is_fresh(Right::ManualMoney, now);
    let mut cards: Vec<(attention::Urgency, Card)> = Vec::new();
    for known in found.cases {
        cards.push((known.case.urgency, view.card(known)));
    }
    let missed: Vec<MissedCard> =
        found.missed.iter().map(|(order, hand_over)| view.missed(order, hand_over)).collect();
    let shown = |id| cards.iter().any(|(_, card)| card.id == id);
    let problem = match said {
        Said::Problem(tried) if !shown(tried.id) => Some(why(m, tried.why)),
        Said::InVain(tried) if !missed.iter().any(|card| card.uid == tried.uid) => {
            Some(tried.why.clone())
        }
        Said::NotRefused => Some(m.text("claims-changed")),
        Said::NoticeGone => Some(m.text("notices-gone")),
        _ => None,
    };
    let done = match (said, found.done) {
        (Said::Received(count), _) => {
            Some(m.with("attention-refused-received", &[("count", (*count).into())]))
        }
        (_, Some((kind, aside))) => {
            let title = discrepancy_title(m, kind).into();
            Some(if aside {
                m.with("attention-done-aside", &[("title", title)])
            } else {
                m.with("attention-done", &[("title", title)])
            })
        }
        _ => None,
    };
    let claims: Vec<ClaimCard> =
        found.claims.claims.iter().map(|(claim, order)| view.claim(claim, order)).collect();
    let most = i64::try_from(MOST_WAITING).unwrap_or(i64::MAX);
    AttentionPage {
        claims,
        more_claims: found.claims.more.then(|| m.with("claims-more", &[("most", most.into())])),
        told: found
            .told
            .map(|order| m.with("claims-refused", &[("uid", order.uid.as_str().into())])),
        notices: view.notices(&found.notices),
        notice_done: match said {
            Said::Notice(done) => Some(m.text(done.key())),
            _ => None,
        },
        done,
        problem,
        silence: found.silence.map(|silence| view.silence(&silence, !found.refused.is_empty())),
        webhooks: found.webhooks.iter().map(|trouble| view.webhook(trouble)).collect(),
        groups: groups(m, cards),
        next: found.next.map(|place| format!("{PATH}?after={}", place.written())),
        later,
        missed,
        became: found.became.map(|became| view.became(&became)),
        refunds: found.refunds.into_iter().map(|refund| view.refund(refund)).collect(),
        refused: view.refused(&found.refused, fresh),
        admin,
    }
}

fn groups(m: crate::i18n::Messages, cards: Vec<(attention::Urgency, Card)>) -> Vec<Group> {
    use attention::Urgency;
    let mut groups = [
        Group {
            id: "blocking",
            title: m.text("attention-blocking"),
            hint: Some(m.text("attention-blocking-hint")),
            aside: false,
            cards: Vec::new(),
        },
        Group {
            id: "usual",
            title: m.text("attention-usual"),
            hint: None,
            aside: false,
            cards: Vec::new(),
        },
        Group {
            id: "aside",
            title: m.text("attention-aside"),
            hint: Some(m.text("attention-aside-hint")),
            aside: true,
            cards: Vec::new(),
        },
    ];
    for (urgency, card) in cards {
        let place = match urgency {
            Urgency::Blocking => 0,
            Urgency::Usual => 1,
            Urgency::Aside => 2,
        };
        groups[place].cards.push(card);
    }
    groups.into_iter().filter(|group| !group.cards.is_empty()).collect()
}

fn why(m: crate::i18n::Messages, why: Why) -> String {
    match why {
        Why::Changed => m.text("attention-changed"),
        Why::Gone => m.text("attention-gone"),
        Why::NoReason => m.text("attention-no-reason"),
        Why::LongReason => m.text("attention-long-reason"),
        Why::NoSuchOrder => m.text("attention-no-such-order"),
        Why::NotAllowed => m.text("attention-not-allowed"),
        Why::TooMuch(most) => m.with("attention-too-much", &[("most", m.ar(most).into())]),
    }
}

/// The address of an order's page for staff.
fn order_path(uid: &str) -> String {
    format!("/admin/orders/{uid}")
}

/// What a payer wrote, as a page shows it.
fn short(text: &str) -> String {
    shorten(text, 80)
}
