use super::*;
use crate::testing::bots::{Answer, BOT_TOKEN, BotServer, Service as At};

fn bot(server: &BotServer, token: &str) -> DiscordBot {
    DiscordBot {
        token: BotToken::parse(token).unwrap(),
        service: Service::parse(&server.url()).unwrap(),
    }
}

fn of(server: &BotServer) -> Direct {
    Direct::new(bot(server, BOT_TOKEN))
}

fn to(id: &str) -> Message {
    let text = "Готов @everyone".to_owned();
    Message { text, to: DiscordId::parse(id), ..Message::default() }
}

fn say(status: u16, code: i64) -> Answer {
    Answer::Say(status, "", json!({ "message": "X", "code": code }))
}

const THERE: Delivery = Delivery::Delivered { rest: None };

#[tokio::test]
async fn a_message_goes_to_its_person_and_mentions_nobody() {
    let server = BotServer::open(At::Discord);
    let mut direct = of(&server);
    for id in ["17", "17", "18"] {
        assert_eq!(direct.deliver(&to(id)).await, THERE);
    }
    let asked = server.asked();
    let targets: Vec<_> = asked.iter().map(|asked| asked.target.as_str()).collect();
    let (open, first) = ("/api/v10/users/@me/channels", "/api/v10/channels/917/messages");
    assert_eq!(targets, [open, first, first, open, "/api/v10/channels/918/messages"]);
    assert_eq!(asked[0].body, json!({ "recipient_id": "17" }));
    let body =
        json!({ "content": "Готов @everyone", "allowed_mentions": { "parse": [] }, "flags": 4 });
    assert_eq!(asked[1].body, body);
    assert!(asked[1].head.contains("DiscordBot (Kassa, "), "{}", asked[1].head);
}

#[tokio::test]
async fn somebody_who_takes_no_messages_is_no_broken_channel() {
    let server = BotServer::open(At::Discord);
    let mut direct = of(&server);
    server.next([say(403, 50007), say(400, 50035), say(403, 50001), say(404, 10013)]);
    let closed = Delivery::Malformed { status: 403, code: Some(50007) };
    assert_eq!(direct.deliver(&to("17")).await, closed);
    let malformed = Delivery::Malformed { status: 400, code: Some(50035) };
    assert_eq!(direct.deliver(&to("17")).await, malformed);
    for (status, code) in [(403, 50001), (404, 10013)] {
        let his = Delivery::Malformed { status, code: Some(code) };
        assert_eq!(direct.deliver(&to("17")).await, his);
    }
    server.next_openings([say(400, 50033)]);
    let nobody = Delivery::Malformed { status: 400, code: Some(50033) };
    assert_eq!(direct.deliver(&to("18")).await, nobody);
    assert_eq!(direct.deliver(&to("17")).await, THERE);
}

#[tokio::test]
async fn a_bot_that_is_not_let_in_is() {
    let server = BotServer::open(At::Discord);
    let mut direct = Direct::new(bot(&server, "another"));
    assert_eq!(direct.deliver(&to("17")).await, Delivery::Refused { status: 401 });
    let mut direct = of(&server);
    server.next([Answer::Say(403, "", json!("<html>")), say(403, 20026), say(403, 40001)]);
    for _ in 0..3 {
        assert_eq!(direct.deliver(&to("17")).await, Delivery::Refused { status: 403 });
    }
}

#[tokio::test]
async fn limits_are_obeyed_wherever_they_are_told() {
    let server = BotServer::open(At::Discord);
    let mut direct = of(&server);
    let body =
        json!({ "message": "You are being rate limited.", "retry_after": 2.5, "global": true });
    server.next_openings([Answer::Say(429, "Retry-After: 3\r\n", body)]);
    let seconds = Duration::from_secs_f64;
    assert_eq!(direct.deliver(&to("17")).await, Delivery::Limited(seconds(3.0)));
    let last = "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset-After: 1.5\r\n";
    server.next([
        Answer::Say(200, last, json!({ "id": "2" })),
        Answer::Say(429, "", json!({ "retry_after": 0.5, "global": false })),
        say(400, 40003),
    ]);
    let said = [
        Delivery::Delivered { rest: Some(seconds(1.5)) },
        Delivery::Limited(seconds(0.5)),
        // Until when is not said, so it is later each time.
        Delivery::Failed("too many messages, and it is not said until when".to_owned()),
    ];
    for said in said {
        assert_eq!(direct.deliver(&to("17")).await, said);
    }
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_a_channel_that_is_gone_is_asked_for_anew() {
    let server = BotServer::open(At::Discord);
    let mut direct = Direct::with_patience(bot(&server, BOT_TOKEN), Duration::from_millis(300));
    server.next_openings([Answer::Say(200, "", json!({ "id": "../../x" })), say(503, 0)]);
    server.next([say(404, 10003), say(502, 0), Answer::HangUp, Answer::Never]);
    for _ in 0..6 {
        let delivery = direct.deliver(&to("17")).await;
        let Delivery::Failed(why) = delivery else { panic!("{delivery:?}") };
        assert!(!why.contains(BOT_TOKEN) && !why.contains("channels/"), "{why}");
    }
    let opened =
        server.asked().iter().filter(|asked| asked.target.ends_with("@me/channels")).count();
    assert_eq!(opened, 4);
    assert_eq!(direct.deliver(&to("17")).await, THERE);
    let nobody = direct.deliver(&Message::default()).await;
    assert!(matches!(nobody, Delivery::Failed(_)), "{nobody:?}");
}
