use super::*;
use crate::testing::{
    moment,
    receiver::{Do, Receiver},
};
use crate::webhooks::{EndpointUrl, Secret};

/// Loopback may be told.
fn near() -> Targets {
    Targets::new(vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()])
}

fn outgoing(url: &str) -> Outgoing {
    Outgoing {
        delivery_id: 1,
        endpoint_id: 1,
        url: url.parse().unwrap(),
        secrets: vec![Secret::random()],
        message_id: "msg_1".to_owned(),
        payload: r#"{"type":"order.paid"}"#.to_owned(),
    }
}

async fn send(receiver: &Receiver, done: Do) -> Sent {
    receiver.next([done]);
    Sender::new(near()).send(&outgoing(&receiver.url()), moment(0)).await
}

/// With little patience; only for what never answers.
async fn wait_for(receiver: &Receiver, done: Do) -> Sent {
    receiver.next([done]);
    let sender = Sender::with_patience(near(), Duration::from_millis(300));
    sender.send(&outgoing(&receiver.url()), moment(0)).await
}

#[tokio::test]
async fn what_is_sent_is_signed_and_shaped_as_the_specification_asks() {
    let receiver = Receiver::open();
    let mut outgoing = outgoing(&receiver.url());
    outgoing.secrets.push(Secret::random());
    let now = crate::clock::now();
    let sent = Sender::new(near()).send(&outgoing, now).await;
    assert_eq!((sent.status, sent.answer.as_str(), sent.error), (Some(200), "ok", None));
    let got = &receiver.got()[0];
    assert!(got.head.starts_with("POST /hook HTTP/1.1\r\n"), "{}", got.head);
    assert_eq!(got.header("content-type"), Some("application/json"));
    assert_eq!(got.header("webhook-id"), Some("msg_1"));
    assert_eq!(got.header("webhook-timestamp").unwrap(), now.utc().timestamp().to_string());
    assert_eq!(got.body, outgoing.payload);
    // Either secret fits, and no third one.
    for secret in &outgoing.secrets {
        got.verify(secret.expose()).unwrap();
    }
    got.verify(Secret::random().expose()).unwrap_err();
    // What is kept of it does not let anybody send it again.
    let host = format!("host: {}\n", receiver.address);
    assert!(sent.headers.starts_with(&host), "{}", sent.headers);
    assert!(sent.headers.contains("webhook-id: msg_1"), "{}", sent.headers);
    assert!(!sent.headers.contains("v1,") && !sent.headers.contains(SIGNATURE), "{}", sent.headers);
}

#[tokio::test]
async fn an_answer_is_what_it_says() {
    let receiver = Receiver::open();
    let retry = |value: &str| Do::Answer(429, format!("Retry-After: {value}\r\n"), String::new());
    let sent = send(&receiver, retry("120")).await;
    assert_eq!((sent.status, sent.retry_after), (Some(429), Some(Duration::from_mins(2))));
    let later = moment(0).plus(Duration::from_secs(90)).utc().to_rfc2822();
    let sent = send(&receiver, retry(&later.replace("+0000", "GMT"))).await;
    let asked = sent.retry_after.unwrap();
    assert!((89..=90).contains(&asked.as_secs()), "{asked:?}");
    assert_eq!(send(&receiver, retry("soon")).await.retry_after, None);
    let sent = send(&receiver, Do::status(500)).await;
    assert_eq!((sent.status, sent.answer.as_str()), (Some(500), "no"));
    // A redirect is an answer like any other.
    let elsewhere = Do::Answer(307, format!("Location: {}\r\n", receiver.url()), String::new());
    assert_eq!(send(&receiver, elsewhere).await.status, Some(307));
    assert_eq!(receiver.got().len(), 5);
}

/// Whoever echoes what he is sent does not put on a page what a request was signed with.
#[tokio::test]
async fn an_answer_is_kept_without_the_requests_signatures() {
    let receiver = Receiver::open();
    let mut outgoing = outgoing(&receiver.url());
    outgoing.secrets.push(Secret::random());
    let signatures: Vec<String> = outgoing
        .secrets
        .iter()
        .map(|secret| secret.sign(&outgoing.message_id, moment(0), &outgoing.payload).unwrap())
        .collect();
    receiver.next([Do::Answer(200, String::new(), format!("x: {}", signatures.join(" ")))]);
    let sent = Sender::new(near()).send(&outgoing, moment(0)).await;
    assert_eq!(sent.answer, "x: v1,… v1,…");
}

#[tokio::test]
async fn of_an_answer_four_kibibytes_are_read() {
    let receiver = Receiver::open();
    let long = Do::Answer(200, String::new(), format!("\0{}", "я".repeat(1_000_000)));
    let sent = send(&receiver, long).await;
    assert_eq!(sent.error, None);
    assert!(sent.answer.len() <= MOST_ANSWER && sent.answer.len() > MOST_ANSWER - 8);
    assert!(sent.answer.starts_with("яя"), "without the zero byte");
}

#[tokio::test]
async fn whoever_does_not_answer_is_not_waited_for() {
    let mut receiver = Receiver::open();
    for never in [Do::Hang, Do::Trickle] {
        let sent = wait_for(&receiver, never).await;
        assert_eq!(sent.status, None);
        assert_eq!(sent.error.as_deref(), Some("no answer came within 0.3 s"));
        assert!(sent.headers.contains("webhook-id"));
    }
    // Its status has said what became of it.
    let sent = wait_for(&receiver, Do::TrickleBody).await;
    assert_eq!(sent.status, Some(200));
    assert_eq!(sent.error.as_deref(), Some("the answer did not end in time"));
    let sent = send(&receiver, Do::Reset).await;
    let broken = |sent: &Sent| {
        let said = sent.error.clone().unwrap();
        assert!(said.starts_with("no connection was made, or it broke: "), "{said}");
        assert!(!said.contains("127.0.0.1") && !said.contains("hook"), "{said}");
    };
    assert_eq!(sent.status, None);
    broken(&sent);
    receiver.shut();
    let sent = Sender::new(near()).send(&outgoing(&receiver.url()), moment(0)).await;
    assert_eq!(sent.status, None);
    broken(&sent);
}

/// Whatever the host is called. `localhost` is a name that leads to loopback on every machine.
#[tokio::test]
async fn nothing_is_sent_where_it_may_not() {
    let receiver = Receiver::open();
    let port = receiver.address.port();
    let sender = Sender::new(Targets::new(Vec::new()));
    for host in
        ["127.0.0.1", "localhost", "localhost.", "[::1]", "[::ffff:127.0.0.1]", "2130706433"]
    {
        for scheme in ["http", "https"] {
            let sent =
                sender.send(&outgoing(&format!("{scheme}://{host}:{port}/")), moment(0)).await;
            assert_eq!(sent.status, None, "{host}");
            let why = sent.error.unwrap();
            let (refused, unknown) = ("not public", "could not be looked up");
            // Some machines do not know the name with the dot.
            assert!(
                why.contains(refused) || (host == "localhost." && why.contains(unknown)),
                "{why}"
            );
        }
    }
    assert_eq!(receiver.got().len(), 0);
    // The same names where it may.
    let sender = Sender::new(near());
    let sent = sender.send(&outgoing(&format!("http://localhost:{port}/")), moment(0)).await;
    assert_eq!(sent.status, Some(200));
}

/// What a name leads to may change between two look-ups; so there is one, and what it says is connected to.
#[test]
fn of_a_name_that_leads_to_several_addresses_only_those_are_connected_to_that_may_be() {
    let guard = Guard { targets: Targets::new(Vec::new()), encrypted: true };
    let found = |addresses: &[&str]| {
        let addresses: Vec<SocketAddr> =
            addresses.iter().map(|each| each.parse().unwrap()).collect();
        guard.allowed(addresses.into_iter())
    };
    let allowed = found(&["127.0.0.1:443", "1.1.1.1:443", "[fe80::1]:443"]).unwrap();
    assert_eq!(allowed, ["1.1.1.1:443".parse().unwrap()]);
    assert!(matches!(found(&["10.0.0.1:443"]), Err(GuardError::Target(TargetError::NotPublic))));
    assert!(matches!(found(&[]), Err(GuardError::Nowhere)));
}

#[test]
fn an_endpoint_that_was_written_by_hand_is_no_address() {
    let url: EndpointUrl = "nonsense".parse().unwrap();
    assert!(url.parts().is_err());
}
