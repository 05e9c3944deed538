//! The pages for staff: the whole table of their addresses, and the rights that each asks for.

mod frame;
mod gate;
mod home;
mod reconcile;
mod session_cookie;

use actix_web::{
    http::Method,
    web::{self, ServiceConfig},
};

pub use frame::frame;
pub(super) use gate::refuse;

use crate::staff::Right;

/// Who may come to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever there is: the ways in.
    Anyone,
    /// Whoever has signed in and has that right.
    With(Right),
}

/// An address of the admin pages.
#[derive(Clone, Debug)]
pub struct AdminRoute {
    pub method: Method,
    /// With its places: `/admin/orders/{uid}`.
    pub path: &'static str,
    pub access: Access,
}

macro_rules! routes {
    ($($method:ident $path:literal $access:expr => $handler:path;)+) => {
        /// All of them. What is not in this table is not there.
        #[must_use]
        pub fn table() -> Vec<AdminRoute> {
            vec![$(AdminRoute { method: Method::$method, path: $path, access: $access }),+]
        }

        /// Puts them where requests are looked up.
        pub fn configure(config: &mut ServiceConfig) {
            $(config.route($path, route(&Method::$method).to($handler));)+
        }
    };
}

use Access::With;
use Right::{Decide, ManualMoney, Reconcile, SeeOrders};

routes! {
    GET "/admin" With(SeeOrders) => home::show;
    GET "/admin/reconcile" With(Reconcile) => reconcile::show;
    POST "/admin/reconcile" With(Reconcile) => reconcile::state;
    POST "/admin/reconcile/raise" With(Reconcile) => reconcile::raise_again;
    POST "/admin/reconcile/opening" With(ManualMoney) => reconcile::correct_opening;
    POST "/admin/reconcile/confirm" With(ManualMoney) => reconcile::confirm;
    POST "/admin/reconcile/contest" With(Decide) => reconcile::contest;
    POST "/admin/reconcile/withdraw" With(ManualMoney) => reconcile::withdraw;
    POST "/admin/reconcile/refund" With(ManualMoney) => reconcile::refund;
    POST "/admin/reconcile/history" With(Reconcile) => reconcile::paste;
    GET "/admin/reconcile/history/{id}" With(Reconcile) => reconcile::show_paste;
    POST "/admin/reconcile/lines/{id}" With(ManualMoney) => reconcile::confirm_line;
}

/// GET takes HEAD with it.
fn route(method: &Method) -> actix_web::Route {
    if *method == Method::GET { super::get() } else { web::method(method.clone()) }
}
