//! Whom the shop's programs are told what happens, and what was sent there.

use askama::Template;

use super::{AdminFrame, desk_event_label};
use crate::{
    feed::EventKind,
    i18n::Messages,
    web::pages::Moment,
    webhooks::{DeliveryStatus, EndpointUrlError, MOST_DESCRIPTION, TargetError},
};

/// All endpoints.
#[derive(Debug, Template)]
#[template(path = "admin/webhooks.html")]
pub struct WebhooksPage {
    pub admin: AdminFrame,
    pub rows: Vec<EndpointRow>,
    pub problem: Option<WebhookProblem>,
    pub typed: TypedEndpoint,
    pub made: Option<MadeSecret>,
}

/// One of them.
#[derive(Debug, Template)]
#[template(path = "admin/webhook.html")]
pub struct WebhookPage {
    pub admin: AdminFrame,
    pub row: EndpointRow,
    pub problem: Option<WebhookProblem>,
    pub typed: TypedEndpoint,
    pub made: Option<MadeSecret>,
    /// Until when the secret before signs as well.
    pub both_until: Option<Moment>,
    /// From when on everything would be sent again.
    pub since: String,
    /// How many were just queued anew.
    pub again: Option<i64>,
    /// All since a time is queued bit by bit.
    pub soon: bool,
    /// The only ones that are shown.
    pub status: Option<DeliveryStatus>,
    pub deliveries: Vec<DeliveryRow>,
    /// Where the rest is.
    pub older: Option<String>,
    /// It is not the first page.
    pub later: bool,
}

/// One message, and each try to deliver it.
#[derive(Debug, Template)]
#[template(path = "admin/webhook_delivery.html")]
pub struct WebhookDeliveryPage {
    pub admin: AdminFrame,
    /// The endpoint's page.
    pub back: String,
    /// Where the form goes that sends it again.
    pub again: String,
    pub message_type: String,
    pub message_id: String,
    pub status: DeliveryStatus,
    pub at: Moment,
    pub payload: String,
    pub attempts: Vec<AttemptRow>,
}

#[derive(Debug)]
pub struct EndpointRow {
    pub id: i64,
    pub url: String,
    pub description: String,
    /// The one order that it is told of.
    pub order: Option<String>,
    pub since: Moment,
    pub paused: Option<Moment>,
    pub failing: Option<Moment>,
    pub failures: i64,
    pub took: Option<Moment>,
    pub waiting: i64,
    pub given_up: i64,
}

#[derive(Debug)]
pub struct DeliveryRow {
    pub id: i64,
    pub message_type: String,
    pub at: Moment,
    pub status: DeliveryStatus,
    pub attempts: i64,
    /// When it is tried again.
    pub next: Option<Moment>,
    /// The last answer's status.
    pub answered: Option<i64>,
    pub took_ms: Option<i64>,
    pub error: Option<String>,
}

#[derive(Debug)]
pub struct AttemptRow {
    pub nth: i64,
    pub at: Moment,
    pub took_ms: i64,
    pub headers: String,
    pub status: Option<i64>,
    pub answer: String,
    pub error: Option<String>,
}

/// A secret that was just made.
pub struct MadeSecret {
    pub endpoint: i64,
    pub secret: String,
}

impl std::fmt::Debug for MadeSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MadeSecret").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// What was typed of an endpoint.
#[derive(Clone, Debug, Default)]
pub struct TypedEndpoint {
    pub url: String,
    pub description: String,
    /// None: all.
    pub kinds: Vec<EventKind>,
    pub order: String,
}

/// What was in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookProblem {
    Url(EndpointUrlError),
    Description,
    Order,
    TooMany,
    Since,
}

impl WebhookProblem {
    fn told(self, m: Messages) -> String {
        match self {
            Self::Url(error) => match error {
                EndpointUrlError::NoUrl | EndpointUrlError::Scheme => m.text("webhooks-no-url"),
                EndpointUrlError::Password => m.text("webhooks-password"),
                EndpointUrlError::TooLong => m.text("webhooks-long-url"),
                EndpointUrlError::Target(TargetError::NotPublic) => m.text("webhooks-not-public"),
                EndpointUrlError::Target(TargetError::Unencrypted) => {
                    m.text("webhooks-unencrypted")
                }
            },
            Self::Description => {
                let most = i64::try_from(MOST_DESCRIPTION).unwrap_or(i64::MAX);
                m.with("webhooks-long-description", &[("most", most.into())])
            }
            Self::Order => m.text("webhooks-no-order"),
            Self::TooMany => m.text("webhooks-too-many"),
            Self::Since => m.text("webhooks-no-time"),
        }
    }
}

/// A kind of event in a form: its word, what it is called, and whether it is ticked.
type Kind = (&'static str, String, bool);

fn kinds(m: Messages, typed: &TypedEndpoint) -> Vec<Kind> {
    let kind =
        |kind: &EventKind| (kind.as_str(), desk_event_label(m, *kind), typed.kinds.contains(kind));
    EventKind::ALL.iter().map(kind).collect()
}

fn status_label(m: Messages, status: DeliveryStatus) -> String {
    match status {
        DeliveryStatus::Waiting => m.text("webhooks-status-waiting"),
        DeliveryStatus::Delivered => m.text("webhooks-status-delivered"),
        DeliveryStatus::GivenUp => m.text("webhooks-status-given-up"),
    }
}

impl WebhooksPage {
    fn kinds(&self) -> Vec<Kind> {
        kinds(self.admin.messages(), &self.typed)
    }

    fn problem_told(&self) -> Option<String> {
        self.problem.map(|problem| problem.told(self.admin.messages()))
    }
}

impl WebhookPage {
    fn kinds(&self) -> Vec<Kind> {
        kinds(self.admin.messages(), &self.typed)
    }

    fn problem_told(&self) -> Option<String> {
        self.problem.map(|problem| problem.told(self.admin.messages()))
    }

    fn status_label(&self, delivery: &DeliveryRow) -> String {
        status_label(self.admin.messages(), delivery.status)
    }

    /// What can be shown alone: its word, what it is called, and whether it is.
    fn statuses(&self) -> Vec<(&'static str, String, bool)> {
        let m = self.admin.messages();
        let status = |each: &DeliveryStatus| {
            (each.as_str(), status_label(m, *each), self.status == Some(*each))
        };
        DeliveryStatus::ALL.iter().map(status).collect()
    }
}

impl WebhookDeliveryPage {
    fn status_told(&self) -> String {
        status_label(self.admin.messages(), self.status)
    }
}

impl EndpointRow {
    pub(super) fn name(&self) -> &str {
        if self.description.is_empty() { &self.url } else { &self.description }
    }
}
