//! What does not add up, in plain words.

use crate::{
    desk::{WayOutKind, candidates::Why, money::RefundState},
    i18n::{Arg, Messages},
    payments::{DiscrepancyKind, refused::Cause},
};

/// What the words of a discrepancy are about; whatever a payer wrote is short and clean by now.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The payment's.
    pub sum: Option<i64>,
    /// What the discrepancy is about: the excess, what is missing.
    pub amount: Option<i64>,
    pub payer: Option<String>,
    /// The order's number and total.
    pub order: Option<(String, i64)>,
    /// The number that came; `None` where none did.
    pub uid: Option<String>,
    pub source: Option<String>,
    /// When the same came first.
    pub first: Option<String>,
}

/// What it is called.
#[must_use]
pub fn discrepancy_title(m: Messages, kind: DiscrepancyKind) -> String {
    m.text(&format!("attention-title-{}", kind.as_str()))
}

/// What happened.
#[must_use]
pub fn happened(m: Messages, kind: DiscrepancyKind, told: &Told) -> String {
    let sum =
        |sum: Option<i64>| sum.map_or_else(|| m.text("attention-unknown-sum"), |sum| m.ar(sum));
    let or_dash = |text: Option<&str>| Arg::from(text.unwrap_or("—"));
    let payer = || told.payer.clone().unwrap_or_else(|| m.text("attention-unknown-payer"));
    let args = [
        ("sum", sum(told.sum).into()),
        ("amount", sum(told.amount).into()),
        ("payer", payer().into()),
        ("uid", or_dash(told.order.as_ref().map(|(uid, _)| uid.as_str()))),
        ("total", sum(told.order.as_ref().map(|(_, total)| *total)).into()),
        ("told", or_dash(told.uid.as_deref())),
        ("source", or_dash(told.source.as_deref())),
        ("first", or_dash(told.first.as_deref())),
    ];
    match kind {
        DiscrepancyKind::UnknownOrder if told.uid.is_none() => {
            m.with("attention-happened-gift", &args)
        }
        DiscrepancyKind::Contested if told.order.is_none() => {
            m.with("attention-happened-contested-stray", &args)
        }
        kind => m.with(&format!("attention-happened-{}", kind.as_str()), &args),
    }
}

/// What the customer sees now: the state of his order, and the note beneath it.
#[must_use]
pub fn seen_by_customer(
    m: Messages,
    kind: DiscrepancyKind,
    state: Option<&str>,
    note: Option<&str>,
) -> String {
    let seen = match (state, note) {
        (None, _) => m.text("attention-seen-nothing"),
        (Some(state), None) => m.with("attention-seen", &[("state", state.into())]),
        (Some(state), Some(note)) => {
            m.with("attention-seen-note", &[("state", state.into()), ("note", note.into())])
        }
    };
    m.with(&format!("attention-customer-{}", kind.as_str()), &[("seen", seen.into())])
}

/// What stands on the button of a way out.
#[must_use]
pub fn way_label(m: Messages, kind: DiscrepancyKind, way: WayOutKind) -> String {
    m.with(&format!("attention-do-{}", way.as_str()), &[("kind", kind.as_str().into())])
}

/// What that button does.
#[must_use]
pub fn does(m: Messages, kind: DiscrepancyKind, way: WayOutKind) -> String {
    let both = format!("{}-{}", kind.as_str(), way.as_str());
    m.text(&format!("attention-does-{both}"))
}

/// Why an order may be meant.
#[must_use]
pub fn why(m: Messages, why: Why) -> String {
    match why {
        Why::SameNumber => m.text("attention-why-same-number"),
        Why::CloseNumber => m.text("attention-why-close-number"),
        Why::NumberInText => m.text("attention-why-number-in-text"),
        Why::Sum => m.text("attention-why-sum"),
        Why::Payer => m.text("attention-why-payer"),
        Why::Minutes(minutes) => m.with("attention-why-minutes", &[("minutes", minutes.into())]),
    }
}

/// Why a callback was refused.
#[must_use]
pub fn refusal_label(m: Messages, cause: Cause) -> String {
    m.text(&format!("attention-cause-{}", cause.as_str()))
}

/// How far a refund is that has not ended.
#[must_use]
pub fn refund_state_label(m: Messages, state: RefundState) -> String {
    match state {
        RefundState::Intended => m.text("attention-refund-intended"),
        RefundState::Sent => m.text("attention-refund-sent"),
        // The others have ended, and are not listed.
        RefundState::Unknown | RefundState::Confirmed | RefundState::Cancelled => {
            m.text("attention-refund-unknown")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{desk::ways_out, i18n::Lang};

    const LANGS: [Lang; 2] = [Lang::Ru, Lang::En];

    fn told() -> Told {
        Told {
            sum: Some(8),
            amount: Some(3),
            payer: Some("Steve_01".to_owned()),
            order: Some(("48817-X".to_owned(), 20)),
            uid: Some("48817".to_owned()),
            source: Some("203.0.113.7".to_owned()),
            first: Some("24 ноября, 10:05".to_owned()),
        }
    }

    /// A text that is missing is its key, and so are its places.
    #[track_caller]
    fn expect_words(words: &str) {
        assert!(!words.contains("attention-"), "{words}");
        assert!(words.chars().count() > 3, "{words}");
    }

    #[test]
    fn every_kind_has_all_its_words_in_both_languages() {
        for m in LANGS.map(Messages::for_lang) {
            for kind in DiscrepancyKind::ALL.iter().copied() {
                expect_words(&discrepancy_title(m, kind));
                expect_words(&happened(m, kind, &told()));
                expect_words(&happened(m, kind, &Told::default()));
                expect_words(&seen_by_customer(m, kind, None, None));
                expect_words(&seen_by_customer(m, kind, Some("Оплачен"), Some("note")));
                for way in ways_out(kind).iter().copied() {
                    expect_words(&way_label(m, kind, way));
                    expect_words(&does(m, kind, way));
                }
            }
        }
    }

    /// Otherwise two buttons of one card could not be told apart.
    #[test]
    fn the_ways_out_of_a_kind_are_called_differently() {
        for m in LANGS.map(Messages::for_lang) {
            for kind in DiscrepancyKind::ALL.iter().copied() {
                let mut labels: Vec<String> =
                    ways_out(kind).iter().map(|way| way_label(m, kind, *way)).collect();
                labels.sort_unstable();
                labels.dedup();
                assert_eq!(labels.len(), ways_out(kind).len(), "{}", kind.as_str());
            }
        }
    }

    #[test]
    fn the_other_words_are_there_too() {
        for m in LANGS.map(Messages::for_lang) {
            for cause in Cause::ALL {
                expect_words(&refusal_label(m, *cause));
            }
            for state in RefundState::ALL {
                expect_words(&refund_state_label(m, *state));
            }
            for each in [Why::SameNumber, Why::CloseNumber, Why::Minutes(0), Why::Minutes(1)] {
                expect_words(&why(m, each));
            }
        }
    }

    #[test]
    fn a_payment_without_a_number_is_told_as_one() {
        let m = Messages::for_lang(Lang::En);
        let words = |told: &Told| happened(m, DiscrepancyKind::UnknownOrder, told);
        assert!(words(&told()).contains("8\u{a0}AR came from Steve_01 with the number “48817”"));
        assert!(words(&Told { uid: None, ..told() }).contains("without an order's number"));
        let repeated = happened(m, DiscrepancyKind::Repeated, &told());
        assert!(repeated.contains("24 ноября, 10:05"), "{repeated}");
    }
}
