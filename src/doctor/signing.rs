//! Whether Dromon checks the signatures of this app's links, and whether ours fit.
//!
//! Two links to Dromon's page are looked at and none is paid: one that is signed, and the same without its sign.

use url::Url;

use super::{AskError, Asker, Finding, web::Answer};
use crate::{
    config::Config,
    dromon::{PaymentLink, Sum},
};

/// What the page says instead of showing its form.
const WRONG_SIGN: &str = "Неверная подпись";
const NO_APP: &str = "Приложение не найдено";

/// The text of both links: whoever shows it shows the payment.
const TEXT: &str = "kassa-doctor-looks";
const UID: &str = "kassa-doctor";

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signing {
    /// A link without its sign is refused, and ours shows the form.
    On,
    /// A link without its sign is refused; what ours shows is neither the form nor a refusal. It is for a person to open.
    OursUnseen {
        signed: Box<Url>,
    },
    /// Whoever pays may change sum, text and number.
    Off,
    /// Our own sign is refused.
    WrongSecret,
    /// There is no such app.
    NoApp,
    /// The page shows neither: whoever is not signed in may not see it. The link without a sign is for a person to open.
    Unclear {
        unsigned: Box<Url>,
    },
    Unreachable(AskError),
    /// A sandbox's secret is made at its start, so that only the shop that runs can sign.
    Sandbox,
}

/// What one look at the page showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Form,
    WrongSign,
    NoApp,
    Else,
}

impl Signing {
    pub async fn of(config: &Config, asker: &Asker) -> Self {
        if config.is_sandbox() {
            return Self::Sandbox;
        }
        let link = PaymentLink::new(config.app(), config.page(), UID, TEXT, Sum::ONE);
        let Ok(PaymentLink { url: signed, .. }) = link else { return Self::NoApp };
        let unsigned = without_sign(&signed);
        let (ours, bare) = tokio::join!(asker.get(&signed), asker.get(&unsigned));
        match (ours, bare) {
            (Ok(ours), Ok(bare)) => Self::judge(Seen::of(&ours), Seen::of(&bare), signed, unsigned),
            (Err(error), _) | (_, Err(error)) => Self::Unreachable(error),
        }
    }

    /// By what our link showed, and what it showed without its sign.
    fn judge(ours: Seen, bare: Seen, signed: Url, unsigned: Url) -> Self {
        match (ours, bare) {
            (Seen::NoApp, _) | (_, Seen::NoApp) => Self::NoApp,
            (Seen::WrongSign, _) => Self::WrongSecret,
            (Seen::Form, Seen::WrongSign) => Self::On,
            (Seen::Else, Seen::WrongSign) => Self::OursUnseen { signed: Box::new(signed) },
            (Seen::Form | Seen::Else, Seen::Form) => Self::Off,
            (Seen::Form | Seen::Else, Seen::Else) => Self::Unclear { unsigned: Box::new(unsigned) },
        }
    }

    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "signing";
        match self {
            Self::On => {
                Finding::ok(CHECK, "Dromon refuses a link without its sign, and takes ours")
            }
            Self::Sandbox => Finding::ok(
                CHECK,
                "a sandbox: the shop that runs signs with a secret of its own, and the stand-in checks it",
            ),
            Self::OursUnseen { signed } => Finding::warning(
                CHECK,
                "Dromon refuses a link without its sign; whether it takes ours could not be told: its page shows neither its form nor a refusal to whoever is not signed in",
                format!(
                    "sign in at Dromon and open this link; it should ask for a payment of 1: {signed}"
                ),
            ),
            Self::Off => Finding::failed(
                CHECK,
                "Dromon does not check signatures: a payer may change a link's sum, text and number",
                "switch the check of signatures on in the app's settings at Dromon; Kassa signs every link",
            ),
            Self::WrongSecret => Finding::failed(
                CHECK,
                "Dromon refuses our links («Неверная подпись»): nobody can pay",
                "copy «Secret» and the app's id from Dromon's form again, into KASSA_DROMON_SECRET and KASSA_DROMON_APP_ID",
            ),
            Self::NoApp => Finding::failed(
                CHECK,
                "Dromon knows no such app: nobody can pay",
                "compare KASSA_DROMON_APP_ID and KASSA_DROMON_APP with the app's settings at Dromon",
            ),
            Self::Unclear { unsigned } => Finding::warning(
                CHECK,
                "this could not be told: Dromon's page shows neither its form nor a refusal to whoever is not signed in",
                format!(
                    "sign in at Dromon and open this link; it should say «{WRONG_SIGN}»: {unsigned}"
                ),
            ),
            Self::Unreachable(error) => Finding::warning(
                CHECK,
                format!("this could not be told: {error}"),
                "try again later; links are signed in any case",
            ),
        }
    }
}

impl Seen {
    fn of(answer: &Answer) -> Self {
        if answer.body.contains(WRONG_SIGN) {
            Self::WrongSign
        } else if answer.body.contains(NO_APP) {
            Self::NoApp
        } else if answer.status == 200
            && answer.body.contains(TEXT)
            && answer.body.contains("<form")
        {
            Self::Form
        } else {
            Self::Else
        }
    }
}

fn without_sign(link: &Url) -> Url {
    let mut url = link.clone();
    let rest = link.query_pairs().filter(|(name, _)| name != "sign");
    url.query_pairs_mut().clear().extend_pairs(rest);
    url
}

#[cfg(test)]
mod tests {
    use super::{super::Verdict, *};

    #[test]
    fn what_both_links_show_tells_how_they_are_checked() {
        let [signed, unsigned] = ["https://drom.one/?sign=x", "https://drom.one/"]
            .map(|url| url.parse::<Url>().unwrap());
        let unseen = Signing::OursUnseen { signed: Box::new(signed.clone()) };
        let unclear = Signing::Unclear { unsigned: Box::new(unsigned.clone()) };
        let kinds = [Seen::Form, Seen::WrongSign, Seen::NoApp, Seen::Else];
        // A row for what ours shows, a column for what the other does.
        let table = [
            [&Signing::Off, &Signing::On, &Signing::NoApp, &unclear],
            [&Signing::WrongSecret, &Signing::WrongSecret, &Signing::NoApp, &Signing::WrongSecret],
            [&Signing::NoApp; 4],
            [&Signing::Off, &unseen, &Signing::NoApp, &unclear],
        ];
        for (ours, row) in kinds.into_iter().zip(table) {
            for (bare, expected) in kinds.into_iter().zip(row) {
                let judged = Signing::judge(ours, bare, signed.clone(), unsigned.clone());
                assert_eq!(&judged, expected, "{ours:?} {bare:?}");
            }
        }
        let told = unseen.finding();
        assert_eq!(told.verdict, Verdict::Warning);
        assert!(told.remedy.unwrap().contains(signed.as_str()), "{}", told.found);
    }
}
