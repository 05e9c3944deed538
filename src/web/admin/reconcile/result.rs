//! The latest comparison: what was found, and what may explain it.

use super::{
    HERE,
    page::{Saying, who},
};
use crate::{
    clock::UtcTime,
    db::Connection,
    desk::reconcile::{
        self, Expected, ReconcileError, Statement,
        candidates::{self, Candidate, Excess},
        suspects::{self, Doubt, Shortage, Suspect},
    },
    money::Ar,
    payments::Sure,
    web::pages::admin::reconcile::{self as view, Figures, Less, More, Outcome, Verdict},
};

/// How many payments one page lists.
const PAYMENTS: i64 = 50;

/// The latest comparison, as far as the books can explain it.
pub(super) struct Told {
    statement: Statement,
    expected: Option<Expected>,
    found: Found,
}

enum Found {
    Agreed,
    Explained,
    Excess(Ar, Excess),
    Shortage(Ar, Shortage),
    Absurd,
}

/// `None`: nothing was compared yet.
pub(super) fn read(
    connection: &mut Connection,
    payments_before: Option<i64>,
    now: UtcTime,
) -> Result<Option<Told>, ReconcileError> {
    let Some(statement) = reconcile::statements(connection, None, 1)?.statements.pop() else {
        return Ok(None);
    };
    if statement.agrees() {
        return Ok(Some(Told { statement, expected: None, found: Found::Agreed }));
    }
    let (left, expected) = match reconcile::left(connection, &statement) {
        Ok((left, expected)) => (left, expected),
        Err(ReconcileError::OutOfRange) => {
            return Ok(Some(Told { statement, expected: None, found: Found::Absurd }));
        }
        Err(error) => return Err(error),
    };
    let found = match left.get() {
        0 => Found::Explained,
        1.. => Found::Excess(left, candidates::excess(connection, left, now)?),
        missing => {
            let (missing, newest) = (Ar::new(missing.saturating_neg()), statement.newest_payment);
            let shortage =
                suspects::shortage(connection, missing, newest, payments_before, PAYMENTS)?;
            Found::Shortage(missing, shortage)
        }
    };
    Ok(Some(Told { statement, expected: Some(expected), found }))
}

impl Told {
    pub(super) fn outcome(self, said: &Saying<'_>) -> Outcome {
        let Self { statement, expected, found } = self;
        Outcome {
            statement: statement.id,
            stated: statement.stated.get(),
            at: said.moment(statement.at),
            who: who(&statement.made_by),
            meanwhile: statement.meanwhile.get(),
            verdict: match found {
                Found::Agreed => Verdict::Agreed(statement.raised),
                Found::Explained => Verdict::Explained,
                Found::Absurd => Verdict::Absurd,
                Found::Excess(left, excess) => Verdict::More(more(left, excess, said)),
                Found::Shortage(missing, shortage) => Verdict::Less(less(missing, shortage, said)),
            },
            figures: expected.map(|expected| figures(&statement, &expected)),
        }
    }
}

fn figures(statement: &Statement, expected: &Expected) -> Figures {
    // It was added up before, so it can be.
    let total = expected.total().unwrap_or(statement.expected).get();
    Figures {
        opening: expected.opening.get(),
        came: expected.came.get(),
        withdrawn: expected.withdrawn.get(),
        refunded: expected.refunded.get(),
        expected: total,
        difference: statement.stated.get().saturating_sub(total),
        unknown: expected.unknown.get(),
        intended: expected.intended.get(),
        contested: expected.contested.get(),
    }
}

fn more(left: Ar, excess: Excess, said: &Saying<'_>) -> More {
    let set = |orders: Vec<Candidate>| view::Set {
        orders: orders.into_iter().map(|each| candidate(&each, said)).collect(),
    };
    More {
        difference: left.get(),
        sets: excess.sets.into_iter().map(set).collect(),
        doubted: excess
            .doubted
            .into_iter()
            .map(|(_, order)| view::Doubted { uid: order.map(|order| order.uid.to_string()) })
            .collect(),
        undecided: excess.undecided,
    }
}

fn candidate(candidate: &Candidate, said: &Saying<'_>) -> view::Candidate {
    let order = &candidate.order;
    view::Candidate {
        id: order.id,
        uid: order.uid.to_string(),
        version: order.last_event,
        nickname: order.nickname.to_string(),
        open: candidate.open.get(),
        placed: said.moment(order.created_at),
        claimed: candidate.claimed,
        expired: candidate.expired,
        part_paid: order.counted > Ar::ZERO,
    }
}

fn less(missing: Ar, shortage: Shortage, said: &Saying<'_>) -> Less {
    let listed = |suspects: Vec<Suspect>| {
        suspects.into_iter().map(|each| suspect(each, said)).collect::<Vec<_>>()
    };
    Less {
        missing: missing.get(),
        likely: listed(shortage.likely),
        all: listed(shortage.all),
        older: shortage.older.map(|id| format!("{HERE}?payments_before={id}#suspects-heading")),
    }
}

fn suspect(suspect: Suspect, said: &Saying<'_>) -> view::Suspect {
    view::Suspect {
        id: suspect.payment.id,
        sum: suspect.payment.sum.get(),
        at: said.moment(suspect.payment.at),
        payer: suspect.payment.payer,
        uid: suspect.order.map(|uid| uid.to_string()),
        sure: sure(suspect.payment.sure),
        doubts: suspect.doubts.into_iter().map(doubt).collect(),
    }
}

fn doubt(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::SameSum => "reconcile-doubt-same-sum",
        Doubt::NewSource => "reconcile-doubt-new-source",
        Doubt::Altered => "reconcile-doubt-altered",
        Doubt::UnknownOrder => "reconcile-doubt-unknown-order",
    }
}

pub(super) fn sure(sure: Sure) -> &'static str {
    match sure {
        Sure::Callback => "reconcile-sure-callback",
        Sure::Balance => "reconcile-sure-balance",
        Sure::Staff => "reconcile-sure-staff",
        Sure::Contested => "reconcile-sure-contested",
    }
}
