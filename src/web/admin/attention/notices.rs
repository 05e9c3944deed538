//! Messages that a channel could not deliver: what is told of them, and what becomes of them.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{Said, cards::View, page};
use crate::{
    clock,
    db::Connection,
    notify::{
        ChannelKind,
        undelivered::{self, Decided, Undelivered, Waiting, Why},
    },
    orders::{self, Order},
    staff::{
        SignedIn,
        audit::{self, Entry, What},
    },
    web::{
        Error, Shop,
        admin::entry,
        pages::admin::{
            NoticeCard, NoticeCards, NoticeChannel,
            settings::{channel_label, topic_label},
        },
        respond::see_other,
    },
};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WayForm {
    way: String,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    Again,
    Leave,
    /// It and all before it of its channel.
    LeaveAll,
}

impl Done {
    pub(super) fn read(word: &str) -> Option<Self> {
        [Self::Again, Self::Leave, Self::LeaveAll].into_iter().find(|done| done.as_str() == word)
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Leave => "leave",
            Self::LeaveAll => "leave-all",
        }
    }

    /// The words for it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Again => "notices-done-again",
            Self::Leave => "notices-done-leave",
            Self::LeaveAll => "notices-done-leave-all",
        }
    }
}

/// `POST /admin/attention/notices/{id}`
pub async fn decide_notice(
    request: HttpRequest,
    id: Path<i64>,
    form: Form<WayForm>,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let way = Done::read(&form.way)
        .ok_or_else(|| Error::Unprocessable("`way` is none of the ways".to_owned()))?;
    let (by, actor) = (signed_in.by(entry::address(&request, &shop)), signed_in.actor());
    let write = move |connection: &mut Connection| {
        let notice = undelivered::find(connection, id)?.ok_or(Error::NotFound)?;
        let now = clock::now();
        let decided = match way {
            Done::Again => undelivered::try_again(connection, id, now)?,
            Done::Leave => undelivered::leave(connection, id, &actor, now)?,
            Done::LeaveAll => {
                undelivered::leave_all(connection, notice.channel, id, &actor, now)?;
                Decided::Now
            }
        };
        if decided == Decided::Now {
            let order = match notice.order_id {
                Some(order_id) if way != Done::LeaveAll => orders::find(connection, order_id)?,
                _ => None,
            };
            let uid = order.as_ref().map(|order| order.uid.as_str());
            let subject = Some(uid.unwrap_or(notice.channel.as_str()));
            let note = Some(way.as_str());
            let entry = Entry { by: &by, what: What::Notices, subject, note, at: now };
            audit::record(connection, &entry)?;
        }
        Ok::<_, Error>(decided)
    };
    match shop.store.write(write).await? {
        Decided::Now => Ok(see_other(&format!("/admin/attention?notice={}#notices", way.as_str()))),
        Decided::Before => page(&request, &signed_in, &shop, Said::NoticeGone).await,
    }
}

impl View<'_> {
    pub(super) fn notices(&self, waiting: &Waiting) -> NoticeCards {
        let m = self.frame.messages;
        let cards = waiting.notices.iter();
        let cards = cards.map(|(notice, order)| self.notice(notice, order.as_ref())).collect();
        let shown = i64::try_from(waiting.notices.len()).unwrap_or(i64::MAX);
        let all = waiting.channels.iter().map(|(_, count, _)| count).sum::<i64>();
        let more = all.saturating_sub(shown);
        let more = (more > 0).then(|| m.with("notices-more", &[("count", more.into())]));
        let many = waiting.channels.iter().filter(|(_, count, _)| *count > 1);
        let many = many.map(|(channel, count, newest)| {
            let name = ("channel", channel_label(m, *channel).into());
            let label = m.with("notices-leave-all", &[name, ("count", (*count).into())]);
            NoticeChannel { label, up_to: *newest }
        });
        NoticeCards { cards, more, many: many.collect() }
    }

    fn notice(&self, notice: &Undelivered, order: Option<&Order>) -> NoticeCard {
        let m = self.frame.messages;
        let why = match (notice.why, notice.code, notice.channel) {
            (Why::Stale, ..) => m.text("notices-why-stale"),
            (Why::Failed, ..) => m.text("notices-why-failed"),
            (Why::Refused, None, _) => m.text("notices-why-nobody"),
            (Why::Refused, Some(code), channel) => {
                let code = ("code", code.to_string().into());
                match channel {
                    ChannelKind::DiscordDm => m.with("notices-test-closed", &[code]),
                    _ => m.with("notices-test-malformed", &[code]),
                }
            }
        };
        NoticeCard {
            id: notice.id,
            uid: order.map(|order| order.uid.to_string()),
            what: topic_label(m, notice.topic),
            channel: channel_label(m, notice.channel),
            at: self.moment(notice.at),
            why,
            is_asked: notice.again_at.is_some(),
        }
    }
}
