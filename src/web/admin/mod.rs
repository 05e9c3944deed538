//! The pages for staff: the whole table of their addresses, and the rights that each asks for.

mod frame;
mod gate;
mod home;
mod orders;
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
use Right::SeeOrders;

routes! {
    GET "/admin" With(SeeOrders) => home::show;
    GET "/admin/orders" With(SeeOrders) => orders::show;
    GET "/admin/orders/events" With(SeeOrders) => orders::live::follow;
    POST "/admin/orders/move" With(SeeOrders) => orders::moves::together;
}

/// GET takes HEAD with it.
fn route(method: &Method) -> actix_web::Route {
    if *method == Method::GET { super::get() } else { web::method(method.clone()) }
}
