//! The packing slip at `/admin/orders/{uid}/slip`: what goes into the box, on paper. No sums: it may lie beside the goods.

use askama::Template;

use super::{AdminFrame, desk_event::DeskEvent};
use crate::{
    catalog::Count,
    i18n::Messages,
    web::pages::{HandOverView, Moment, WishView, shorten},
};

#[derive(Debug, Template)]
#[template(path = "admin/slip.html")]
pub struct SlipPage {
    pub admin: AdminFrame,
    pub uid: String,
    pub nickname: String,
    pub placed: Moment,
    pub items: Vec<SlipItem>,
    /// What does not go into the box, and why.
    pub missing: Vec<String>,
    /// What colleagues wrote down.
    pub notes: Vec<DeskEvent>,
    pub is_held: bool,
    /// Where it goes.
    pub hand_over: Option<HandOverView>,
    /// What the customer said beside the order.
    pub wish: Option<WishView>,
}

#[derive(Clone, Debug)]
pub struct SlipItem {
    pub name: String,
    pub count: Count,
    /// What was ordered, where this is a substitute for it.
    pub instead_of: Option<String>,
}

impl SlipPage {
    fn m(&self) -> Messages {
        self.admin.messages()
    }
}

impl SlipItem {
    pub(super) fn shown_name(&self) -> String {
        shorten(&self.name, 80)
    }

    pub(super) fn shown_instead_of(&self) -> Option<String> {
        self.instead_of.as_ref().map(|name| shorten(name, 80))
    }
}
