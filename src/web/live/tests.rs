use std::{cell::RefCell, rc::Rc};

use super::*;
use crate::feed::Hub;

const LONG: Duration = Duration::from_mins(10);

/// A page that is open, and what was noted of its staying so.
fn open(hub: &Hub, stopping: &watch::Sender<bool>) -> (Line, Rc<RefCell<Vec<Duration>>>) {
    let noted = Rc::new(RefCell::new(Vec::new()));
    let stay = Stay {
        after: LONG,
        then: Box::new({
            let noted = Rc::clone(&noted);
            move |open| noted.borrow_mut().push(open)
        }),
    };
    let line = Line {
        opened: Instant::now(),
        stay: Some(stay),
        subscription: hub.subscribe(1),
        stopping: stopping.subscribe(),
        told: 1,
        next: Next::Hello,
    };
    (line, noted)
}

async fn say(line: Line) -> (String, Line) {
    let (said, line) = line.step().await.expect("the server has not stopped");
    (String::from_utf8(said.unwrap().to_vec()).unwrap(), line)
}

#[tokio::test(start_paused = true)]
async fn a_page_that_stays_open_long_enough_is_noted_once() {
    let (hub, stopping) = (Hub::default(), watch::Sender::new(false));
    let (mut line, noted) = open(&hub, &stopping);
    let opened = line.opened;
    while opened.elapsed() + HEARTBEAT < LONG {
        line = say(line).await.1;
        assert!(noted.borrow().is_empty(), "after {:?}", opened.elapsed());
    }
    while opened.elapsed() < LONG * 3 {
        line = say(line).await.1;
    }
    let noted = noted.borrow();
    assert!(matches!(noted.as_slice(), [open] if *open >= LONG && *open < LONG * 2), "{noted:?}");
}

#[tokio::test(start_paused = true)]
async fn a_page_is_told_what_it_does_not_show_yet() {
    let (hub, stopping) = (Hub::default(), watch::Sender::new(false));
    let (line, noted) = open(&hub, &stopping);
    let (hello, line) = say(line).await;
    assert!(hello.contains(": hello"), "{hello}");
    hub.tell(1, 7);
    let (news, line) = say(line).await;
    assert_eq!(news, changed(7));
    // Late news are none.
    hub.tell(1, 7);
    let (silence, line) = say(line).await;
    assert_eq!(silence, ": still here\n\n");
    assert!(noted.borrow().is_empty());
    stopping.send(true).unwrap();
    assert!(line.step().await.is_none());
}
