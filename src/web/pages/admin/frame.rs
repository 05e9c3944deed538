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
    /// How many discrepancies are open.
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
            (Right::SeeOrders, "/admin/cells", m.text("admin-nav-cells"), 0),
            (Right::Decide, "/admin/attention", m.text("admin-nav-attention"), self.attention),
            (Right::Reconcile, "/admin/reconcile", m.text("admin-nav-reconcile"), 0),
            (Right::ManageGoods, "/admin/goods", m.text("admin-nav-goods"), 0),
        ]);
        let settings = self.settings();
        // What is set up once has one place here, and a navigation of its own.
        if let Some(first) = settings.first() {
            places.push(Place {
                address: first.address,
                label: m.text("admin-nav-settings"),
                is_here: settings.iter().any(|place| place.is_here),
                waiting: 0,
            });
        }
        places
    }

    /// The settings that this person may come to, while he is at one of them; nothing elsewhere.
    #[must_use]
    pub fn settings_here(&self) -> Vec<Place> {
        let mut settings = self.settings();
        if settings.iter().all(|place| !place.is_here) {
            settings.clear();
        }
        settings
    }

    fn settings(&self) -> Vec<Place> {
        let m = self.messages();
        self.allowed([
            (Right::ManageShop, "/admin/settings/dromon", m.text("settings-nav-dromon"), 0),
            (Right::ManageShop, "/admin/settings/shop", m.text("settings-nav-shop"), 0),
            (Right::Decide, "/admin/blocks", m.text("settings-nav-blocks"), 0),
            (Right::ManageStaff, "/admin/staff", m.text("admin-nav-staff"), 0),
            (Right::ManageKeys, "/admin/keys", m.text("admin-nav-keys"), 0),
            (Right::Audit, "/admin/audit", m.text("admin-nav-audit"), 0),
        ])
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
