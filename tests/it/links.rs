//! A link that Kassa makes is one that Dromon's page reads and its pay step takes, for any text and uid.

use kassa::{
    dromon::{
        App, PaymentLink, Secret, Sign, Sum,
        link::{BREAKING, LinkError, Page, ReturnTo},
    },
    sandbox::{
        SandboxConfig,
        fault::Fault,
        link::Link,
        page::{self, PageRefusal},
        pay,
        registration::Registration,
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};
use url::form_urlencoded;

fn app() -> App {
    App {
        id: "5fd13b3c45a6ee51f1a6f4d3".parse().unwrap(),
        name: "steveshop".parse().unwrap(),
        secret: Secret::new("1234567q7654321q1111111q2222222".to_owned()),
    }
}

const RETURN: &str = "http://127.0.0.1:8080/return?a=b&c=+#d";

fn registration() -> Registration {
    Registration::from(&SandboxConfig {
        app: app(),
        signing: true,
        redirect_uri: Some(RETURN.to_owned()),
        callback_url: None,
        fault: Fault::None,
    })
}

/// Path and query of our link, as the browser asks for them.
fn path_and_query(uid: &str, text: &str, sum: Sum) -> Result<String, LinkError> {
    let page = Page {
        base: "http://127.0.0.1:8081".parse().unwrap(),
        return_to: Some(ReturnTo {
            redirect_uri: RETURN.to_owned(),
            caption: "В магазин & обратно".to_owned(),
        }),
    };
    let link = PaymentLink::new(&app(), &page, uid, text, sum)?;
    Ok(format!("{}?{}", link.url.path(), link.url.query().unwrap()))
}

/// A link as a shop would make it that does not know of the three characters.
fn careless_link(uid: &str, text: &str) -> Link {
    let sign = Sign::new(uid, text, "8", &app().id, &app().secret);
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("text", text)
        .append_pair("uid", uid)
        .append_pair("sign", sign.as_str())
        .finish();
    Link::parse(&format!("/app/steveshop/8?{query}")).unwrap()
}

const UID: &str = "[0-9A-Za-z_-]{1,64}";

proptest! {
    #[test]
    fn our_links_are_paid(
        uid in UID,
        text in "[^&+#]{1,200}",
        sum in 1..=Sum::MAX.get(),
    ) {
        let sum = Sum::new(sum).unwrap();
        let link = Link::parse(&path_and_query(&uid, &text, sum).unwrap()).unwrap();
        prop_assert_eq!(&link.app, "steveshop");
        prop_assert_eq!(&link.sum, &Some(sum.to_string()));
        prop_assert_eq!(link.query.get("text"), Some(Value::from(&*text)));
        prop_assert_eq!(link.query.get("uid"), Some(Value::from(&*uid)));
        prop_assert_eq!(link.query.get("ok"), Some(json!("В магазин & обратно")));

        prop_assert_eq!(page::open(&registration(), &link), Ok(()));
        prop_assert_eq!(page::form_block(&sum.to_string()), None);
        let paid = pay::pay(&registration(), &page::pay_body(&link, ""));
        let expected = pay::Paid { sum, text: text.into(), uid: uid.into() };
        prop_assert_eq!(paid, Ok(expected));
    }

    #[test]
    fn the_page_refuses_each_breaking_character_and_so_do_we(
        uid in UID,
        before in any::<String>(),
        breaking in prop::sample::select(&BREAKING[..]),
        after in any::<String>(),
    ) {
        let text = format!("{before}{breaking}{after}");
        let refused = Err(PageRefusal::Signature);
        prop_assert_eq!(page::open(&registration(), &careless_link(&uid, &text)), refused);
        prop_assert_eq!(page::open(&registration(), &careless_link(&text, &uid)), refused);

        let sum = Sum::new(8).unwrap();
        let ours = path_and_query(&uid, &text, sum);
        prop_assert!(matches!(ours, Err(LinkError::Breaking(_))));
        let ours = path_and_query(&text, "T", sum);
        prop_assert!(matches!(ours, Err(LinkError::Breaking(_))));
    }
}

#[test]
fn what_no_sign_fits_makes_no_link() {
    let sum = Sum::new(8).unwrap();
    assert_eq!(path_and_query("", "T", sum), Err(LinkError::Empty));
    assert_eq!(path_and_query("U", "", sum), Err(LinkError::Empty));
    assert_eq!(path_and_query("A.B", "C", sum), Err(LinkError::Dot));
    assert!(path_and_query("A", "B.C", sum).is_ok());
}
