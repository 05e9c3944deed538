use super::*;
use crate::testing::bots::{Answer, BOT_TOKEN, BotServer, CHAT, Service as At};

fn bot(server: &BotServer, token: &str, chat: &str) -> TelegramBot {
    TelegramBot {
        token: BotToken::parse(token).unwrap(),
        chat: Chat::parse(chat).unwrap(),
        service: Service::parse(&server.url()).unwrap(),
    }
}

fn of(server: &BotServer) -> Telegram {
    Telegram::new(bot(server, BOT_TOKEN, CHAT))
}

fn message(text: &str) -> Message {
    Message { text: text.to_owned(), ..Message::default() }
}

fn refuse(status: u16, description: &str) -> Answer {
    let told = json!({ "ok": false, "error_code": status, "description": description });
    Answer::Say(status, "", told)
}

const THERE: Delivery = Delivery::Delivered { rest: None };

#[test]
fn a_chat_is_a_number_or_a_name() {
    for good in ["-1001234567890", " 12 ", "@our_shop"] {
        assert!(Chat::parse(good).is_ok(), "{good}");
    }
    for bad in ["", "our shop", "@", "@a b", "https://t.me/x", "12a"] {
        assert_eq!(Chat::parse(bad), Err(ChatError), "{bad}");
    }
}

#[tokio::test]
async fn a_message_is_sent_without_markup() {
    let server = BotServer::open(At::Telegram);
    assert_eq!(of(&server).deliver(&message("Готов *x* <b>")).await, THERE);
    let [asked] = &server.asked()[..] else { panic!("one request") };
    let body = json!({
        "chat_id": CHAT, "text": "Готов *x* <b>", "link_preview_options": { "is_disabled": true },
    });
    assert_eq!(asked.body, body);
}

#[tokio::test]
async fn what_telegram_says_is_understood() {
    let server = BotServer::open(At::Telegram);
    let mut telegram = of(&server);
    let wait = json!({ "ok": false, "error_code": 429, "parameters": { "retry_after": 7 } });
    server.next([
        Answer::Say(429, "", wait),
        Answer::Say(429, "Retry-After: 9\r\n", json!("<html>")),
        Answer::Say(429, "", json!("<html>")),
        refuse(403, "Forbidden: bot was kicked from the supergroup chat"),
        refuse(400, "Bad Request: not enough rights to send text messages to the chat"),
        refuse(400, "Bad Request: need administrator rights in the channel chat"),
        refuse(400, "Bad Request: message text is empty"),
        refuse(413, "Request Entity Too Large"),
        refuse(502, "Bad Gateway"),
        Answer::Say(200, "", json!("not Telegram")),
    ]);
    for said in [
        Delivery::Limited(Duration::from_secs(7)),
        Delivery::Limited(Duration::from_secs(9)),
        Delivery::Failed("too many messages, and it is not said until when".to_owned()),
        Delivery::Refused { status: 403 },
        Delivery::Refused { status: 400 },
        Delivery::Refused { status: 400 },
        Delivery::Malformed { status: 400, code: None },
        Delivery::Malformed { status: 413, code: None },
        Delivery::Failed("the server answered 502".to_owned()),
        Delivery::Failed("the answer is not Telegram's".to_owned()),
        THERE,
    ] {
        assert_eq!(telegram.deliver(&message("x")).await, said);
    }
}

#[tokio::test]
async fn another_token_or_chat_is_a_channel_that_is_not_there() {
    let server = BotServer::open(At::Telegram);
    let mut stranger = Telegram::new(bot(&server, "1:x", CHAT));
    assert_eq!(stranger.deliver(&message("x")).await, Delivery::Refused { status: 401 });
    let mut elsewhere = Telegram::new(bot(&server, BOT_TOKEN, "@nobody"));
    assert_eq!(elsewhere.deliver(&message("x")).await, Delivery::Refused { status: 400 });
}

#[tokio::test]
async fn a_group_that_has_another_number_by_now_is_written_to_there() {
    let server = BotServer::open(At::Telegram);
    let mut telegram = of(&server);
    server.move_to(-100_777);
    for _ in 0..2 {
        assert_eq!(telegram.deliver(&message("x")).await, THERE);
    }
    let chats: Vec<_> = server.asked().iter().map(|asked| asked.body["chat_id"].clone()).collect();
    assert_eq!(chats, [CHAT, "-100777", "-100777"]);
}

#[tokio::test]
async fn no_answer_is_a_failure_and_tells_no_token() {
    let server = BotServer::open(At::Telegram);
    let hasty = bot(&server, BOT_TOKEN, CHAT);
    let mut hasty = Telegram::with_patience(hasty, Duration::from_millis(300));
    server.next([Answer::HangUp, Answer::Never]);
    for _ in 0..2 {
        let delivery = hasty.deliver(&message("x")).await;
        let Delivery::Failed(why) = delivery else { panic!("{delivery:?}") };
        assert!(!why.contains("s3cret") && !why.contains("/bot"), "{why}");
    }
}
