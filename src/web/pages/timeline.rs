//! What happened to an order, told to its customer.

use super::Moment;
use crate::i18n::Messages;

/// One event of an order.
#[derive(Clone, Debug)]
pub struct TimelineEvent {
    /// The feed's word for what happened (`placed`, `paid`, …).
    pub kind: String,
    /// The feed's word for who did it (`dromon`, `customer`, …).
    pub actor: String,
    pub at: Moment,
    /// The money that the event moved.
    pub sum: Option<i64>,
    /// What else there is to say of it.
    pub detail: Option<String>,
    /// How the order was to be handed over.
    pub told: Option<String>,
}

impl TimelineEvent {
    pub(super) fn label(&self, messages: Messages) -> String {
        event_label(messages, &self.kind)
    }

    pub(super) fn actor_label(&self, messages: Messages) -> String {
        match self.actor.as_str() {
            "dromon" => messages.text("actor-dromon"),
            "customer" => messages.text("actor-customer"),
            "clock" => messages.text("actor-clock"),
            // A program with the shop's key speaks for the shop.
            _ => messages.text("actor-shop"),
        }
    }

    pub(super) fn shown_sum(&self, messages: Messages) -> Option<String> {
        self.sum.map(|sum| messages.ar(sum))
    }
}

/// What an event is called on a page. A kind that this page does not know is told in general words: a newer node may
/// already write what an older one shows.
#[must_use]
pub fn event_label(messages: Messages, kind: &str) -> String {
    match kind {
        "placed" => messages.text("event-placed"),
        "paid" => messages.text("event-paid"),
        "part_paid" => messages.text("event-part-paid"),
        "payment" => messages.text("event-payment"),
        "repeated" => messages.text("event-repeated"),
        "expired" => messages.text("event-expired"),
        "cancelled" => messages.text("event-cancelled"),
        "reopened" => messages.text("event-reopened"),
        "assembling" => messages.text("event-assembling"),
        "ready" => messages.text("event-ready"),
        "completed" => messages.text("event-completed"),
        "refunded" => messages.text("event-refunded"),
        "substituted" => messages.text("event-substituted"),
        "missing_refund" => messages.text("event-missing-refund"),
        "waits_for_goods" => messages.text("event-waits-for-goods"),
        "taken_up" => messages.text("event-taken-up"),
        "hand_over" => messages.text("event-hand-over"),
        "new_code" => messages.text("event-new-code"),
        "found_nobody" => messages.text("event-found-nobody"),
        "missed" => messages.text("event-missed"),
        "claimed" => messages.text("event-claimed"),
        "claim_refused" => messages.text("event-claim-refused"),
        "customer_note" => messages.text("event-customer-note"),
        _ => messages.text("event-other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn an_unknown_event_is_told_in_general_words() {
        let messages = Messages::for_lang(Lang::Ru);
        assert_eq!(event_label(messages, "from_the_future"), messages.text("event-other"));
        assert_ne!(event_label(messages, "paid"), messages.text("event-other"));
    }
}
