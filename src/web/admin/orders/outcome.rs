//! What became of the orders that were moved together: it stands in the address that the form leads on to.

use url::form_urlencoded;

use crate::{db::columns::words, desk::DeskError, i18n::Messages, orders::Uid};

words! {
    /// Why an order was not moved.
    pub enum Refusal {
        /// Somebody else was faster.
        Changed = "changed",
        Held = "held",
        NotAllowed = "not_allowed",
        Gone = "gone",
        /// It stands on an open pick list.
        Listed = "listed",
        /// The shop keeps cells, and in each of them lies an order.
        NoCell = "no_cell",
        /// A courier brings it, and types its code on its own page.
        Code = "code",
        /// It is on an open run.
        OnRun = "on_run",
        /// It does not wait for a courier.
        NotByCourier = "not_by_courier",
        /// The run has as many stops as one can have.
        RunFull = "run_full",
    }
}

impl Refusal {
    /// `None`: it is no fault of the order's.
    #[must_use]
    pub fn of(error: &DeskError) -> Option<Self> {
        match error {
            DeskError::Changed => Some(Self::Changed),
            DeskError::Held(_) => Some(Self::Held),
            DeskError::NotFound | DeskError::NoSuchOrder => Some(Self::Gone),
            DeskError::Unfit(_) => Some(Self::NoCell),
            DeskError::CodeNeeded => Some(Self::Code),
            DeskError::NotAllowed { .. }
            | DeskError::NotAWayOut { .. }
            | DeskError::NoReason
            | DeskError::TooMuch { .. } => Some(Self::NotAllowed),
            DeskError::Store(_) => None,
        }
    }
}

/// What became of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub moved: Vec<Uid>,
    pub refused: Vec<(Uid, Refusal)>,
}

impl Outcome {
    /// From the query of an address.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut outcome = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "moved" => outcome.moved.extend(value.parse::<Uid>()),
                "refused" => {
                    if let Some((uid, why)) = value.split_once('.')
                        && let (Ok(uid), Ok(why)) = (uid.parse(), why.parse())
                    {
                        outcome.refused.push((uid, why));
                    }
                }
                _ => {}
            }
        }
        outcome
    }

    /// Adds it to a query.
    #[must_use]
    pub fn added_to(&self, query: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(query.to_owned());
        for uid in &self.moved {
            query.append_pair("moved", uid.as_str());
        }
        for (uid, why) in &self.refused {
            query.append_pair("refused", &format!("{uid}.{}", why.as_str()));
        }
        query.finish()
    }

    /// What to say of those that went through.
    pub(super) fn moved(&self, m: Messages) -> Option<String> {
        let numbers: Vec<&str> = self.moved.iter().map(Uid::as_str).collect();
        let count = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
        (count > 0).then(|| {
            let args = [("count", count.into()), ("numbers", numbers.join(", ").into())];
            m.with("orders-moved", &args)
        })
    }

    /// What to say of the others, one by one.
    pub fn refused(&self, m: Messages) -> Vec<(String, String)> {
        let why = |refusal| match refusal {
            Refusal::Changed => m.text("orders-refused-changed"),
            Refusal::Held => m.text("orders-refused-held"),
            Refusal::NotAllowed => m.text("orders-refused-not-allowed"),
            Refusal::Gone => m.text("orders-refused-gone"),
            Refusal::Listed => m.text("orders-refused-listed"),
            Refusal::NoCell => m.text("orders-refused-no-cell"),
            Refusal::Code => m.text("orders-refused-code"),
            Refusal::OnRun => m.text("orders-refused-on-run"),
            Refusal::NotByCourier => m.text("orders-refused-not-by-courier"),
            Refusal::RunFull => m.text("orders-refused-run-full"),
        };
        self.refused.iter().map(|(uid, refusal)| (uid.to_string(), why(*refusal))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_what_became_of_each() {
        let outcome = Outcome {
            moved: vec!["48817-X".parse().unwrap()],
            refused: vec![("a_b-1".parse().unwrap(), Refusal::Held)],
        };
        let query = outcome.added_to("status=paid");
        assert_eq!(query, "status=paid&moved=48817-X&refused=a_b-1.held");
        assert_eq!(Outcome::parse(&query), outcome);
        let nonsense = "moved=<b>&moved=&refused=x&refused=x.y&refused=.held&moved=a%20b";
        assert_eq!(Outcome::parse(nonsense), Outcome::default());
    }
}
