//! A line's page, to whoever may do what.

use actix_web::HttpRequest;

use super::{Told, frame, path};
use crate::{
    catalog::Count,
    clock::{self, UtcTime},
    feed::Event,
    orders::Status,
    picking::{Remedy, RemedyKind},
    staff::{Right, SignedIn},
    web::{
        Shop,
        admin::order::view::Viewer as OrderViewer,
        pages::{
            admin::{
                AdminFrame,
                missing::{Filled, MissingPage, Problem, RemedyView, Told as Said, Way},
            },
            remedy::remedy_text,
        },
    },
};

/// Who looks, and when.
pub(super) struct Viewer<'a> {
    request: &'a HttpRequest,
    signed_in: &'a SignedIn,
    shop: &'a Shop,
    admin: AdminFrame,
    now: UtcTime,
}

/// Why something was not done.
pub(super) struct Refused<'a> {
    pub way: Way,
    /// `None`: the order is another one than the page showed.
    pub problem: Option<Problem>,
    pub fields: &'a [(String, String)],
    pub meanwhile: &'a [&'a Event],
}

impl<'a> Viewer<'a> {
    pub(super) fn new(request: &'a HttpRequest, signed_in: &'a SignedIn, shop: &'a Shop) -> Self {
        let admin = frame(request, signed_in, shop);
        Self { request, signed_in, shop, admin, now: clock::now() }
    }

    pub(super) fn page(
        mut self,
        told: &Told,
        list: Option<i64>,
        refused: Option<Refused<'_>>,
    ) -> MissingPage {
        let Told { look, position, line, goods } = told;
        let order = &look.dossier.order;
        // Also where a form was refused, which has no page of its own.
        self.admin.frame.here = format!("{}/lines/{position}", path(order.uid.as_str()));
        let m = self.admin.messages();
        let status = order.status_at(self.now);
        let may_refund = self.signed_in.may(Right::ManualMoney);
        let said = refused.as_ref().filter(|refused| refused.problem.is_none()).map(|refused| {
            let viewer = OrderViewer::new(self.request, self.signed_in, self.shop);
            Said { meanwhile: viewer.events(refused.meanwhile, look) }
        });
        MissingPage {
            uid: order.uid.to_string(),
            nickname: order.nickname.to_string(),
            position: *position,
            version: order.last_event,
            list,
            name: line.name.to_string(),
            ordered: Count::of(line.quantity, line.stack).text(m),
            left: line.left,
            left_count: Count::of(line.left, line.stack).text(m),
            price: line.price.get(),
            is_picked: matches!(status, Status::Paid | Status::Assembling),
            may_refund,
            password_first: may_refund && !self.signed_in.is_fresh(Right::ManualMoney, self.now),
            goods: goods.clone(),
            remedies: look
                .remedies
                .iter()
                .filter(|remedy| remedy.position == *position)
                .map(|remedy| self.remedy(remedy, told))
                .collect(),
            changed: said,
            filled: refused.map(|refused| Filled {
                way: refused.way,
                problem: refused.problem,
                fields: refused.fields.to_vec(),
            }),
            admin: self.admin,
        }
    }

    fn remedy(&self, remedy: &Remedy, told: &Told) -> RemedyView {
        let m = self.admin.messages();
        let sees_money = self.signed_in.may(Right::SeeMoney);
        RemedyView {
            nth: remedy.nth,
            text: remedy_text(m, remedy, &told.look.dossier.items, sees_money),
            words: remedy.words.clone(),
            is_live: remedy.is_live(),
            can_be_taken_back: remedy.can_be_taken_back(),
            asks_refund: remedy.is_live() && remedy.kind == RemedyKind::NeedsRefund,
            quantity: remedy.quantity,
        }
    }
}
