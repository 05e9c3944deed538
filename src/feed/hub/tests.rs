use futures_util::FutureExt;

use super::*;

fn news(subscription: &mut Subscription) -> Option<i64> {
    subscription.next().now_or_never()
}

#[test]
fn only_who_waits_for_the_order_is_woken() {
    let hub = Hub::default();
    let (mut one, mut same, mut other) = (hub.subscribe(1), hub.subscribe(1), hub.subscribe(2));
    hub.tell(1, 10);
    hub.tell(3, 11);
    assert_eq!(news(&mut one), Some(10));
    assert_eq!(news(&mut same), Some(10));
    assert_eq!(news(&mut other), None);
    assert_eq!(news(&mut one), None, "once is enough");
}

#[test]
fn of_several_events_the_last_is_told() {
    let hub = Hub::default();
    let mut one = hub.subscribe(1);
    hub.tell(1, 10);
    hub.tell(1, 12);
    assert_eq!(news(&mut one), Some(12));
    assert_eq!(news(&mut one), None);
}

#[test]
fn who_comes_later_is_not_told_of_before() {
    let hub = Hub::default();
    let _early = hub.subscribe(1);
    hub.tell(1, 10);
    let mut late = hub.subscribe(1);
    assert_eq!(news(&mut late), None);
    hub.tell(1, 11);
    assert_eq!(news(&mut late), Some(11));
}

#[test]
fn the_hub_is_idle_when_the_last_has_left() {
    let hub = Hub::default();
    assert!(hub.is_idle());
    let (one, mut same, other) = (hub.subscribe(1), hub.subscribe(1), hub.subscribe(2));
    drop(one);
    hub.tell(1, 10);
    assert_eq!(news(&mut same), Some(10), "another's leaving is nothing to me");
    drop(same);
    assert!(!hub.is_idle());
    drop(other);
    assert!(hub.is_idle());
    let mut again = hub.subscribe(1);
    hub.tell(1, 11);
    assert_eq!(news(&mut again), Some(11));
}

#[test]
fn a_commit_before_anybody_waits_is_not_missed() {
    let hub = Hub::default();
    assert_eq!(hub.commit().now_or_never(), None);
    hub.committed();
    hub.committed();
    assert_eq!(hub.commit().now_or_never(), Some(()));
    assert_eq!(hub.commit().now_or_never(), None, "many commits are one piece of news");
}
