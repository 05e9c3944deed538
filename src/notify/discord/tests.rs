use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use super::*;
use crate::testing::discord::{DiscordServer, Say, WEBHOOK_TOKEN};

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

fn message(text: &str) -> Message {
    Message { text: text.to_owned(), ..Message::default() }
}

fn of(server: &DiscordServer) -> Discord {
    Discord::new(Webhook::parse(&server.webhook()).unwrap())
}

mod addresses {
    use super::*;

    #[track_caller]
    fn asked(text: &str) -> String {
        Webhook::parse(text).unwrap().0.expose_secret().to_owned()
    }

    #[test]
    fn discord_is_asked_for_an_answer_in_a_version_we_know() {
        for host in ["discord.com", "ptb.discord.com", "discordapp.com"] {
            assert_eq!(
                asked(&format!(" https://{host}/api/webhooks/1/x \n")),
                format!("https://{host}/api/v10/webhooks/1/x?wait=true")
            );
        }
        assert_eq!(
            asked("https://discord.com/api/v9/webhooks/1/x?thread_id=5&wait=false"),
            "https://discord.com/api/v9/webhooks/1/x?thread_id=5&wait=true"
        );
        let proxy = "https://notdiscord.com/api/webhooks/1/x";
        assert_eq!(asked(proxy), format!("{proxy}?wait=true"));
    }

    #[test]
    fn http_goes_to_this_machine_only() {
        for good in ["http://127.0.0.1:8/x", "http://[::1]:8/x", "http://localhost/x"] {
            assert!(Webhook::parse(good).is_ok(), "{good}");
        }
        for (bad, error) in [
            ("http://discord.com/api/webhooks/1/x", WebhookError::Unencrypted),
            ("http://localhost.example/x", WebhookError::Unencrypted),
            ("ftp://discord.com/x", WebhookError::Unencrypted),
            ("discord.com/api/webhooks/1/x", WebhookError::NoUrl),
            ("https://me:pass@discord.com/x", WebhookError::Password),
            ("https://discord.com", WebhookError::NoPath),
            ("", WebhookError::NoUrl),
        ] {
            assert_eq!(Webhook::parse(bad).unwrap_err(), error, "{bad}");
        }
    }

    #[test]
    fn an_address_is_not_shown() {
        let webhook = Webhook::parse("https://discord.com/api/webhooks/1/secret").unwrap();
        assert_eq!(format!("{webhook:?}"), "Webhook(…)");
    }
}

mod answers {
    use super::*;

    #[track_caller]
    fn is(status: u16, headers: &[(&str, &str)], body: &str, delivery: &Delivery) {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap())
            })
            .collect();
        let answered = Answered { status, headers, body: body.as_bytes().to_vec() };
        assert_eq!(&read(&answered), delivery);
    }

    #[test]
    fn a_message_that_is_there_may_have_been_the_last_for_now() {
        is(204, &[], "", &Delivery::Delivered { rest: None });
        let reset = ("x-ratelimit-reset-after", "1.5");
        let left = ("x-ratelimit-remaining", "3");
        is(200, &[left, reset], "{}", &Delivery::Delivered { rest: None });
        let none = ("x-ratelimit-remaining", "0");
        is(200, &[none, reset], "{}", &Delivery::Delivered { rest: Some(seconds(1.5)) });
        is(200, &[none], "{}", &Delivery::Delivered { rest: None });
        let nonsense = ("x-ratelimit-reset-after", "-1");
        is(200, &[none, nonsense], "{}", &Delivery::Delivered { rest: None });
    }

    #[test]
    fn the_longest_of_the_waits_counts() {
        let limited = |wait: Option<f64>| too_many(wait.map(seconds));
        let body =
            r#"{ "message": "You are being rate limited.", "retry_after": 2.25, "global": true }"#;
        is(429, &[], body, &limited(Some(2.25)));
        is(429, &[("retry-after", "3")], body, &limited(Some(3.0)));
        is(
            429,
            &[("retry-after", "3"), ("x-ratelimit-reset-after", "3.5")],
            "",
            &limited(Some(3.5)),
        );
        is(429, &[("retry-after", "soon")], "<html>", &limited(None));
        for (told, wait) in
            [("1e9", Some(86_400.0)), ("1e99", Some(86_400.0)), ("NaN", None), ("-3", None)]
        {
            is(429, &[("retry-after", told)], "", &limited(wait));
        }
    }

    #[test]
    fn what_may_pass_and_what_does_not() {
        for status in [500, 502, 503, 504, 408] {
            is(status, &[], "", &Delivery::Failed(format!("the server answered {status}")));
        }
        for status in [301, 302, 307, 401, 403, 404, 405, 410] {
            is(status, &[], "", &Delivery::Refused { status });
        }
        let code = r#"{ "code": 50035, "message": "Invalid Form Body" }"#;
        is(400, &[], code, &Delivery::Malformed { status: 400, code: Some(50035) });
        is(413, &[], "<html>", &Delivery::Malformed { status: 413, code: None });
    }
}

mod at_a_server {
    use super::*;

    #[tokio::test]
    async fn a_message_mentions_nobody_and_waits_for_its_answer() {
        let server = DiscordServer::open();
        let delivery = of(&server).deliver(&message("Заказ @everyone")).await;
        assert_eq!(delivery, Delivery::Delivered { rest: None });
        let [request] = &server.requests()[..] else { panic!("one request") };
        assert!(request.head.contains("?wait=true HTTP/1.1\r\n"), "{}", request.head);
        assert!(request.head.contains("DiscordBot (Kassa, "), "{}", request.head);
        assert_eq!(
            request.body,
            json!({ "content": "Заказ @everyone", "allowed_mentions": { "parse": [] }, "flags": 4 })
        );
    }

    #[tokio::test]
    async fn what_discord_says_is_understood() {
        let server = DiscordServer::open();
        let discord = of(&server);
        server.next([
            Say::LastForNow(1.25),
            Say::Limited { body: 0.75, header: 1 },
            Say::Error(503),
            Say::Unknown,
            Say::Malformed,
        ]);
        let mut said = Vec::new();
        for _ in 0..5 {
            said.push(discord.deliver(&message("x")).await);
        }
        let expected = [
            Delivery::Delivered { rest: Some(seconds(1.25)) },
            Delivery::Limited(seconds(1.0)),
            Delivery::Failed("the server answered 503".to_owned()),
            Delivery::Refused { status: 404 },
            Delivery::Malformed { status: 400, code: Some(50035) },
        ];
        assert_eq!(said, expected);
        let long = discord.deliver(&message(&"x".repeat(2001))).await;
        assert_eq!(long, Delivery::Malformed { status: 400, code: Some(50035) });
    }

    /// Neither a connection that breaks, nor one that hangs, nor none: and no reason names the address.
    #[tokio::test]
    async fn no_answer_is_a_failure() {
        let server = DiscordServer::open();
        let webhook = Webhook::parse(&server.webhook()).unwrap();
        let hasty = Discord::with_patience(webhook, Duration::from_millis(300));
        let mut reasons = Vec::new();
        for say in [Say::HangUp, Say::Never] {
            server.next([say]);
            reasons.push(hasty.deliver(&message("x")).await);
        }
        let nowhere = format!("http://127.0.0.1:9/api/webhooks/1/{WEBHOOK_TOKEN}");
        let nowhere = Discord::new(Webhook::parse(&nowhere).unwrap());
        reasons.push(nowhere.deliver(&message("x")).await);
        for reason in reasons {
            let Delivery::Failed(why) = reason else { panic!("{reason:?}") };
            assert!(!why.contains(WEBHOOK_TOKEN) && !why.contains("webhooks"), "{why}");
        }
        assert!(server.messages().is_empty());
    }
}
