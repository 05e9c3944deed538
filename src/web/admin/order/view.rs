//! An order as its page for staff shows it, to whoever may see what.

mod events;
mod hand_over;
mod money;

use actix_web::HttpRequest;

use super::{Look, frame, path};
use crate::{
    clock::{self, UtcTime},
    delivery::HandOver,
    desk::{
        dossier::{Dossier, MOST_COUNTED},
        moves::{self, Move},
    },
    feed::{Event, EventKind},
    i18n::Messages,
    money::Ar,
    orders::Status,
    payments::{self, Discrepancy},
    staff::{Right, SignedIn},
    web::{
        Shop,
        admin::packed::{left_out, packed},
        pages::{
            self, HandOverView, Moment, OrderState, WishView,
            admin::{
                AdminFrame, AdminOrderPage, Age, CustomerView, Decision, Filled, LineView,
                OtherOrder, SlipPage, Trouble,
            },
            remedy::remedy_text,
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

/// Whether it is ready, and a courier brings it.
fn is_by_courier(dossier: &Dossier) -> bool {
    dossier.hand_over.as_ref().is_some_and(HandOver::is_by_courier)
}
