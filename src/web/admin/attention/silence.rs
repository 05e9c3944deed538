//! The cards that say that nothing is heard or that webhooks do not arrive, and the list of what was refused.

use super::{
    cards::{View, confirm_path, shown},
    order_path,
};
use crate::{
    dromon::Callback,
    payments::{
        Completeness,
        refused::{Refused, TokenHash},
        silence::Silence,
    },
    web::pages::admin::{EndpointRow, RefusedLine, RefusedList, SilenceCard, refusal_label},
    webhooks::Trouble,
};

impl View<'_> {
    /// An endpoint that takes nothing, or did not take something for three days.
    pub(super) fn webhook(&self, trouble: &Trouble) -> EndpointRow {
        let Trouble { endpoint, health } = trouble;
        EndpointRow {
            id: endpoint.id,
            // An address may be a secret of whoever may see it.
            url: format!("#{}", endpoint.id),
            description: endpoint.description.to_string(),
            order: None,
            since: self.moment(endpoint.created_at),
            paused: endpoint.paused_at.map(|at| self.moment(at)),
            failing: endpoint.failing_since.map(|at| self.moment(at)),
            failures: endpoint.failures,
            took: endpoint.took_at.map(|at| self.moment(at)),
            waiting: health.waiting,
            given_up: health.given_up,
        }
    }

    /// `refused`: some do come, and are refused.
    pub(super) fn silence(&self, silence: &Silence, refused: bool) -> SilenceCard {
        let m = self.frame.messages;
        let count = i64::try_from(silence.orders.len()).unwrap_or(i64::MAX);
        let url = self.shop.config.callback_url().to_string();
        let waiting = i64::try_from(self.shop.intake.inbox().waiting().records).unwrap_or(i64::MAX);
        let mut check = Vec::new();
        check.extend(refused.then(|| m.text("attention-silence-refused")));
        check.extend([
            m.with("attention-silence-url", &[("url", url.into())]),
            m.text("attention-silence-secret"),
            m.text("attention-silence-proxy"),
        ]);
        check.extend(self.shop.is_https().then(|| m.text("attention-silence-certificate")));
        check.push(m.with("attention-silence-inbox", &[("count", waiting.into())]));
        SilenceCard {
            happened: m.with("attention-silence-happened", &[("count", count.into())]),
            last: match silence.last_callback {
                Some(at) => {
                    m.with("attention-silence-last", &[("at", self.moment(at).shown.into())])
                }
                None => m.text("attention-silence-never"),
            },
            orders: silence
                .orders
                .iter()
                .map(|order| (order.uid.to_string(), order_path(order.uid.as_str())))
                .collect(),
            check,
        }
    }

    /// `fresh`: the password was given recently enough to have them received.
    pub(super) fn refused(&self, refused: &[Refused], fresh: bool) -> Option<RefusedList> {
        if refused.is_empty() {
            return None;
        }
        let lines: Vec<RefusedLine> = refused.iter().map(|each| self.refused_line(each)).collect();
        let fitting = lines.iter().filter(|line| line.fits).count();
        Some(RefusedList {
            count: i64::try_from(lines.len()).unwrap_or(i64::MAX),
            fitting: i64::try_from(fitting).unwrap_or(i64::MAX),
            confirm: (!fresh).then(|| confirm_path("/admin/attention#refused")),
            lines,
        })
    }

    fn refused_line(&self, refused: &Refused) -> RefusedLine {
        let m = self.frame.messages;
        let fits = |hash: &TokenHash| hash.fits(self.shop.config.tokens());
        RefusedLine {
            id: refused.id,
            at: self.moment(refused.received_at),
            source: refused.source.clone(),
            cause: refusal_label(m, refused.cause),
            says: self.says(refused),
            fits: refused.token_hash.as_ref().is_some_and(fits),
            not: match refused.token_hash {
                Some(_) => m.text("attention-refused-not-yet"),
                None => m.text("attention-refused-never"),
            },
        }
    }

    fn says(&self, refused: &Refused) -> String {
        let m = self.frame.messages;
        if refused.body.is_empty() && refused.completeness != Completeness::Whole {
            return m.text("attention-refused-unread");
        }
        let Ok(callback) = Callback::parse(&refused.body) else {
            return m.text("attention-refused-nonsense");
        };
        let told = callback.uid.map_or_else(|| m.text("attention-refused-no-number"), shown);
        let sum = m.ar(callback.sum.get());
        match callback.payer.username {
            Some(payer) => m.with(
                "attention-refused-told-payer",
                &[
                    ("sum", sum.into()),
                    ("payer", super::short(&payer).into()),
                    ("told", told.into()),
                ],
            ),
            None => m.with("attention-refused-told", &[("sum", sum.into()), ("told", told.into())]),
        }
    }
}
