//! An order as its page for staff shows it, to whoever may see what.

use std::collections::HashMap;

use actix_web::HttpRequest;

use super::{Look, frame, path};
use crate::{
    clock::{self, UtcTime},
    delivery::{HandOver, Told, Way},
    desk::{
        dossier::{Dossier, Excerpt, MOST_COUNTED},
        money::Refund,
        moves::{self, Move},
    },
    feed::{Actor, Event, EventKind},
    i18n::Messages,
    money::Ar,
    orders::{Order, Status, WishedWay},
    payments::{self, Completeness, Discrepancy, Payment, Sure},
    staff::{Right, SignedIn},
    web::{
        Shop,
        admin::{
            courier::Courier,
            local_time,
            packed::{left_out, packed},
        },
        pages::{
            self, HandOverView, Moment, OrderState, WishView,
            admin::{
                AdminFrame, AdminOrderPage, Age, CallbackView, CellOption, CourierForms,
                CustomerView, Decision, DeskEvent, DiscrepancyView, Fate, Filled, HandOverForms,
                LineView, MoneyView, OtherOrder, Payer, PaymentView, RefundView, SlipPage, Trouble,
                TypedHandOver, Who, shown_callback,
            },
            hand_over,
            remedy::{remedy_of_event, remedy_text},
            shorten,
        },
        shop,
    },
};

/// Who looks, and when.
pub(super) struct Viewer<'a> {
    signed_in: &'a SignedIn,
    shop: &'a Shop,
    admin: AdminFrame,
    now: UtcTime,
}

impl<'a> Viewer<'a> {
    pub(super) fn new(request: &HttpRequest, signed_in: &'a SignedIn, shop: &'a Shop) -> Self {
        let admin = frame(request, signed_in, shop);
        Self { signed_in, shop, admin, now: clock::now() }
    }

    pub(super) fn messages(&self) -> Messages {
        self.admin.messages()
    }

    pub(super) fn page(self, look: &Look) -> AdminOrderPage {
        self.with(look, None, Filled::default())
    }

    /// The page after something was not done.
    pub(super) fn page_after(
        self,
        look: &Look,
        trouble: Trouble,
        filled: Filled,
    ) -> AdminOrderPage {
        self.with(look, Some(trouble), filled)
    }

    fn with(mut self, look: &Look, trouble: Option<Trouble>, filled: Filled) -> AdminOrderPage {
        let dossier = &look.dossier;
        let order = &dossier.order;
        // Also where a form was refused, which has no page of its own.
        self.admin.frame.here = path(order.uid.as_str());
        let status = order.status_at(self.now);
        let is_held = payments::holds(status, &dossier.discrepancies);
        let allowed = moves::allowed(order, &dossier.discrepancies, self.signed_in.role, self.now);
        let is_by_courier = is_by_courier(dossier);
        let money_is_fresh = self.signed_in.is_fresh(Right::ManualMoney, self.now);
        let decisions = self.decisions(dossier, &allowed, is_held);
        let (decisions, later): (Vec<_>, Vec<_>) = decisions
            .into_iter()
            .partition(|(_, right)| money_is_fresh || *right != Right::ManualMoney);
        let has_refunds = dossier.refunds.iter().any(|refund| !refund.state.next().is_empty());
        let changes_refunds = has_refunds && self.signed_in.may(Right::ManualMoney);
        let timeline: Vec<&Event> = dossier.events.iter().collect();
        AdminOrderPage {
            uid: order.uid.to_string(),
            version: order.last_event,
            state: OrderState::of(status, order.counted),
            holds: if is_held { causes(&dossier.discrepancies) } else { Vec::new() },
            nickname: order.nickname.to_string(),
            placed: self.moment(order.created_at),
            age: Age((self.now.utc() - order.created_at.utc()).num_minutes()),
            lines: self.lines(look, status),
            list: look.list.filter(|_| self.signed_in.may(Right::Assemble)),
            run: look.run.filter(|_| self.signed_in.may(Right::Deliver)),
            offer: look.offer.as_ref().map(|(id, name)| {
                let link = self.signed_in.may(Right::ManageGoods).then_some(*id);
                (shorten(name.as_str(), 80), link)
            }),
            waits: look
                .remedies
                .iter()
                .filter(|each| each.is_waiting())
                .map(|each| each.kind)
                .collect(),
            money: self.signed_in.may(Right::SeeMoney).then(|| self.money(dossier, status)),
            hand_over: dossier.hand_over.as_ref().map(|hand_over| self.hand_over(hand_over)),
            hand_over_forms: self.forms(dossier, status, &allowed, &filled.hand_over),
            courier: self.courier(dossier, &allowed, &filled.hand_over),
            moves: allowed
                .into_iter()
                .filter(|step| !matches!(step, Move::Cancel | Move::Restore))
                // What a courier brings is completed by its code.
                .filter(|step| !(is_by_courier && *step == Move::Complete))
                .collect(),
            decisions: decisions.into_iter().map(|(decision, _)| decision).collect(),
            password_first: !money_is_fresh && (!later.is_empty() || changes_refunds),
            inbox: i64::try_from(self.shop.intake.inbox().waiting().records).unwrap_or(i64::MAX),
            customer: self.customer(dossier),
            timeline: self.events(&timeline, look),
            trouble,
            filled,
            admin: self.admin,
        }
    }

    /// What was ordered, with what is done about what is missing of it.
    fn lines(&self, look: &Look, status: Status) -> Vec<LineView> {
        let is_picked = matches!(status, Status::Paid | Status::Assembling);
        let sees_money = self.signed_in.may(Right::SeeMoney);
        let items = &look.dossier.items;
        (0..)
            .zip(items)
            .map(|(position, item)| LineView {
                position,
                can_be_missing: is_picked && self.signed_in.may(Right::Assemble),
                missing: look
                    .remedies
                    .iter()
                    .filter(|remedy| remedy.position == position && remedy.is_live())
                    .map(|remedy| remedy_text(self.messages(), remedy, items, sees_money))
                    .collect(),
                item: pages::Item {
                    sum: item.total(),
                    name: item.name.to_string(),
                    quantity: item.quantity,
                    count: item.count(),
                    price: item.price.get(),
                },
            })
            .collect()
    }

    fn hand_over(&self, hand_over: &HandOver) -> HandOverView {
        let due = self.moment(hand_over.due_at);
        HandOverView::new(hand_over, due, hand_over.is_missed(self.now))
    }

    /// How this person can say that the order is handed over; `None`: it is not his to say, or not yet.
    fn forms(
        &self,
        dossier: &Dossier,
        status: Status,
        allowed: &[Move],
        typed: &TypedHandOver,
    ) -> Option<HandOverForms> {
        let makes_ready = allowed.contains(&Move::Ready);
        let may_change = self.signed_in.may(Right::Assemble) || self.signed_in.may(Right::Deliver);
        let changes = status == Status::Ready && may_change;
        if !makes_ready && !changes {
            return None;
        }
        let way = dossier.hand_over.as_ref().map(|hand_over| &hand_over.way);
        let own = match way {
            Some(Way::Cell { id, name, place }) => Some((*id, name, place)),
            _ => None,
        };
        let may_withdraw = self.signed_in.may(Right::Assemble) || !is_by_courier(dossier);
        let may_send = !dossier.hand_over.as_ref().is_some_and(HandOver::is_tried_enough);
        if !may_withdraw && !may_send {
            return None;
        }
        let free = dossier.free_cells.iter().map(|cell| (cell.id, &cell.name, &cell.place));
        let mut cells: Vec<CellOption> = own
            .into_iter()
            .chain(free)
            .map(|(id, name, place)| CellOption {
                id,
                name: name.to_string(),
                place: place.to_string(),
                is_chosen: typed.cell == id.to_string(),
            })
            .collect();
        if cells.iter().all(|cell| !cell.is_chosen)
            && let Some(first) = cells.first_mut()
        {
            first.is_chosen = true;
        }
        let zone = self.shop.config.time_zone;
        let later = local_time::shown(self.now.plus(self.shop.config.pick_up_time), zone);
        // Who changes a time that is not over starts from it.
        let due = dossier.hand_over.as_ref().filter(|hand_over| !hand_over.is_missed(self.now));
        let due = due.map(|hand_over| local_time::shown(hand_over.due_at, zone));
        let wish = &dossier.wish;
        let wished = wish.place.as_ref().filter(|_| wish.way == Some(WishedWay::Courier));
        let or = |typed: &str, else_: String| {
            if typed.is_empty() { else_ } else { typed.to_owned() }
        };
        let (until, at, place) = match way {
            Some(Way::Cell { .. }) => (due.unwrap_or(later), String::new(), String::new()),
            Some(Way::Courier { place }) => (later, due.unwrap_or_default(), place.to_string()),
            // What the customer asked for stands there already.
            None => (later, String::new(), wished.map(ToString::to_string).unwrap_or_default()),
        };
        Some(HandOverForms {
            makes_ready,
            may_withdraw,
            may_send,
            keeps_cells: dossier.keeps_cells && may_withdraw,
            cells,
            until: or(&typed.until, until),
            place: or(&typed.place, place),
            at: or(&typed.at, at),
            open: if typed.by.is_empty() && makes_ready && wished.is_some() {
                "courier".to_owned()
            } else {
                typed.by.clone()
            },
        })
    }

    /// What a courier can do; `None` where none brings it, or where it must not be handed over.
    fn courier(
        &self,
        dossier: &Dossier,
        allowed: &[Move],
        typed: &TypedHandOver,
    ) -> Option<CourierForms> {
        let order = &dossier.order;
        let forms = Courier {
            address: path(order.uid.as_str()),
            uid: None,
            version: order.last_event,
            tries_left: dossier.code_tries,
            hand_over: dossier.hand_over.as_ref()?,
        };
        let forms = forms.forms(typed, self.shop, self.now)?;
        allowed.contains(&Move::Complete).then_some(forms)
    }

    /// What this person can decide about the order, and the right that each takes.
    fn decisions(
        &self,
        dossier: &Dossier,
        allowed: &[Move],
        is_held: bool,
    ) -> Vec<(Decision, Right)> {
        let order = &dossier.order;
        let mut decisions = Vec::new();
        if is_held {
            decisions.push((Decision::Override, Right::ManualMoney));
        }
        let may_be_paid = matches!(
            order.status_at(self.now),
            Status::AwaitingPayment | Status::Expired | Status::Cancelled
        );
        if may_be_paid && order.left_to_pay().is_some() {
            decisions.push((Decision::Confirm, Right::ManualMoney));
        }
        if is_by_courier(dossier) {
            decisions.push((Decision::NewCode, Right::Decide));
            if allowed.contains(&Move::Complete) {
                decisions.push((Decision::DeliverWithoutCode, Right::Decide));
            }
        }
        if dossier.refundable > 0 {
            decisions.push((Decision::Refund, Right::ManualMoney));
        }
        for (step, decision) in
            [(Move::Cancel, Decision::Cancel), (Move::Restore, Decision::Restore)]
        {
            if allowed.contains(&step) {
                decisions.push((decision, step.right(order, self.now)));
            }
        }
        decisions.retain(|(_, right)| self.signed_in.may(*right));
        decisions
    }

    fn money(&self, dossier: &Dossier, status: Status) -> MoneyView {
        let order = &dossier.order;
        let callbacks: HashMap<i64, &Excerpt> =
            dossier.callbacks.iter().map(|callback| (callback.id, callback)).collect();
        let callback = |id: Option<i64>| {
            id.and_then(|id| callbacks.get(&id)).map(|excerpt| self.callback(excerpt))
        };
        let left = order.left_to_pay().map(crate::dromon::Sum::get);
        let (open, over): (Vec<_>, Vec<_>) =
            dossier.discrepancies.iter().partition(|discrepancy| discrepancy.is_open());
        // A callback is shown with its payment; by itself only where there is none.
        let discrepancies = open.into_iter().chain(over).map(|discrepancy| {
            let lone = discrepancy.payment_id.is_none().then_some(discrepancy.callback_id);
            self.discrepancy(discrepancy, callback(lone.flatten()))
        });
        let last_payer = dossier.payments.iter().rev().find_map(|payment| payment.payer.clone());
        MoneyView {
            total: order.total.get(),
            paid: order.counted.get(),
            left: left.filter(|_| status == Status::AwaitingPayment),
            confirmable: left.unwrap_or(0),
            refundable: dossier.refundable,
            payee: last_payer.unwrap_or_else(|| order.nickname.to_string()),
            payments: dossier
                .payments
                .iter()
                .map(|payment| self.payment(payment, order, callback(payment.callback_id)))
                .collect(),
            discrepancies: discrepancies.collect(),
            refunds: dossier.refunds.iter().map(|refund| self.refund(refund)).collect(),
        }
    }

    fn payment(
        &self,
        payment: &Payment,
        order: &Order,
        callback: Option<CallbackView>,
    ) -> PaymentView {
        let is_customer = |name: &str| name.to_ascii_lowercase() == order.nickname.folded();
        PaymentView {
            id: payment.id,
            sum: payment.sum.get(),
            counted: payment.counted,
            sure: payment.sure,
            payer: payment.payer.clone().map(|name| {
                if is_customer(&name) { Payer::Customer(name) } else { Payer::Other(name) }
            }),
            at: self.moment(payment.at),
            callback,
            can_contest: payment.counted
                && payment.sure != Sure::Contested
                && self.signed_in.may(Right::Decide),
        }
    }

    fn callback(&self, excerpt: &Excerpt) -> CallbackView {
        let shown = i64::try_from(excerpt.beginning.len()).unwrap_or(i64::MAX);
        let is_cut = shown < excerpt.size;
        let is_whole = !is_cut && excerpt.completeness == Completeness::Whole;
        CallbackView {
            id: excerpt.id,
            source: excerpt.source.clone(),
            received: self.moment(excerpt.received_at),
            size: excerpt.size,
            text: shown_callback(&excerpt.beginning, is_whole),
            is_cut,
        }
    }

    fn discrepancy(
        &self,
        discrepancy: &Discrepancy,
        callback: Option<CallbackView>,
    ) -> DiscrepancyView {
        let fate = match (discrepancy.resolved_at, discrepancy.overridden_at) {
            (Some(at), _) => Fate::Resolved {
                at: self.moment(at),
                by: who(discrepancy.resolved_by.as_ref().unwrap_or(&Actor::DROMON)),
                how: pages::shorten(discrepancy.resolution.as_deref().unwrap_or_default(), 500),
            },
            (None, Some(at)) => Fate::Overridden(self.moment(at)),
            (None, None) => Fate::Open,
        };
        DiscrepancyView {
            id: discrepancy.id,
            kind: discrepancy.kind,
            amount: discrepancy.amount,
            times: discrepancy.times,
            opened: self.moment(discrepancy.opened_at),
            fate,
            callback,
        }
    }

    fn refund(&self, refund: &Refund) -> RefundView {
        RefundView {
            id: refund.id,
            sum: refund.sum.get(),
            state: refund.state,
            payee: refund.payee.clone(),
            reason: refund.reason.clone(),
            created: self.moment(refund.created_at),
            by: who(&refund.created_by).label(self.messages()),
        }
    }

    fn customer(&self, dossier: &Dossier) -> CustomerView {
        let sees_money = self.signed_in.may(Right::SeeMoney);
        let customer = &dossier.customer;
        CustomerView {
            orders: customer.orders,
            is_more: customer.orders >= MOST_COUNTED,
            wish: WishView::of(self.messages(), &dossier.wish),
            spent: sees_money.then_some(customer.spent).filter(|sum| *sum > Ar::ZERO).map(Ar::get),
            others: customer
                .others
                .iter()
                .map(|other| OtherOrder {
                    uid: other.uid.to_string(),
                    state: OrderState::of(other.status_at(self.now), other.counted),
                    placed: self.moment(other.created_at),
                    total: sees_money.then(|| other.total.get()),
                })
                .collect(),
        }
    }

    /// Events for this person: whom the shop's sums are no business of sees none in them either.
    pub(super) fn events(&self, events: &[&Event], look: &Look) -> Vec<DeskEvent> {
        let Look { dossier, remedies, .. } = look;
        let sees_money = self.signed_in.may(Right::SeeMoney);
        let m = self.messages();
        let sums: HashMap<i64, i64> =
            dossier.payments.iter().map(|payment| (payment.id, payment.sum.get())).collect();
        events
            .iter()
            .filter(|event| sees_money || is_about_goods(event.kind))
            .map(|event| {
                let is_late = event.actor == Actor::DROMON && event.note.as_deref() == Some("late");
                let told = Told::read(event);
                let note = event.note.clone().filter(|_| !is_late && told.is_none());
                DeskEvent {
                    kind: event.kind,
                    at: self.moment(event.at),
                    who: who(&event.actor),
                    sum: event
                        .payment_id
                        .filter(|_| sees_money)
                        .and_then(|id| sums.get(&id).copied()),
                    told: told.map(|told| {
                        let due = told.due_at().map(|at| self.moment(at));
                        hand_over::told(self.messages(), &told, due)
                    }),
                    note: note.filter(|_| sees_money || tells_no_sum(event.kind)),
                    is_late,
                    detail: remedy_of_event(remedies, event.id)
                        .map(|remedy| remedy_text(m, remedy, &dossier.items, sees_money)),
                }
            })
            .collect()
    }

    pub(super) fn slip(self, look: &Look) -> SlipPage {
        let dossier = &look.dossier;
        let notes: Vec<&Event> =
            dossier.events.iter().filter(|event| event.kind == EventKind::Note).collect();
        let status = dossier.order.status_at(self.now);
        SlipPage {
            uid: dossier.order.uid.to_string(),
            nickname: dossier.order.nickname.to_string(),
            placed: self.moment(dossier.order.created_at),
            items: packed(&dossier.items, &look.remedies),
            missing: left_out(self.messages(), &dossier.items, &look.remedies),
            notes: self.events(&notes, look),
            hand_over: dossier.hand_over.as_ref().map(|hand_over| self.hand_over(hand_over)),
            wish: WishView::of(self.messages(), &dossier.wish),
            is_held: payments::holds(status, &dossier.discrepancies),
            admin: self.admin,
        }
    }

    fn moment(&self, at: UtcTime) -> Moment {
        shop::moment(at, self.now, &self.admin.frame, self.shop)
    }
}

/// The kinds of what holds the order, each once.
fn causes(discrepancies: &[Discrepancy]) -> Vec<payments::DiscrepancyKind> {
    let mut kinds = Vec::new();
    for discrepancy in discrepancies.iter().filter(|discrepancy| discrepancy.holds()) {
        if !kinds.contains(&discrepancy.kind) {
            kinds.push(discrepancy.kind);
        }
    }
    kinds
}

fn who(actor: &Actor) -> Who {
    Who::of(actor.role(), actor.name())
}

/// What everybody who works on the order is told of: what its customer is, and what colleagues say of it.
fn is_about_goods(kind: EventKind) -> bool {
    kind.is_for_customer()
        || matches!(kind, EventKind::Note | EventKind::Overridden | EventKind::NeedsRefund)
}

/// Whether it is ready, and a courier brings it.
fn is_by_courier(dossier: &Dossier) -> bool {
    dossier.hand_over.as_ref().is_some_and(HandOver::is_by_courier)
}

/// Whether the words of such an event are about the order, and not about its money.
fn tells_no_sum(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Note
            | EventKind::Overridden
            | EventKind::Cancelled
            | EventKind::Restored
            | EventKind::Assembling
            | EventKind::Ready
            | EventKind::Completed
            | EventKind::HandOver
            | EventKind::NewCode
            | EventKind::FoundNobody
            | EventKind::Missed
            | EventKind::BackToPaid
            | EventKind::BackToAssembling
            | EventKind::BackToReady
            | EventKind::Substituted
            | EventKind::MissingRefund
            | EventKind::NeedsRefund
            | EventKind::WaitsForGoods
            | EventKind::TakenUp
            | EventKind::ClaimRefused
            | EventKind::CustomerNote
    )
}
