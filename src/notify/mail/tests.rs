use super::*;
use crate::testing::post_office::{PostOffice, Stage};

fn settings(url: &str) -> MailSettings {
    MailSettings {
        server: SmtpServer::parse(url).unwrap(),
        from: parse_mailbox("Лавка <shop@shop.example>").unwrap(),
        to: vec![
            parse_mailbox("irina@shop.example").unwrap(),
            parse_mailbox("Ваня <vanya@shop.example>").unwrap(),
        ],
    }
}

fn of(office: &PostOffice) -> Mail {
    Mail::new(settings(&office.url()))
}

fn message(title: &str) -> Message {
    let text = "Оплачен заказ A-1\nПокупатель: Steve_01\n.\n.dot".to_owned();
    Message { title: title.to_owned(), text, ..Message::default() }
}

const THERE: Delivery = Delivery::Delivered { rest: None };

mod addresses {
    use super::*;

    #[test]
    fn a_server_elsewhere_is_asked_encrypted_only() {
        let of = |url: &str| SmtpServer::parse(url).unwrap();
        let there = of("smtps://me:p%40ss@mail.example");
        assert_eq!((there.security, there.port), (Security::Tls, 465));
        assert_eq!(there.login.unwrap().1.expose_secret(), "p@ss");
        let there = of("smtp://mail.example");
        assert_eq!(
            (there.security, there.port, there.host.as_str()),
            (Security::StartTls, 587, "mail.example")
        );
        for here in ["smtp://127.0.0.1:2525", "smtp://localhost", "smtp://[::1]:25/"] {
            assert_eq!(of(here).security, Security::None, "{here}");
        }
        assert_eq!(of("smtp://[::1]").host, "::1");
        assert_eq!(of("smtp://localhost.example").security, Security::StartTls);
    }

    #[test]
    fn what_is_no_address_is_said_without_quoting_it() {
        for (bad, error) in [
            ("mail.example", SmtpUrlError::NoUrl),
            ("https://mail.example", SmtpUrlError::Scheme),
            ("smtps://", SmtpUrlError::NoHost),
            ("smtps://me:s3cret@mail.example/?tls=none", SmtpUrlError::More),
            ("smtps://me@mail.example", SmtpUrlError::More),
            ("smtps://me:%ff@mail.example", SmtpUrlError::Escapes),
        ] {
            assert_eq!(SmtpServer::parse(bad).unwrap_err(), error, "{bad}");
        }
        let shown = format!("{:?}", SmtpServer::parse("smtps://me:s3cret@mail.example").unwrap());
        assert_eq!(shown, "SmtpServer(mail.example:465)");
    }
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let office = PostOffice::open();
    assert_eq!(of(&office).deliver(&message("Оплачен заказ A-1")).await, THERE);
    let [letter] = &office.letters()[..] else { panic!("one letter") };
    assert_eq!(letter.from, "shop@shop.example");
    assert_eq!(letter.to, ["irina@shop.example", "vanya@shop.example"]);
    assert_eq!(letter.text, message("").text);
    assert_eq!(letter.heading("content-type"), ["text/plain; charset=utf-8"]);
    assert_eq!(letter.heading("subject").len(), 1);
    assert!(letter.heading("message-id")[0].ends_with("@shop.example>"));
}

/// Whatever stands in a title, it is the title and nothing besides.
#[tokio::test]
async fn a_title_is_no_second_heading() {
    let office = PostOffice::open();
    let title = "x\r\nBcc: everybody@evil.example\r\n\r\n<b>";
    assert_eq!(of(&office).deliver(&message(title)).await, THERE);
    let long = "A".repeat(2000);
    assert_eq!(of(&office).deliver(&message(&long)).await, THERE);
    for letter in office.letters() {
        assert_eq!(letter.heading("bcc"), Vec::<&str>::new());
        assert_eq!((letter.to.len(), letter.heading("subject").len()), (2, 1));
        assert_eq!(letter.text, message("").text);
    }
}

#[tokio::test]
async fn what_the_server_says_is_understood() {
    let office = PostOffice::open();
    let mail = of(&office);
    let failed = |code: u16| Delivery::Failed(format!("the server answered {code}"));
    let malformed = |status| Delivery::Malformed { status, code: None };
    let refused = |status| Delivery::Refused { status };
    for (stage, line, said) in [
        (Stage::Greeting, "421 4.3.2 busy", failed(421)),
        (Stage::Greeting, "554 5.7.1 not you", refused(554)),
        (Stage::Auth, "535 5.7.8 s3cret/pass@word is wrong", refused(535)),
        (Stage::Auth, "454 4.7.0 later", failed(454)),
        (Stage::Mail, "451 4.7.1 greylisted", failed(451)),
        // Whoever it is from, and everybody it is for: that is of the settings, and no letter would go.
        (Stage::Mail, "553 5.1.8 no such sender", refused(553)),
        (Stage::Rcpt, "550 5.1.1 no such user", refused(550)),
        (Stage::Rcpt, "452 4.2.2 full", failed(452)),
        (Stage::Data, "554 5.5.1 no", malformed(554)),
        (Stage::Letter, "552 5.3.4 too large", malformed(552)),
        (Stage::Letter, "450 4.2.0 later", failed(450)),
    ] {
        office.says(stage, line);
        assert_eq!(mail.deliver(&message("x")).await, said, "{line}");
    }
    assert!(office.letters().is_empty());
    assert_eq!(mail.deliver(&message("x")).await, THERE);
}

/// One address that is no good keeps the letter from nobody else, and is named.
#[tokio::test]
async fn whoever_is_refused_is_named_and_the_others_get_the_letter() {
    let office = PostOffice::open();
    for line in ["550 5.1.1 no such user", "452 4.2.2 full"] {
        office.refuses("irina@shop.example", line);
        let refused = vec![format!("irina@shop.example ({})", &line[..3])];
        assert_eq!(of(&office).deliver(&message("x")).await, Delivery::Partly { refused });
    }
    let letters = office.letters();
    assert!(letters.iter().all(|letter| letter.to == ["vanya@shop.example"]));
    assert_eq!(letters.len(), 2);
    // Of two who are refused one may be there next time.
    office.refuses("vanya@shop.example", "550 5.1.1 no such user");
    let delivery = of(&office).deliver(&message("x")).await;
    assert_eq!(delivery, Delivery::Failed("the server answered 452".to_owned()));
}

/// Each try of a message is the same letter, and another message another one.
#[tokio::test]
async fn a_letter_is_known_by_the_message_that_it_is() {
    let office = PostOffice::open();
    let of_event = |key: &str| Message { key: Some(key.to_owned()), ..message("x") };
    for message in [of_event("kassa.1"), of_event("kassa.1"), message("x"), message("x")] {
        assert_eq!(of(&office).deliver(&message).await, THERE);
    }
    let letters = office.letters();
    let ids: Vec<_> = letters.iter().map(|letter| letter.heading("message-id")[0]).collect();
    assert_eq!(ids[..2], ["<kassa.1@shop.example>"; 2]);
    assert_ne!(ids[2], ids[3]);
}

#[tokio::test]
async fn no_answer_is_a_failure_and_tells_no_password() {
    let office = PostOffice::open();
    let hasty = Mail::with_patience(settings(&office.url()), Duration::from_millis(300));
    for stage in [Stage::Greeting, Stage::Auth, Stage::Rcpt, Stage::Letter] {
        office.hangs_up(stage);
        office.says_nothing(stage);
    }
    office.says(Stage::Mail, "who are you, s3cret?");
    for _ in 0..9 {
        let delivery = hasty.deliver(&message("x")).await;
        let Delivery::Failed(why) = delivery else { panic!("{delivery:?}") };
        assert!(!why.contains("s3cret"), "{why}");
    }
    let nowhere = Mail::new(settings("smtp://127.0.0.1:9"));
    assert!(matches!(nowhere.deliver(&message("x")).await, Delivery::Failed(_)));
}

/// The letter is there: whoever then hangs up or lingers without a word is not sent it again.
#[tokio::test]
async fn a_server_that_does_not_say_goodbye_has_the_letter_all_the_same() {
    let office = PostOffice::open();
    office.hangs_up(Stage::Quit);
    office.says_nothing(Stage::Quit);
    for _ in 0..2 {
        assert_eq!(of(&office).deliver(&message("x")).await, THERE);
    }
    assert_eq!(office.letters().len(), 2);
}

/// What is refused is refused, whether the server then says goodbye or not.
#[tokio::test]
async fn a_server_that_does_not_say_goodbye_is_understood_all_the_same() {
    let office = PostOffice::open();
    office.says_then_nothing(Stage::Letter, "552 5.3.4 too large");
    let malformed = Delivery::Malformed { status: 552, code: None };
    assert_eq!(of(&office).deliver(&message("x")).await, malformed);
}

/// A server that offers no encryption gets neither the password nor the letter.
#[tokio::test]
async fn nothing_is_sent_unencrypted_where_it_should_not_be() {
    let office = PostOffice::open();
    let mut settings = settings(&office.url());
    settings.server.security = Security::StartTls;
    let delivery = Mail::new(settings).deliver(&message("x")).await;
    let Delivery::Failed(why) = delivery else { panic!("{delivery:?}") };
    assert!(why.contains("no encryption"), "{why}");
    assert!(office.letters().is_empty());
}
