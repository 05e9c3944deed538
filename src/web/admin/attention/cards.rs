//! What is known of a discrepancy, as a card.

use diesel::QueryResult;

use super::{Said, order_path, short, why};
use crate::{
    catalog::{
        Count,
        stock::{self, Lacking},
    },
    clock::UtcTime,
    db::Connection,
    desk::{
        WayOutKind,
        attention::{Case, OpenRefund, Urgency},
        candidates::{self, Candidate, Stray},
        is_manual_money, ways_out,
    },
    dromon::{Callback, callback::Value},
    orders::Order,
    payments::DiscrepancyKind,
    staff::{Right, SignedIn},
    web::{
        Shop,
        pages::{
            Frame, Moment, OrderState,
            admin::{
                Card, Fact, Guess, RefundLine, Told, WayForm, discrepancy_title, does, happened,
                refund_state_label, seen_by_customer, way_label, why as why_meant,
            },
            money_note,
        },
        shop,
    },
};

/// A discrepancy with what more had to be read for its card.
pub(super) struct Known {
    pub case: Case,
    /// How its order is told to the customer.
    state: Option<OrderState>,
    /// Whom a stray payment may be meant for, with each order's state.
    candidates: Option<Vec<(Candidate, OrderState)>>,
    /// Which goods are missing.
    lacking: Vec<Lacking>,
}

pub(super) fn know(connection: &mut Connection, case: Case, now: UtcTime) -> QueryResult<Known> {
    let state = match &case.order {
        Some(order) => Some(shop::state(connection, order, now)?),
        None => None,
    };
    let attachable = ways_out(case.discrepancy.kind).contains(&WayOutKind::Attach);
    let candidates = match &case.payment {
        Some(payment) if attachable => {
            let body = case.callback.as_ref().and_then(|callback| callback.body.as_deref());
            let stray = Stray::of(payment.sum, payment.at, payment.payer.as_deref(), body);
            let found = candidates::gather(connection, &stray)?;
            let ranked = candidates::rank(&stray, found, now)
                .into_iter()
                .map(|each| Ok((shop::state(connection, &each.order, now)?, each)))
                .map(|stated: QueryResult<_>| stated.map(|(state, each)| (each, state)))
                .collect::<QueryResult<_>>()?;
            Some(ranked)
        }
        _ => None,
    };
    let lacking = match &case.order {
        Some(order) if case.discrepancy.kind == DiscrepancyKind::OutOfStock => {
            stock::lacking(connection, order.id)?
        }
        _ => Vec::new(),
    };
    Ok(Known { case, state, candidates, lacking })
}

/// Who looks, and at what.
pub(super) struct View<'a> {
    pub frame: &'a Frame,
    pub signed_in: &'a SignedIn,
    pub shop: &'a Shop,
    pub said: &'a Said,
    pub now: UtcTime,
}

impl View<'_> {
    pub(super) fn moment(&self, at: UtcTime) -> Moment {
        shop::moment(at, self.now, self.frame, self.shop)
    }

    pub(super) fn card(&self, known: Known) -> Card {
        let m = self.frame.messages;
        let Known { case, state, candidates, lacking } = known;
        let found = &case.discrepancy;
        let told = self.told(&case);
        let note = case.order.as_ref().zip(state).and_then(|(order, state)| {
            money_note(m, state, order.counted.get(), order.total.get())
        });
        let label = state.map(|state| state.label(m));
        let tried = match self.said {
            Said::Problem(tried) if tried.id == found.id => Some(tried),
            _ => None,
        };
        let mut ways = self.ways(&case, tried);
        // What was put aside waits for the balance: none of the others is suggested.
        let main = (case.urgency != Urgency::Aside && !ways.is_empty()).then(|| ways.remove(0));
        // The likely order is suggested then, and not the empty field beneath it.
        let guessed = candidates
            .as_ref()
            .is_some_and(|candidates| candidates.iter().any(|(each, _)| each.is_likely()));
        Card {
            id: found.id,
            kind: found.kind.as_str(),
            title: discrepancy_title(m, found.kind),
            holds: crate::payments::holds(
                case.order
                    .as_ref()
                    .map_or(crate::orders::Status::Expired, |order| order.status_at(self.now)),
                std::slice::from_ref(found),
            ),
            times: (found.times > 1)
                .then(|| m.with("attention-times", &[("times", found.times.into())])),
            happened: happened(m, found.kind, &told),
            customer: seen_by_customer(m, found.kind, label.as_deref(), note.as_deref()),
            facts: self.facts(&case, state, &told, &lacking),
            problem: tried.map(|tried| why(m, tried.why)),
            guesses: candidates.map(|candidates| {
                candidates.into_iter().map(|(each, state)| self.guess(&each, state)).collect()
            }),
            seen: found.last_at.micros().to_string(),
            main: main.map(|way| WayForm { quiet: guessed, ..way }),
            others: ways,
        }
    }

    fn told(&self, case: &Case) -> Told {
        let body = case.callback.as_ref().and_then(|callback| callback.body.as_deref());
        let callback = body.and_then(|body| Callback::parse(body).ok());
        let payer = case
            .payment
            .as_ref()
            .and_then(|payment| payment.payer.clone())
            .or_else(|| callback.as_ref().and_then(|told| told.payer.username.clone()));
        Told {
            sum: case
                .payment
                .as_ref()
                .map(|payment| payment.sum.get())
                .or_else(|| callback.as_ref().map(|told| told.sum.get())),
            amount: case.discrepancy.amount,
            payer: payer.map(|payer| short(&payer)).filter(|payer| !payer.trim().is_empty()),
            order: case.order.as_ref().map(|order| (order.uid.to_string(), order.total.get())),
            uid: callback
                .as_ref()
                .and_then(|told| told.uid)
                .map(shown)
                // Dromon's word for a payment without a number.
                .filter(|uid| uid != "0"),
            source: case.callback.as_ref().map(|callback| callback.source.clone()),
            first: case.payment.as_ref().map(|payment| self.moment(payment.at).shown),
        }
    }

    fn facts(
        &self,
        case: &Case,
        state: Option<OrderState>,
        told: &Told,
        lacking: &[Lacking],
    ) -> Vec<Fact> {
        let m = self.frame.messages;
        let fact =
            |label: String, value: String| Fact { label, value, more: None, link: None, iso: None };
        let time = |label: String, at: UtcTime| {
            let moment = self.moment(at);
            Fact { iso: Some(moment.iso), ..fact(label, moment.shown) }
        };
        let mut facts = Vec::new();
        if let (Some(order), Some(state)) = (&case.order, state) {
            facts.push(Fact {
                more: Some(m.with(
                    "attention-fact-order-for",
                    &[
                        ("nickname", order.nickname.as_str().into()),
                        ("total", m.ar(order.total.get()).into()),
                        ("state", state.label(m).into()),
                    ],
                )),
                link: Some(order_path(order.uid.as_str())),
                ..fact(m.text("attention-fact-order"), order.uid.to_string())
            });
        }
        for good in lacking {
            let count = Count::of(good.lacks, good.stack).text(m);
            let value = format!("{}: {count}", short(good.name.as_str()));
            facts.push(fact(m.text("attention-fact-lacking"), value));
        }
        if let Some(payer) = &told.payer {
            facts.push(fact(m.text("attention-fact-payer"), payer.clone()));
        }
        if case.discrepancy.kind == DiscrepancyKind::Repeated
            && let Some(payment) = &case.payment
        {
            facts.push(time(m.text("attention-fact-first"), payment.at));
        }
        facts.push(time(m.text("attention-fact-at"), case.discrepancy.last_at));
        if let Some(source) = &told.source {
            facts.push(fact(m.text("attention-fact-source"), source.clone()));
        }
        facts.extend(self.what_came(case, told));
        facts
    }

    /// The number and the text that came, where they are what is wrong.
    fn what_came(&self, case: &Case, told: &Told) -> Vec<Fact> {
        let m = self.frame.messages;
        let fact =
            |label: String, value: String| Fact { label, value, more: None, link: None, iso: None };
        let mut facts = Vec::new();
        let no_order = case.order.is_none();
        if let Some(uid) = told.uid.as_ref().filter(|_| no_order) {
            facts.push(fact(m.text("attention-fact-uid"), uid.clone()));
        }
        let altered = case.discrepancy.kind == DiscrepancyKind::Altered;
        let body = case.callback.as_ref().and_then(|callback| callback.body.as_deref());
        let text = body
            .and_then(|body| Callback::parse(body).ok())
            .and_then(|callback| callback.text.map(shown));
        if let Some(text) = text.filter(|_| altered || no_order) {
            facts.push(fact(m.text("attention-fact-text"), text));
        }
        if let Some(order) = case.order.as_ref().filter(|_| altered) {
            facts.push(fact(m.text("attention-fact-order-text"), short(order.text.as_str())));
        }
        facts
    }

    fn ways(&self, case: &Case, tried: Option<&super::Tried>) -> Vec<WayForm> {
        let m = self.frame.messages;
        let kind = case.discrepancy.kind;
        let fresh = self.signed_in.is_fresh(Right::ManualMoney, self.now);
        ways_out(kind)
            .iter()
            .copied()
            // It waits already.
            .filter(|way| *way != WayOutKind::Wait || case.urgency != Urgency::Aside)
            .map(|way| {
                let tried = tried.filter(|tried| tried.way == Some(way));
                WayForm {
                    way: way.as_str(),
                    label: way_label(m, kind, way),
                    does: does(m, kind, way),
                    quiet: true,
                    asks_order: way == WayOutKind::Attach,
                    asks_reason: way.needs_reason(),
                    confirm: (is_manual_money(kind, way) && !fresh).then(|| {
                        confirm_path(&format!("/admin/attention#d{}", case.discrepancy.id))
                    }),
                    order: tried.map(|tried| tried.order.clone()).unwrap_or_default(),
                    reason: tried.map(|tried| tried.reason.clone()).unwrap_or_default(),
                }
            })
            .collect()
    }

    fn guess(&self, candidate: &Candidate, state: OrderState) -> Guess {
        let m = self.frame.messages;
        let order: &Order = &candidate.order;
        let uid = order.uid.to_string();
        let why: Vec<String> = candidate.why.iter().map(|why| why_meant(m, *why)).collect();
        Guess {
            link: order_path(&uid),
            button: m.with("attention-attach-to", &[("uid", uid.as_str().into())]),
            about: m.with(
                "attention-candidate",
                &[
                    ("nickname", order.nickname.as_str().into()),
                    ("total", m.ar(order.total.get()).into()),
                    ("state", state.label(m).into()),
                ],
            ),
            why: why.join("; "),
            likely: candidate.is_likely(),
            uid,
        }
    }

    pub(super) fn refund(&self, open: OpenRefund) -> RefundLine {
        let m = self.frame.messages;
        let OpenRefund { refund, order } = open;
        RefundLine {
            what: m.with(
                "attention-refund-to",
                &[("sum", m.ar(refund.sum.get()).into()), ("payee", short(&refund.payee).into())],
            ),
            state: refund_state_label(m, refund.state),
            of: match &order {
                Some(order) => m.with("attention-refund-of", &[("uid", order.uid.as_str().into())]),
                None => m.text("attention-refund-stray"),
            },
            link: order.map(|order| order_path(order.uid.as_str())),
            at: self.moment(refund.changed_at),
            reason: short(&refund.reason),
        }
    }
}

/// Where the password is given again, and the way back.
pub(super) fn confirm_path(next: &str) -> String {
    let next =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("/admin/confirm?{next}")
}

/// A value that a payer decided about: its text, or its JSON where it is none.
pub(super) fn shown(value: Value<'_>) -> String {
    match value.as_string() {
        Some(text) => short(&text),
        None => short(value.as_json()),
    }
}
