//! Courier runs as their pages show them.

use actix_web::HttpRequest;

use super::{ENDED, PATH, Runs, WAITING, frame, path};
use crate::{
    clock::{self, UtcTime},
    delivery::HandOver,
    feed::Actor,
    i18n::Messages,
    orders::Status,
    runs::{OnTheWay, Sheet, Stop, StopStanding},
    staff::SignedIn,
    web::{
        Shop,
        admin::{
            courier::Courier,
            orders::Outcome,
            packed::{left_out, packed},
        },
        pages::{
            HandOverView, Moment,
            admin::{
                AdminFrame, TypedHandOver, Who,
                orders::status_label,
                runs::{
                    EndedRun, LaterStop, NextStop, OverStop, RunPage, RunRow, RunsPage, WaitingRow,
                },
            },
            shorten,
        },
        shop,
    },
};

/// How much is shown of what an order of just a sum is for.
const TEXT: usize = 200;

/// Who looks, and when.
pub(super) struct Viewer<'a> {
    shop: &'a Shop,
    admin: AdminFrame,
    now: UtcTime,
}

/// What is told of what was not done.
#[derive(Default)]
pub(super) struct Answer {
    pub trouble: Option<String>,
    /// What was typed into the next stop's form.
    pub typed: TypedHandOver,
}

impl<'a> Viewer<'a> {
    pub(super) fn new(request: &HttpRequest, signed_in: &SignedIn, shop: &'a Shop) -> Self {
        Self { shop, admin: frame(request, signed_in, shop), now: clock::now() }
    }

    pub(super) fn messages(&self) -> Messages {
        self.admin.messages()
    }

    /// All runs, and what waits for one.
    pub(super) fn runs(
        mut self,
        runs: Runs,
        outcome: &Outcome,
        trouble: Option<String>,
    ) -> RunsPage {
        PATH.clone_into(&mut self.admin.frame.here);
        let Runs { open, mut waiting, mut ended, is_further } = runs;
        let has_more = cut(&mut waiting, WAITING);
        let has_older = cut(&mut ended, ENDED);
        let older = ended.last().filter(|_| has_older);
        RunsPage {
            open: open.iter().map(|run| self.row(run)).collect(),
            waiting: waiting
                .iter()
                .map(|(order, hand_over)| WaitingRow {
                    uid: order.uid.to_string(),
                    nickname: order.nickname.to_string(),
                    hand_over: self.hand_over(hand_over),
                })
                .collect(),
            has_more,
            older: older.map(|run| format!("{PATH}?before={}", run.id)),
            first: is_further.then(|| PATH.to_owned()),
            ended: ended
                .into_iter()
                .filter_map(|run| {
                    Some(EndedRun {
                        address: path(run.id),
                        id: run.id,
                        by: self.who(&run.made_by),
                        at: self.moment(run.ended_at?),
                    })
                })
                .collect(),
            refused: outcome.refused(self.messages()),
            trouble,
            admin: self.admin,
        }
    }

    fn row(&self, on_the_way: &OnTheWay) -> RunRow {
        let OnTheWay { run, left, stops, next } = on_the_way;
        RunRow {
            address: path(run.id),
            id: run.id,
            by: self.who(&run.made_by),
            at: self.moment(run.made_at),
            left: number(*left),
            stops: number(*stops),
            next: next.as_ref().map(ToString::to_string),
        }
    }

    pub(super) fn run(mut self, sheet: &Sheet, outcome: &Outcome, answer: Answer) -> RunPage {
        let run = &sheet.run;
        // Also where a form was refused, which has no page of its own.
        self.admin.frame.here = path(run.id);
        let (open, over): (Vec<&Stop>, Vec<&Stop>) =
            sheet.stops.iter().partition(|stop| run.is_open() && stop.is_open());
        let (next, later) = open.split_first().map_or((None, &[][..]), |(n, l)| (Some(*n), l));
        RunPage {
            id: run.id,
            by: self.who(&run.made_by),
            at: self.moment(run.made_at),
            ended: run
                .ended_at
                .map(|at| (self.moment(at), run.ended_by.as_ref().map(|by| self.who(by)))),
            next: next.and_then(|stop| self.next(stop, run.id, &answer.typed)),
            later: later
                .iter()
                .enumerate()
                .filter_map(|(nth, stop)| {
                    Some(LaterStop {
                        uid: stop.order.uid.to_string(),
                        nickname: stop.order.nickname.to_string(),
                        hand_over: self.hand_over(stop.hand_over.as_ref()?),
                        is_last: nth + 1 == later.len(),
                    })
                })
                .collect(),
            over: over.into_iter().map(|stop| self.over(stop)).collect(),
            refused: outcome.refused(self.messages()),
            trouble: answer.trouble,
            admin: self.admin,
        }
    }

    fn next(&self, stop: &Stop, run: i64, typed: &TypedHandOver) -> Option<NextStop> {
        let Stop { order, items, remedies, .. } = stop;
        let hand_over = stop.hand_over.as_ref()?;
        let courier = Courier {
            address: path(run),
            uid: Some(order.uid.to_string()),
            version: order.last_event,
            tries_left: stop.tries_left,
            hand_over,
        };
        Some(NextStop {
            uid: order.uid.to_string(),
            nickname: order.nickname.to_string(),
            hand_over: self.hand_over(hand_over),
            goods: packed(items, remedies),
            text: items.is_empty().then(|| shorten(order.text.as_str(), TEXT)),
            missing: left_out(self.messages(), items, remedies),
            courier: courier.forms(typed, self.shop, self.now).filter(|_| !stop.is_held),
        })
    }

    fn over(&self, stop: &Stop) -> OverStop {
        let m = self.messages();
        let status = stop.order.status_at(self.now);
        let (outcome, tone) = match stop.standing {
            StopStanding::Delivered => (m.text("runs-delivered"), "tint-good"),
            StopStanding::Nobody => (m.text("runs-nobody"), "tint-waiting"),
            // That it was handed over since is another run's doing, or nobody's.
            StopStanding::Open | StopStanding::Off
                if !matches!(status, Status::Ready | Status::Completed) =>
            {
                (status_label(m, status), "tint-off")
            }
            StopStanding::Open | StopStanding::Off => (m.text("runs-off"), "tint-off"),
        };
        OverStop {
            uid: stop.order.uid.to_string(),
            nickname: stop.order.nickname.to_string(),
            outcome,
            tone,
        }
    }

    fn hand_over(&self, hand_over: &HandOver) -> HandOverView {
        let due = self.moment(hand_over.due_at);
        HandOverView::new(hand_over, due, hand_over.is_missed(self.now))
    }

    fn who(&self, actor: &Actor) -> String {
        Who::of(actor.role(), actor.name()).label(self.messages())
    }

    fn moment(&self, at: UtcTime) -> Moment {
        shop::moment(at, self.now, &self.admin.frame, self.shop)
    }
}

/// Leaves as many as a page shows; whether there were more.
fn cut<T>(rows: &mut Vec<T>, most: i64) -> bool {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let has_more = rows.len() > most;
    rows.truncate(most);
    has_more
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
