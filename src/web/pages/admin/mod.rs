//! The pages for staff.

mod account;
mod attention;
mod audit;
mod blocks;
mod cells;
mod claim;
mod courier;
mod decision;
mod desk_event;
mod discrepancy_words;
mod entry;
pub mod export;
mod frame;
mod good;
mod goods;
mod goods_import;
mod hand_over;
mod keys;
mod missed;
pub mod missing;
mod notice_card;
mod offers;
mod order;
pub mod orders;
pub mod overview;
mod payment;
pub mod picks;
mod picture_form;
pub mod reconcile;
pub mod reconcile_history;
pub mod runs;
pub mod settings;
mod slip;
mod staff;
mod webhooks;

pub use account::{AccountPage, CodesPage, OwnPlace, OwnSession, SecondFactorPage, browser_name};
pub use attention::{
    AttentionPage, Card, Fact, Group, Guess, RefundLine, RefusedLine, RefusedList, SilenceCard,
    WayForm,
};
pub use audit::{AuditPage, AuditRow};
pub use blocks::{BlockForm, BlockProblem, BlockRow, BlocksPage, KnownBy, block_kind_label};
pub use cells::{CellProblem, CellRow, CellsPage, Held};
pub use claim::ClaimCard;
pub use courier::CourierForms;
pub use decision::{Decision, Filled, TypedHandOver};
pub use desk_event::{DeskEvent, Who, label as desk_event_label};
pub use discrepancy_words::{
    Told, discrepancy_title, does, happened, refund_state_label, refusal_label, seen_by_customer,
    way_label, why,
};
pub use entry::{CodePage, ConfirmPage, EntryProblem, SignInPage, WelcomePage, WelcomeState};
pub use frame::{AdminFrame, right_label};
pub use good::{GoodPage, Refused};
pub use goods::{GoodRow, GoodsGroup, GoodsPage};
pub use goods_import::{ImportPage, ImportProblem};
pub use hand_over::{CellOption, HandOverForms};
pub use keys::{KeyProblem, KeyRow, KeysPage, TypedKey};
pub use missed::{MissedCard, MissedForm, MissedProblem, MissedWay, done as missed_done};
pub use notice_card::{NoticeCard, NoticeCards, NoticeChannel};
pub use offers::{
    GoodField, OfferFault, OfferField, OfferFormPage, OfferRefused, OfferRow, OffersPage,
    OrderLine, PosterPage, TypedOffer,
};
pub use order::{
    AdminOrderPage, Age, CustomerView, LineView, MoneyView, OtherOrder, Trouble, discrepancy_label,
    move_label,
};
pub use payment::{
    CallbackView, DiscrepancyView, Fate, Payer, PaymentView, RefundView, refund_label,
    shown as shown_callback,
};
pub use picture_form::{PictureForm, PictureProblem};
pub use slip::{SlipItem, SlipPage};
pub use staff::{ColleagueRow, MadeLink, StaffPage, StaffProblem};
pub use webhooks::{
    AttemptRow, DeliveryRow, EndpointRow, MadeSecret, TypedEndpoint, WebhookDeliveryPage,
    WebhookPage, WebhookProblem, WebhooksPage,
};
