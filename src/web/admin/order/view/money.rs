//! What was paid for an order, and what is wrong with it.

use std::collections::HashMap;

use super::{Viewer, events::who};
use crate::{
    desk::{
        dossier::{Dossier, Excerpt},
        money::Refund,
    },
    dromon::Sum,
    feed::Actor,
    orders::{Order, Status},
    payments::{Completeness, Discrepancy, Payment, Sure},
    staff::Right,
    web::pages::{
        admin::{
            CallbackView, DiscrepancyView, Fate, MoneyView, Payer, PaymentView, RefundView,
            shown_callback,
        },
        shorten,
    },
};

impl Viewer<'_> {
    pub(super) fn money(&self, dossier: &Dossier, status: Status) -> MoneyView {
        let order = &dossier.order;
        let callbacks: HashMap<i64, &Excerpt> =
            dossier.callbacks.iter().map(|callback| (callback.id, callback)).collect();
        let callback = |id: Option<i64>| {
            id.and_then(|id| callbacks.get(&id)).map(|excerpt| self.callback(excerpt))
        };
        let left = order.left_to_pay().map(Sum::get);
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
                how: shorten(discrepancy.resolution.as_deref().unwrap_or_default(), 500),
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
}
