//! What surrounds every page for staff.

use crate::{
    i18n::Messages,
    staff::{self, Right, Role},
    web::pages::Frame,
};

/// The frame of a page for staff: who is signed in, and where he may go. Its template is `admin/layout.html`, which
/// wants it in a field `admin`.
#[derive(Clone, Debug)]
pub struct AdminFrame {
    pub frame: Frame,
    pub name: String,
    pub role: Role,
    /// How much waits for a decision.
    pub attention: i64,
    /// How many places somebody has signed in from that this person has not been told of.
    pub new_places: i64,
}

/// Every other address begins with it.
const HOME: &str = "/admin";

/// A place in the navigation.
pub struct Place {
    pub address: &'static str,
    pub label: String,
    pub is_here: bool,
    /// How much waits there; 0 is not shown.
    pub waiting: i64,
}

/// Places that have one place in the navigation, and a navigation of their own.
pub struct Tabs {
    pub label: String,
    pub places: Vec<Place>,
}

impl Tabs {
    fn are_here(&self) -> bool {
        self.places.iter().any(|place| place.is_here)
    }

    /// Where it leads; `None` for whoever may come to none of them.
    fn place(self) -> Option<Place> {
        let is_here = self.are_here();
        let first = self.places.into_iter().next()?;
        Some(Place { label: self.label, is_here, ..first })
    }
}

impl AdminFrame {
    #[must_use]
    pub fn messages(&self) -> Messages {
        self.frame.messages
    }

    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        staff::may(self.role, right)
    }

    #[must_use]
    pub fn role_label(&self) -> String {
        role_label(self.messages(), self.role)
    }

    /// Where this person may go.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let m = self.messages();
        let mut places = self.allowed([
            (Right::SeeMoney, HOME, m.text("admin-nav-overview"), 0),
            (Right::SeeOrders, "/admin/orders", m.text("admin-nav-orders"), 0),
            (Right::Assemble, "/admin/picks", m.text("admin-nav-picks"), 0),
        ]);
        places.extend(self.hand_over().place());
        places.extend(self.allowed([
            (Right::Decide, "/admin/attention", m.text("admin-nav-attention"), self.attention),
            (Right::Reconcile, "/admin/reconcile", m.text("admin-nav-reconcile"), 0),
        ]));
        places.extend(self.goods().place());
        places.extend(self.settings().place());
        places
    }

    /// The places that are one in the navigation, while this person is at one of them.
    #[must_use]
    pub fn tabs(&self) -> Option<Tabs> {
        [self.hand_over(), self.goods(), self.settings()].into_iter().find(Tabs::are_here)
    }

    /// How orders come to their customers.
    fn hand_over(&self) -> Tabs {
        let m = self.messages();
        let places = self.allowed([
            (Right::SeeOrders, "/admin/cells", m.text("hand-over-nav-cells"), 0),
            (Right::Deliver, "/admin/runs", m.text("hand-over-nav-runs"), 0),
        ]);
        Tabs { label: m.text("admin-nav-cells"), places }
    }

    /// What is sold.
    fn goods(&self) -> Tabs {
        let m = self.messages();
        let places = self.allowed([
            (Right::ManageGoods, "/admin/goods", m.text("goods-nav-window"), 0),
            (Right::ManageGoods, "/admin/links", m.text("goods-nav-links"), 0),
        ]);
        Tabs { label: m.text("admin-nav-goods"), places }
    }

    /// What is set up once.
    fn settings(&self) -> Tabs {
        let m = self.messages();
        let places = self.allowed([
            (Right::ManageShop, "/admin/settings/dromon", m.text("settings-nav-dromon"), 0),
            (Right::ManageShop, "/admin/settings/shop", m.text("settings-nav-shop"), 0),
            (
                Right::ManageShop,
                "/admin/settings/notifications",
                m.text("settings-nav-notifications"),
                0,
            ),
            (Right::Decide, "/admin/blocks", m.text("settings-nav-blocks"), 0),
            (Right::ManageStaff, "/admin/staff", m.text("admin-nav-staff"), 0),
            (Right::ManageKeys, "/admin/keys", m.text("admin-nav-keys"), 0),
            (Right::ManageKeys, "/admin/webhooks", m.text("webhooks-title"), 0),
            (Right::Audit, "/admin/audit", m.text("admin-nav-audit"), 0),
        ]);
        Tabs { label: m.text("admin-nav-settings"), places }
    }

    fn allowed<const N: usize>(
        &self,
        places: [(Right, &'static str, String, i64); N],
    ) -> Vec<Place> {
        places
            .into_iter()
            .filter(|(right, ..)| self.may(*right))
            .map(|(_, address, label, waiting)| Place {
                address,
                label,
                is_here: if address == HOME {
                    self.frame.here == HOME
                } else {
                    self.frame.here.starts_with(address)
                },
                waiting,
            })
            .collect()
    }
}

/// What a role is called.
#[must_use]
pub fn role_label(messages: Messages, role: Role) -> String {
    match role {
        Role::Owner => messages.text("role-owner"),
        Role::Manager => messages.text("role-manager"),
        Role::Picker => messages.text("role-picker"),
        Role::Courier => messages.text("role-courier"),
    }
}

/// What a right allows, for whoever lacks it.
#[must_use]
pub fn right_label(messages: Messages, right: Right) -> String {
    match right {
        Right::OwnAccount => messages.text("right-own-account"),
        Right::SeeOrders => messages.text("right-see-orders"),
        Right::SeeMoney => messages.text("right-see-money"),
        Right::Assemble => messages.text("right-assemble"),
        Right::Deliver => messages.text("right-deliver"),
        Right::Decide => messages.text("right-decide"),
        Right::ManualMoney => messages.text("right-manual-money"),
        Right::Reconcile => messages.text("right-reconcile"),
        Right::Export => messages.text("right-export"),
        Right::ManageGoods => messages.text("right-manage-goods"),
        Right::ManageShop => messages.text("right-manage-shop"),
        Right::ManageStaff => messages.text("right-manage-staff"),
        Right::ManageKeys => messages.text("right-manage-keys"),
        Right::Audit => messages.text("right-audit"),
    }
}
