//! `/admin/blocks`: who may not order. Somebody is blocked by one of his orders: that tells what he is known by.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path, Query},
};
use serde::Deserialize;

use super::{entry, frame, moment};
use crate::{
    clock,
    customers::{Block, BlockKind, blocks},
    db::Connection,
    desk::{
        By, DeskError, Reason, ReasonError,
        block::{self, KnownBy},
    },
    orders::{self, Order},
    staff::{
        SignedIn,
        audit::{self, Entry, What},
    },
    web::{
        Error, Shop,
        pages::{
            self,
            admin::{BlockForm, BlockProblem, BlockRow, BlocksPage},
        },
        respond::{render, see_other},
    },
};

const HERE: &str = "/admin/blocks";

#[derive(Deserialize)]
pub struct Asked {
    /// The order whose customer is meant.
    order: Option<String>,
    /// Only blocks before that one.
    before: Option<i64>,
}

/// `GET /admin/blocks?order=<uid>`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    asked: Query<Asked>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let asked = asked.into_inner();
    let tried = asked.order.map(|uid| Tried { uid, ..Tried::default() });
    page(&request, &signed_in, &shop, tried, asked.before).await
}

/// What was tried, and what was wrong with it.
#[derive(Default)]
struct Tried {
    uid: String,
    kinds: Vec<BlockKind>,
    reason: String,
    problem: Option<BlockProblem>,
}

/// `POST /admin/blocks`
pub async fn add(
    request: HttpRequest,
    signed_in: SignedIn,
    fields: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let mut tried = Tried::default();
    for (name, value) in fields.into_inner() {
        match name.as_str() {
            "order" => tried.uid = value,
            "by" => tried.kinds.extend(value.parse::<BlockKind>()),
            "reason" => tried.reason = value,
            _ => {}
        }
    }
    let reason: Result<Reason, ReasonError> = tried.reason.parse();
    let reason = match reason {
        _ if tried.kinds.is_empty() => Err(BlockProblem::Nothing),
        Ok(reason) => Ok(reason),
        Err(error) => Err(BlockProblem::Reason(error)),
    };
    let reason = match reason {
        Ok(reason) => reason,
        Err(problem) => {
            let tried = Tried { problem: Some(problem), ..tried };
            return page(&request, &signed_in, &shop, Some(tried), None).await;
        }
    };
    let by = By::new(signed_in.actor(), Some(reason));
    let who = signed_in.by(entry::address(&request, &shop));
    let blocked = shop.store.write(move |connection| {
        let at = clock::now();
        let order = orders::find_by_uid(connection, &tried.uid)?.ok_or(DeskError::NotFound)?;
        for known in block::block(connection, order.id, &tried.kinds, &by, at)? {
            let (subject, note) = (Some(subject(&known)), Some(order.uid.as_str()));
            let entry =
                Entry { by: &who, what: What::Blocked, subject: subject.as_deref(), note, at };
            audit::record(connection, &entry)?;
        }
        Ok::<_, DeskError>(())
    });
    blocked.await?;
    Ok(see_other(HERE))
}

/// How the audit log names whoever is blocked. What a browser is remembered by opens its orders to whoever could sign it,
/// so its beginning has to do.
fn subject(known: &KnownBy) -> String {
    shown(known.kind, &known.value)
}

fn shown(kind: BlockKind, value: &str) -> String {
    match kind {
        BlockKind::Browser => value.chars().take(8).chain(std::iter::once('…')).collect(),
        BlockKind::Network | BlockKind::Nickname => value.to_owned(),
    }
}

/// `POST /admin/blocks/{id}/lift`
pub async fn lift(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let by = signed_in.actor();
    let who = signed_in.by(entry::address(&request, &shop));
    let lifted = shop.store.write(move |connection| {
        let at = clock::now();
        // Whoever was faster has done the same.
        if let Some(block) = blocks::lift(connection, *id, &by, at)? {
            let subject = shown(block.kind, &block.value);
            let subject = Some(subject.as_str());
            let entry = Entry { by: &who, what: What::Unblocked, subject, note: None, at };
            audit::record(connection, &entry)?;
        }
        Ok::<_, Error>(())
    });
    lifted.await?;
    Ok(see_other(HERE))
}

struct Told {
    blocks: Vec<Block>,
    more: bool,
    order: Option<(Order, Vec<KnownBy>)>,
}

async fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    tried: Option<Tried>,
    before: Option<i64>,
) -> Result<HttpResponse, Error> {
    let now = clock::now();
    let uid = tried.as_ref().map(|tried| tried.uid.clone());
    let read = move |connection: &mut Connection| {
        let (blocks, more) = blocks::list(connection, before)?;
        let order = match &uid {
            Some(uid) => {
                let order = orders::find_by_uid(connection, uid)?.ok_or(Error::NotFound)?;
                let known = block::known_by(connection, &order)?;
                Some((order, known))
            }
            None => None,
        };
        Ok::<_, Error>(Told { blocks, more, order })
    };
    let Told { blocks, more, order } = shop.store.read(read).await?;
    let mut admin = frame(request, signed_in, shop);
    HERE.clone_into(&mut admin.frame.here);
    let older = blocks.last().filter(|_| more).map(|last| format!("{HERE}?before={}", last.id));
    let problem = tried.as_ref().and_then(|tried| tried.problem);
    let page = BlocksPage {
        form: order.zip(tried).map(|((order, known), tried)| BlockForm {
            uid: order.uid.to_string(),
            nickname: order.nickname.to_string(),
            known: known
                .into_iter()
                .map(|known| pages::admin::KnownBy {
                    kind: known.kind,
                    shown: shown(known.kind, &known.value),
                    is_blocked: known.is_blocked,
                    is_chosen: tried.kinds.contains(&known.kind),
                })
                .collect(),
            reason: tried.reason,
        }),
        blocks: blocks
            .into_iter()
            .map(|block| BlockRow {
                id: block.id,
                kind: block.kind,
                shown: shown(block.kind, &block.value),
                reason: block.reason,
                who: block.made_by.name().unwrap_or_default().to_owned(),
                at: moment(block.made_at, now, &admin, shop),
            })
            .collect(),
        problem,
        older,
        admin,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    render(status, &page)
}
