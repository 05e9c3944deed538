//! Pick lists as their pages show them.

use actix_web::HttpRequest;

use super::{ENDED, PATH, frame, path};
use crate::{
    catalog::{Count, Stack},
    clock::{self, UtcTime},
    feed::Actor,
    i18n::Messages,
    orders::Status,
    picking::{Good, OnList, PickList, RemedyKind, Share, Sheet},
    staff::SignedIn,
    web::{
        Shop,
        admin::orders::Outcome,
        pages::{
            Moment,
            admin::{
                AdminFrame, Who,
                orders::status_label,
                picks::{
                    EndedRow, GoodView, ListRow, OrderView, PickListPage, Picked, PicksPage,
                    Quantity, ShareView,
                },
            },
        },
        shop,
    },
};

/// Who looks, and when.
pub(super) struct Viewer<'a> {
    shop: &'a Shop,
    admin: AdminFrame,
    now: UtcTime,
}

impl<'a> Viewer<'a> {
    pub(super) fn new(request: &HttpRequest, signed_in: &SignedIn, shop: &'a Shop) -> Self {
        Self { shop, admin: frame(request, signed_in, shop), now: clock::now() }
    }

    pub(super) fn messages(&self) -> Messages {
        self.admin.messages()
    }

    /// All lists. Of the ended ones there may be one more than a page shows.
    pub(super) fn lists(
        mut self,
        open: &[Sheet],
        mut ended: Vec<PickList>,
        is_further: bool,
    ) -> PicksPage {
        PATH.clone_into(&mut self.admin.frame.here);
        let shown = usize::try_from(ENDED).unwrap_or(usize::MAX);
        let has_more = ended.len() > shown;
        ended.truncate(shown);
        let older = ended.last().filter(|_| has_more);
        PicksPage {
            open: open.iter().map(|sheet| self.row(sheet)).collect(),
            older: older.map(|list| format!("{PATH}?before={}", list.id)),
            first: is_further.then(|| PATH.to_owned()),
            ended: ended
                .into_iter()
                .filter_map(|list| {
                    Some(EndedRow {
                        address: path(list.id),
                        id: list.id,
                        by: self.who(list.ended_by.as_ref()?),
                        at: self.moment(list.ended_at?),
                    })
                })
                .collect(),
            admin: self.admin,
        }
    }

    fn row(&self, sheet: &Sheet) -> ListRow {
        ListRow {
            address: path(sheet.list.id),
            id: sheet.list.id,
            by: self.who(&sheet.list.made_by),
            at: self.moment(sheet.list.made_at),
            orders: number(sheet.orders.iter().filter(|order| order.is_on()).count()),
            picked: number(sheet.picked()),
            goods: number(sheet.goods.len()),
        }
    }

    pub(super) fn sheet(
        mut self,
        sheet: &Sheet,
        outcome: &Outcome,
        trouble: Option<String>,
    ) -> PickListPage {
        let list = &sheet.list;
        // Also where a form was refused, which has no page of its own.
        self.admin.frame.here = path(list.id);
        PickListPage {
            id: list.id,
            by: self.who(&list.made_by),
            at: self.moment(list.made_at),
            ended: list
                .ended_by
                .as_ref()
                .zip(list.ended_at)
                .map(|(by, at)| (self.who(by), self.moment(at))),
            picked: number(sheet.picked()),
            goods: sheet
                .goods
                .iter()
                .map(|good| self.good(good, list.id, list.is_open()))
                .collect(),
            orders: sheet.orders.iter().map(|order| self.order(order)).collect(),
            refused: outcome.refused(self.messages()),
            trouble,
            admin: self.admin,
        }
    }

    fn good(&self, good: &Good, list: i64, is_open: bool) -> GoodView {
        let first = good.shares.first();
        GoodView {
            anchor: first.map(anchor).unwrap_or_default(),
            name: good.name.clone(),
            quantity: self.quantity(good.quantity(), good.stack),
            picked: Picked::of(good.shares.iter().map(Share::is_picked)),
            can_tick: is_open && good.shares.iter().any(|share| !share.is_ready),
            shares: good
                .shares
                .iter()
                .map(|share| self.share(share, good.stack, list, is_open))
                .collect(),
        }
    }

    fn share(&self, share: &Share, stack: Stack, list: i64, is_open: bool) -> ShareView {
        ShareView {
            anchor: anchor(share),
            uid: share.uid.to_string(),
            nickname: share.nickname.clone(),
            quantity: self.quantity(share.quantity, stack),
            entry: format!("{}.{}.{}.{}", share.uid, share.position, share.nth, share.quantity),
            is_picked: share.is_picked(),
            is_ready: share.is_ready,
            instead_of: share.instead_of.clone(),
            missing: (share.has_line && !share.is_ready && is_open).then(|| {
                format!("/admin/orders/{}/lines/{}?list={list}", share.uid, share.position)
            }),
            ticked: share.tick.as_ref().map(|tick| (self.who(&tick.by), self.moment(tick.at))),
        }
    }

    fn order(&self, on_list: &OnList) -> OrderView {
        let OnList { order, is_held, remedies, .. } = on_list;
        let waits = |kind| remedies.iter().any(|each| each.is_waiting() && each.kind == kind);
        let status = order.status_at(self.now);
        OrderView {
            uid: order.uid.to_string(),
            nickname: order.nickname.to_string(),
            status: status_label(self.messages(), status),
            is_on: on_list.is_on(),
            waits: waits(RemedyKind::Wait),
            needs_refund: waits(RemedyKind::NeedsRefund),
            is_held: *is_held && matches!(status, Status::Assembling | Status::Ready),
        }
    }

    fn quantity(&self, quantity: i64, stack: Stack) -> Quantity {
        let count = Count::of(quantity, stack);
        Quantity {
            count: count.text(self.messages()),
            // Where it says the same once more it is not said.
            number: match count {
                Count::Stacked { boxes: 0, stacks: 0, .. } | Count::Loose(_) => None,
                Count::Stacked { .. } => Some(quantity),
            },
        }
    }

    fn who(&self, actor: &Actor) -> String {
        Who::of(actor.role(), actor.name()).label(self.messages())
    }

    fn moment(&self, at: UtcTime) -> Moment {
        shop::moment(at, self.now, &self.admin.frame, self.shop)
    }
}

fn anchor(share: &Share) -> String {
    format!("g-{}-{}-{}", share.uid, share.position, share.nth)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
