//! What is typed of an endpoint.

use crate::{
    feed::EventKind,
    web::{
        admin::field,
        pages::admin::{TypedEndpoint, WebhookProblem},
    },
    webhooks::{Description, Endpoint, EndpointUrl, Subscription, Targets},
};

/// A box that is ticked comes as a field of its own.
pub type Fields = Vec<(String, String)>;

/// An endpoint that was typed as it may be.
pub struct Read {
    pub url: EndpointUrl,
    pub description: Description,
    pub subscription: Subscription,
}

pub fn typed(fields: &Fields) -> TypedEndpoint {
    let kinds = fields.iter().filter(|(name, _)| name == "kind");
    TypedEndpoint {
        url: field(fields, "url").trim().to_owned(),
        description: field(fields, "description").trim().to_owned(),
        kinds: kinds.filter_map(|(_, word)| word.parse().ok()).collect(),
        order: field(fields, "order").trim().to_owned(),
    }
}

pub fn of(endpoint: &Endpoint) -> TypedEndpoint {
    TypedEndpoint {
        url: endpoint.url.as_str().to_owned(),
        description: endpoint.description.to_string(),
        kinds: endpoint.subscription.kinds().unwrap_or_default(),
        order: String::new(),
    }
}

pub fn read(typed: &TypedEndpoint, targets: &Targets) -> Result<Read, WebhookProblem> {
    let url = EndpointUrl::parse(&typed.url, targets).map_err(WebhookProblem::Url)?;
    let description = typed.description.parse().map_err(|_| WebhookProblem::Description)?;
    // Each one of them is all of them, also those of later versions.
    let all = typed.kinds.len() == EventKind::ALL.len();
    let subscription =
        if all { Subscription::all() } else { Subscription::of(typed.kinds.iter().copied()) };
    Ok(Read { url, description, subscription })
}
