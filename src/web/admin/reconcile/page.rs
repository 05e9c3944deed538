//! The page, as it stands now.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};

use super::{HERE, result};
use crate::{
    clock::{self, UtcTime},
    desk::reconcile::{self, Opening, ReconcileError, StatementPage, history},
    feed::Actor,
    i18n::Messages,
    staff::SignedIn,
    web::{
        Error, Shop,
        admin::frame,
        pages::{
            Moment,
            admin::reconcile::{self as view, Done, Past, Problem, RecentPaste, ReconcilePage},
        },
        respond::render,
    },
};

/// How many comparisons one page lists.
const PAST: usize = 20;
const OPENINGS: i64 = 20;
const PASTES: i64 = 5;

/// What a page shows besides what is in the books.
#[derive(Default)]
pub(super) struct Shown {
    pub problem: Option<Problem>,
    pub typed: String,
    pub pasted: String,
    pub recipient: Option<String>,
}

impl Shown {
    pub(super) fn problem(problem: Problem) -> Self {
        Self { problem: Some(problem), ..Self::default() }
    }
}

/// What an address asks for.
#[derive(Default)]
struct Asked {
    done: Option<Done>,
    /// Comparisons from before that one.
    before: Option<i64>,
    /// Payments from before that one.
    payments_before: Option<i64>,
}

impl Asked {
    fn of(request: &HttpRequest) -> Self {
        let query: HashMap<String, String> =
            url::form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
        let number = |name: &str| query.get(name).and_then(|value| value.parse().ok());
        let done = query.get("done");
        Self {
            done: Done::ALL.into_iter().find(|each| done.is_some_and(|word| word == each.word())),
            before: number("before"),
            payments_before: number("payments_before"),
        }
    }
}

/// What the books say.
struct Told {
    seen: i64,
    openings: Vec<Opening>,
    statements: StatementPage,
    latest: Option<result::Told>,
    recipient: String,
    pastes: Vec<history::Paste>,
}

/// Nothing was written, and why.
pub(super) async fn refuse(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    problem: Problem,
) -> Result<HttpResponse, Error> {
    let status = match problem {
        Problem::Changed | Problem::NotAllowed | Problem::Inbox(_) | Problem::BooksAway => {
            StatusCode::CONFLICT
        }
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    render_page(request, signed_in, shop, Shown::problem(problem), status).await
}

pub(super) async fn render_page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    shown: Shown,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let asked = Asked::of(request);
    let (before, payments_before, now) = (asked.before, asked.payments_before, clock::now());
    let told = shop
        .store
        .read_long(move |connection| {
            Ok::<_, ReconcileError>(Told {
                seen: reconcile::newest_payment(connection)?,
                openings: reconcile::openings(connection, OPENINGS)?,
                statements: reconcile::statements(connection, before, PAST)?,
                latest: result::read(connection, payments_before, now)?,
                recipient: history::last_recipient(connection)?,
                pastes: history::recent(connection, PASTES)?,
            })
        })
        .await;
    let told = match told {
        Ok(told) => told,
        Err(ReconcileError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(Error::Internal(error.into())),
    };
    let admin = frame(request, signed_in, shop);
    let admin = if request.method().is_safe() { admin } else { at_home(admin) };
    let said = Saying { now, shop, messages: admin.messages() };
    let page = ReconcilePage {
        problem: shown.problem,
        done: asked.done,
        typed: shown.typed,
        seen: told.seen,
        opening_id: told.openings.first().map_or(0, |opening| opening.id),
        openings: told.openings.iter().map(|opening| said.opening(opening)).collect(),
        result: told.latest.map(|latest| latest.outcome(&said)),
        past: told
            .statements
            .statements
            .iter()
            .map(|each| Past {
                at: said.moment(each.at),
                who: who(&each.made_by),
                stated: each.stated.get(),
                difference: each.difference().get(),
            })
            .collect(),
        older: told.statements.older.map(|id| format!("{HERE}?before={id}#past")),
        recipient: shown.recipient.unwrap_or(told.recipient),
        pasted: shown.pasted,
        pastes: told
            .pastes
            .iter()
            .map(|paste| RecentPaste {
                id: paste.id,
                at: said.moment(paste.at),
                who: who(&paste.made_by),
            })
            .collect(),
        admin,
    };
    render(status, &page)
}

/// A page that answers a form: a change of language leads to what answers GET.
fn at_home(
    mut admin: crate::web::pages::admin::AdminFrame,
) -> crate::web::pages::admin::AdminFrame {
    HERE.clone_into(&mut admin.frame.here);
    admin
}

/// What every part of a page is told with.
pub(super) struct Saying<'a> {
    pub now: UtcTime,
    pub shop: &'a Shop,
    pub messages: Messages,
}

impl Saying<'_> {
    pub(super) fn moment(&self, at: UtcTime) -> Moment {
        Moment::new(at.utc(), self.now.utc(), self.shop.config.time_zone, self.messages)
    }

    fn opening(&self, opening: &Opening) -> view::Opening {
        view::Opening {
            sum: opening.sum.get(),
            reason: opening.reason.clone(),
            at: self.moment(opening.at),
            who: who(&opening.made_by),
        }
    }
}

/// A colleague's name.
pub(super) fn who(actor: &Actor) -> String {
    actor.name().unwrap_or(actor.as_str()).to_owned()
}
