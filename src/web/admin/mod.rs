//! The pages for staff: the whole table of their addresses, and the rights that each asks for.

mod account;
mod attention;
mod audit;
mod blocks;
mod cells;
mod confirm;
mod courier;
mod device_cookie;
mod entry;
mod export;
mod frame;
mod gate;
mod goods;
mod home;
mod keys;
mod local_time;
mod offers;
mod order;
mod orders;
mod packed;
mod picks;
mod picture_form;
mod reconcile;
mod runs;
mod session_cookie;
mod settings;
mod sign_in;
mod staff;
mod webhooks;
mod welcome;

use actix_web::{http::Method, web::ServiceConfig};

pub use frame::frame;
pub(super) use gate::refuse;

use super::{
    Shop,
    pages::{
        Moment,
        admin::{AdminFrame, EntryProblem},
    },
    route,
};
use crate::{
    clock::UtcTime,
    staff::{Password, Right, StaffName},
};

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

use Access::{Anyone, With};
use Right::{
    Assemble, Audit, Decide, Deliver, Export, ManageGoods, ManageKeys, ManageShop, ManageStaff,
    ManualMoney, OwnAccount, Reconcile, SeeMoney, SeeOrders,
};

routes! {
    GET "/admin" With(SeeOrders) => home::show;

    GET "/admin/sign-in" Anyone => sign_in::show;
    POST "/admin/sign-in" Anyone => sign_in::enter;
    GET "/admin/sign-in/code" Anyone => sign_in::ask_code;
    POST "/admin/sign-in/code" Anyone => sign_in::give_code;
    GET "/admin/welcome/{secret}" Anyone => welcome::show;
    POST "/admin/welcome/{secret}" Anyone => welcome::enter;
    POST "/admin/sign-out" With(OwnAccount) => sign_in::leave;
    GET "/admin/confirm" With(OwnAccount) => confirm::show;
    POST "/admin/confirm" With(OwnAccount) => confirm::confirm;
    GET "/admin/account" With(OwnAccount) => account::show;
    POST "/admin/account/password" With(OwnAccount) => account::change_password;
    GET "/admin/account/second-factor" With(OwnAccount) => account::second_factor;
    POST "/admin/account/second-factor" With(OwnAccount) => account::switch_on;
    POST "/admin/account/second-factor/off" With(OwnAccount) => account::switch_off;
    POST "/admin/account/sessions/end-others" With(OwnAccount) => account::end_other_sessions;
    POST "/admin/account/sessions/{id}/end" With(OwnAccount) => account::end_session;
    POST "/admin/account/places" With(OwnAccount) => account::acknowledge;
    GET "/admin/staff" With(ManageStaff) => staff::show;
    POST "/admin/staff" With(ManageStaff) => staff::invite;
    POST "/admin/staff/{name}/role" With(ManageStaff) => staff::change_role;
    POST "/admin/staff/{name}/reset" With(ManageStaff) => staff::reset;
    POST "/admin/staff/{name}/revoke" With(ManageStaff) => staff::revoke;
    GET "/admin/keys" With(ManageKeys) => keys::show;
    POST "/admin/keys" With(ManageKeys) => keys::add;
    POST "/admin/keys/{name}/revoke" With(ManageKeys) => keys::revoke;
    GET "/admin/webhooks" With(ManageKeys) => webhooks::list::show;
    POST "/admin/webhooks" With(ManageKeys) => webhooks::list::add;
    GET "/admin/webhooks/{id}" With(ManageKeys) => webhooks::endpoint::show;
    POST "/admin/webhooks/{id}" With(ManageKeys) => webhooks::endpoint::change;
    POST "/admin/webhooks/{id}/test" With(ManageKeys) => webhooks::deeds::test;
    POST "/admin/webhooks/{id}/secret" With(ManageKeys) => webhooks::deeds::rotate;
    POST "/admin/webhooks/{id}/pause" With(ManageKeys) => webhooks::deeds::pause;
    POST "/admin/webhooks/{id}/resume" With(ManageKeys) => webhooks::deeds::resume;
    POST "/admin/webhooks/{id}/seen" With(ManageKeys) => webhooks::deeds::see;
    POST "/admin/webhooks/{id}/remove" With(ManageKeys) => webhooks::deeds::remove;
    POST "/admin/webhooks/{id}/redeliver" With(ManageKeys) => webhooks::deeds::redeliver_since;
    GET "/admin/webhooks/{id}/deliveries/{delivery}" With(ManageKeys) => webhooks::delivery::show;
    POST "/admin/webhooks/{id}/deliveries/{delivery}/redeliver" With(ManageKeys) => webhooks::deeds::redeliver_one;
    GET "/admin/audit" With(Audit) => audit::show;

    GET "/admin/blocks" With(Decide) => blocks::show;
    POST "/admin/blocks" With(Decide) => blocks::add;
    POST "/admin/blocks/{id}/lift" With(Decide) => blocks::lift;
    GET "/admin/settings" With(ManageShop) => settings::show;
    GET "/admin/settings/shop" With(ManageShop) => settings::shop::show;
    POST "/admin/settings/shop" With(ManageShop) => settings::shop::change;
    POST "/admin/settings/shop/closed" With(ManageShop) => settings::closed::set;
    POST "/admin/settings/shop/logo" With(ManageShop) => settings::logo::set;
    POST "/admin/settings/shop/logo/remove" With(ManageShop) => settings::logo::remove;
    GET "/admin/settings/dromon" With(ManageShop) => settings::dromon::show;
    POST "/admin/settings/dromon/test" With(ManageShop) => settings::dromon::test;
    GET "/admin/settings/notifications" With(ManageShop) => settings::notifications::show;
    POST "/admin/settings/notifications" With(ManageShop) => settings::notifications::choose;
    POST "/admin/settings/notifications/test" With(ManageShop) => settings::notifications::test;
    GET "/admin/settings/notifications/{audience}/{topic}/{lang}" With(ManageShop) => settings::notifications::template::show;
    POST "/admin/settings/notifications/{audience}/{topic}/{lang}" With(ManageShop) => settings::notifications::template::change;

    GET "/admin/orders" With(SeeOrders) => orders::show;
    GET "/admin/orders/events" With(SeeOrders) => orders::live::follow;
    POST "/admin/orders/move" With(SeeOrders) => orders::moves::together;

    GET "/admin/export" With(Export) => export::show;
    GET "/admin/export/orders.csv" With(Export) => export::orders;
    GET "/admin/export/payments.csv" With(Export) => export::payments;
    GET "/admin/export/lines.csv" With(Export) => export::lines;

    GET "/admin/orders/{uid}" With(SeeOrders) => order::show;
    GET "/admin/orders/{uid}/events" With(SeeOrders) => order::follow;
    GET "/admin/orders/{uid}/slip" With(SeeOrders) => order::slip;
    // It shows what the order costs.
    GET "/admin/orders/{uid}/customer" With(SeeMoney) => order::as_customer;
    // Each move asks for a right of its own.
    POST "/admin/orders/{uid}/move" With(SeeOrders) => order::deeds::move_order;
    GET "/admin/orders/{uid}/move" With(SeeOrders) => order::back;
    POST "/admin/orders/{uid}/hand-over" With(SeeOrders) => order::deeds::change_hand_over;
    GET "/admin/orders/{uid}/hand-over" With(SeeOrders) => order::back;
    POST "/admin/orders/{uid}/deliver" With(Deliver) => order::deeds::deliver;
    GET "/admin/orders/{uid}/deliver" With(SeeOrders) => order::back;
    POST "/admin/orders/{uid}/deliver-without-code" With(Decide) => order::deeds::deliver_without_code;
    GET "/admin/orders/{uid}/deliver-without-code" With(SeeOrders) => order::back;
    POST "/admin/orders/{uid}/code" With(Decide) => order::deeds::new_code;
    GET "/admin/orders/{uid}/code" With(SeeOrders) => order::back;
    POST "/admin/orders/{uid}/nobody" With(Deliver) => order::deeds::found_nobody;
    GET "/admin/orders/{uid}/nobody" With(SeeOrders) => order::back;
    POST "/admin/orders/{uid}/note" With(SeeOrders) => order::deeds::note;
    GET "/admin/orders/{uid}/note" With(SeeOrders) => order::back;
    POST "/admin/orders/{uid}/confirm-payment" With(ManualMoney) => order::deeds::confirm;
    GET "/admin/orders/{uid}/confirm-payment" With(SeeOrders) => order::back;
    POST "/admin/orders/{uid}/override" With(ManualMoney) => order::deeds::override_holds;
    GET "/admin/orders/{uid}/override" With(SeeOrders) => order::back;
    POST "/admin/orders/{uid}/refunds" With(ManualMoney) => order::deeds::refund;
    GET "/admin/orders/{uid}/refunds" With(SeeOrders) => order::back;
    POST "/admin/orders/{uid}/refunds/{id}" With(ManualMoney) => order::deeds::change_refund;
    POST "/admin/orders/{uid}/payments/{id}/contest" With(Decide) => order::deeds::contest;
    GET "/admin/orders/{uid}/lines/{position}" With(Assemble) => order::missing::show;
    POST "/admin/orders/{uid}/lines/{position}/substitute" With(Assemble) => order::missing::substitute;
    GET "/admin/orders/{uid}/lines/{position}/substitute" With(Assemble) => order::missing::back;
    POST "/admin/orders/{uid}/lines/{position}/refund" With(ManualMoney) => order::missing::refund;
    GET "/admin/orders/{uid}/lines/{position}/refund" With(Assemble) => order::missing::back;
    POST "/admin/orders/{uid}/lines/{position}/needs-refund" With(Assemble) => order::missing::ask_for_refund;
    GET "/admin/orders/{uid}/lines/{position}/needs-refund" With(Assemble) => order::missing::back;
    POST "/admin/orders/{uid}/lines/{position}/wait" With(Assemble) => order::missing::wait;
    GET "/admin/orders/{uid}/lines/{position}/wait" With(Assemble) => order::missing::back;
    POST "/admin/orders/{uid}/lines/{position}/remedies/{nth}/take-up" With(Assemble) => order::missing::take_up;
    POST "/admin/orders/{uid}/lines/{position}/remedies/{nth}/refund" With(ManualMoney) => order::missing::refund_as_asked;
    GET "/admin/callbacks/{id}" With(SeeMoney) => order::callback::download;

    GET "/admin/picks" With(Assemble) => picks::show;
    POST "/admin/picks" With(Assemble) => orders::picks::make;
    GET "/admin/picks/{id}" With(Assemble) => picks::show_one;
    POST "/admin/picks/{id}/tick" With(Assemble) => picks::deeds::tick;
    GET "/admin/picks/{id}/tick" With(Assemble) => picks::back;
    POST "/admin/picks/{id}/end" With(Assemble) => picks::deeds::end;
    GET "/admin/picks/{id}/end" With(Assemble) => picks::back;
    GET "/admin/runs" With(Deliver) => runs::show;
    POST "/admin/runs" With(Deliver) => runs::deeds::make;
    GET "/admin/runs/{id}" With(Deliver) => runs::show_one;
    POST "/admin/runs/{id}/shift" With(Deliver) => runs::deeds::shift;
    GET "/admin/runs/{id}/shift" With(Deliver) => runs::back;
    POST "/admin/runs/{id}/take-off" With(Deliver) => runs::deeds::take_off;
    GET "/admin/runs/{id}/take-off" With(Deliver) => runs::back;
    POST "/admin/runs/{id}/deliver" With(Deliver) => runs::deeds::deliver;
    GET "/admin/runs/{id}/deliver" With(Deliver) => runs::back;
    POST "/admin/runs/{id}/nobody" With(Deliver) => runs::deeds::found_nobody;
    GET "/admin/runs/{id}/nobody" With(Deliver) => runs::back;
    POST "/admin/runs/{id}/end" With(Deliver) => runs::deeds::end;
    GET "/admin/runs/{id}/end" With(Deliver) => runs::back;
    GET "/admin/cells" With(SeeOrders) => cells::show;
    POST "/admin/cells" With(ManageGoods) => cells::add;
    POST "/admin/cells/{id}" With(ManageGoods) => cells::change;
    POST "/admin/cells/{id}/shift" With(ManageGoods) => cells::shift;
    POST "/admin/cells/{id}/remove" With(ManageGoods) => cells::remove;

    GET "/admin/attention" With(Decide) => attention::show;
    POST "/admin/attention/{id}" With(Decide) => attention::decide;
    // Each way out asks for a right of its own.
    POST "/admin/attention/missed/{uid}" With(Decide) => attention::decide_missed;
    POST "/admin/attention/claims/{uid}" With(Decide) => attention::refuse_claim;
    POST "/admin/attention/notices/{id}" With(Decide) => attention::decide_notice;
    POST "/admin/attention/refused/receive" With(ManualMoney) => attention::receive_all;
    POST "/admin/attention/refused/{id}/receive" With(ManualMoney) => attention::receive;

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

    GET "/admin/goods" With(ManageGoods) => goods::list::show;
    POST "/admin/goods/categories/move" With(ManageGoods) => goods::list::move_category;
    GET "/admin/goods/new" With(ManageGoods) => goods::edit::new;
    POST "/admin/goods/new" With(ManageGoods) => goods::edit::add;
    GET "/admin/goods/export" With(Export) => goods::table::export;
    GET "/admin/goods/import" With(ManageGoods) => goods::table::show;
    POST "/admin/goods/import" With(ManageGoods) => goods::table::import;
    GET "/admin/goods/{id}" With(ManageGoods) => goods::edit::show;
    POST "/admin/goods/{id}" With(ManageGoods) => goods::edit::change;
    POST "/admin/goods/{id}/move" With(ManageGoods) => goods::list::move_good;
    POST "/admin/goods/{id}/picture" With(ManageGoods) => goods::picture::set;
    POST "/admin/goods/{id}/picture/remove" With(ManageGoods) => goods::picture::remove;
    POST "/admin/goods/{id}/delete" With(ManageGoods) => goods::edit::delete;

    GET "/admin/links" With(ManageGoods) => offers::list::show;
    GET "/admin/links/new" With(ManageGoods) => offers::edit::new;
    POST "/admin/links/new" With(ManageGoods) => offers::edit::add;
    GET "/admin/links/{id}" With(ManageGoods) => offers::edit::show;
    POST "/admin/links/{id}" With(ManageGoods) => offers::edit::change;
    POST "/admin/links/{id}/closed" With(ManageGoods) => offers::edit::set_closed;
    POST "/admin/links/{id}/picture" With(ManageGoods) => offers::picture::set;
    POST "/admin/links/{id}/picture/remove" With(ManageGoods) => offers::picture::remove;
    POST "/admin/links/{id}/delete" With(ManageGoods) => offers::edit::delete;
    GET "/admin/links/{id}/poster" With(ManageGoods) => offers::list::poster;
}

/// What a form says under that name; nothing where it does not say it.
fn field<'a>(fields: &'a [(String, String)], wanted: &str) -> &'a str {
    fields.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| value)
}

/// A password that was typed twice, to be that person's from now on.
fn chosen(password: String, again: &str, name: &StaffName) -> Result<Password, EntryProblem> {
    let same = password == again;
    let chosen = Password::chosen(password, name)?;
    if same { Ok(chosen) } else { Err(EntryProblem::NotTwice) }
}

fn moment(at: UtcTime, now: UtcTime, admin: &AdminFrame, shop: &Shop) -> Moment {
    Moment::new(at.utc(), now.utc(), shop.config.time_zone, admin.messages())
}
