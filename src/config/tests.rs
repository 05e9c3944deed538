//! Every refusal, and what stands where nothing is refused.

use std::{fs, path::Path};

use super::*;
use crate::dromon::{PaymentLink, Sum};

const ID: &str = "5f00000000000000000000aa";
/// The known pair of secret and token.
const SECRET: &str = "2967104";
const TOKEN: &str = "3f3d7f210a99c03b187c520552030420";

fn load(file: &str, env: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let env = env.iter().map(|(name, value)| (format!("KASSA_{name}"), (*value).to_owned()));
    Config::from_sources(Some(file), env)
}

fn sandbox(env: &[(&str, &str)]) -> Result<Config, ConfigError> {
    load("", env)
}

/// A shop that sells for real, with `env` on top.
fn real(env: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let mut all = vec![
        ("PUBLIC_URL", "https://shop.example"),
        ("DROMON_APP_ID", ID),
        ("DROMON_SECRET", SECRET),
    ];
    all.extend(env);
    load("", &all)
}

/// The whole error, which must tell all of `parts` and never the secret.
#[track_caller]
fn refused(result: Result<Config, ConfigError>, parts: &[&str]) -> String {
    let error = result.expect_err("it should not start").to_string();
    for part in parts {
        assert!(error.contains(part), "`{part}` is not in: {error}");
    }
    assert!(!error.contains(SECRET), "{error}");
    error
}

fn temporary(text: &str) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("secret");
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (dir, path)
}

mod what_stands {
    use super::*;

    #[test]
    fn nothing_set_is_the_sandbox() {
        let config = Config::from_sources(None, []).unwrap();
        assert!(config.is_sandbox());
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.mode, Mode::Sandbox { listen: "127.0.0.1:8081".parse().unwrap() });
        assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
        assert_eq!(config.callback_url().as_str(), "http://127.0.0.1:8080/callback");
        assert_eq!(config.data_dir, Path::new("./data"));
        assert_eq!(config.database, Database::Sqlite("./data/sandbox.sqlite".into()));
        assert_eq!(config.app().id.as_str(), SANDBOX_APP_ID);
        assert_eq!(config.app().name.as_str(), SANDBOX_APP);
        assert_eq!(config.page().base.as_str(), "http://127.0.0.1:8081/");
        assert_eq!(
            config.page().return_to.as_ref().unwrap().redirect_uri,
            "http://127.0.0.1:8080/return"
        );
        assert_eq!(config.sources, Sources::Any);
        assert_eq!(config.trusted_proxies, []);
        assert_eq!(config.order_text.render(&"48817-X".parse().unwrap()).as_str(), "Заказ 48817-X");
        assert_eq!(config.order_ttl, Duration::from_hours(24));
        assert_eq!(config.pick_up_time, Duration::from_hours(48));
        assert_eq!(config.time_zone, chrono_tz::Europe::Moscow);
        assert_eq!(config.log, "info");
        assert_eq!(config.warnings, [""; 0]);
    }

    #[test]
    fn sandbox_makes_up_a_secret_at_every_start() {
        let [one, two] = [sandbox(&[]).unwrap(), sandbox(&[]).unwrap()];
        assert_eq!(one.tokens().len(), 1);
        assert_ne!(one.tokens()[0].expose(), two.tokens()[0].expose());
    }

    #[test]
    fn app_id_and_secret_are_a_real_shop() {
        let config = real(&[]).unwrap();
        assert_eq!(config.mode, Mode::Real);
        assert_eq!(config.database, Database::Sqlite("./data/kassa.sqlite".into()));
        assert_eq!(config.app().name.as_str(), ID);
        assert_eq!(config.callback_url().as_str(), "https://shop.example/callback");
        assert_eq!(config.tokens()[0].expose(), TOKEN);
        assert_eq!(config.warnings, [""; 0]);
        let sum = Sum::new(8).unwrap();
        let link = PaymentLink::new(config.app(), config.page(), "88273-D", "Заказ", sum).unwrap();
        let link = link.url.as_str();
        assert!(link.starts_with(&format!("https://drom.one/app/{ID}/8?")));
        assert!(!link.contains("redirect_uri"), "{link}");
    }

    #[test]
    fn every_setting_counts() {
        let config = real(&[
            ("LISTEN", "0.0.0.0:80"),
            ("DATA_DIR", "/var/lib/kassa"),
            ("DROMON_URL", "http://127.0.0.1:9000/dromon"),
            ("DROMON_APP", "my-shop_1"),
            ("DROMON_REDIRECT_URI", "https://shop.example/return"),
            ("DROMON_SOURCES", "203.0.113.7, 2001:db8::/32 198.51.100.0/24"),
            ("TRUSTED_PROXIES", "127.0.0.1"),
            ("ORDER_TEXT", "Покупка {uid}"),
            ("ORDER_TTL", "90m"),
            ("MIN_FREE_SPACE", "2 GiB"),
            ("TIME_ZONE", "Asia/Yekaterinburg"),
            ("LOG", "warn,kassa=debug"),
        ])
        .unwrap();
        assert_eq!(config.listen.to_string(), "0.0.0.0:80");
        assert_eq!(config.database, Database::Sqlite("/var/lib/kassa/kassa.sqlite".into()));
        assert_eq!(config.page().base.path(), "/dromon");
        assert_eq!(config.app().name.as_str(), "my-shop_1");
        assert_eq!(config.app().id.as_str(), ID);
        assert_eq!(
            config.page().return_to.as_ref().unwrap().redirect_uri,
            "https://shop.example/return"
        );
        for (source, allowed) in [
            ("203.0.113.7", true),
            ("::ffff:203.0.113.7", true),
            ("203.0.113.8", false),
            ("198.51.100.200", true),
            ("2001:db8:1::5", true),
            ("2001:db9::5", false),
        ] {
            assert_eq!(config.sources.allow(source.parse().unwrap()), allowed, "{source}");
        }
        assert_eq!(config.trusted_proxies.len(), 1);
        assert_eq!(config.order_text.render(&"1".parse().unwrap()).as_str(), "Покупка 1");
        assert_eq!(config.order_ttl, Duration::from_mins(90));
        assert_eq!(config.min_free_space, Bytes(2 << 30));
        assert_eq!(config.time_zone, chrono_tz::Asia::Yekaterinburg);
        assert_eq!(config.log, "warn,kassa=debug");
    }

    #[test]
    fn order_ttl_has_four_units() {
        for (text, seconds) in [("24h", 86_400), ("90m", 5_400), ("30s", 30), ("2d", 172_800)] {
            let config = sandbox(&[("ORDER_TTL", text)]).unwrap();
            assert_eq!(config.order_ttl, Duration::from_secs(seconds), "{text}");
        }
    }

    #[test]
    fn play_money_waits_elsewhere() {
        let data = ("DATA_DIR", "/var/lib/kassa");
        let (real, sandbox) = (real(&[data]).unwrap(), sandbox(&[data]).unwrap());
        assert_eq!(real.inbox_dir(), Path::new("/var/lib/kassa/inbox"));
        assert_ne!(real.inbox_dir(), sandbox.inbox_dir());
    }

    #[test]
    fn a_size_has_a_unit() {
        for (text, bytes) in [("0", 0), ("1KiB", 1024), ("256 MiB", 256 << 20), ("1TiB", 1 << 40)] {
            let config = sandbox(&[("MIN_FREE_SPACE", text)]).unwrap();
            assert_eq!(config.min_free_space, Bytes(bytes), "{text}");
        }
        for text in ["256", "256MB", "MiB", "-1MiB", "1.5GiB", "99999999999TiB"] {
            let refused = sandbox(&[("MIN_FREE_SPACE", text)]).unwrap_err().to_string();
            for words in ["KASSA_MIN_FREE_SPACE", text, "`256MiB`"] {
                assert!(refused.contains(words), "{words} in {refused}");
            }
        }
    }

    #[test]
    fn database_is_a_path_or_a_sqlite_url() {
        for (text, path) in [
            ("shop.sqlite", "shop.sqlite"),
            ("/srv/shop.sqlite", "/srv/shop.sqlite"),
            ("sqlite:shop.sqlite", "shop.sqlite"),
            ("sqlite://shop.sqlite", "shop.sqlite"),
            ("sqlite:///srv/shop.sqlite", "/srv/shop.sqlite"),
        ] {
            let config = sandbox(&[("DATABASE_URL", text)]).unwrap();
            assert_eq!(config.database, Database::Sqlite(path.into()), "{text}");
        }
    }

    #[test]
    fn database_is_a_postgres_url() {
        for text in ["postgres://kassa@db.example/shop", "postgresql:///shop?host=/run/postgresql"]
        {
            let config = sandbox(&[("DATABASE_URL", text)]).unwrap();
            assert_eq!(config.database, Database::Postgres(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn environment_beats_file_beats_default() {
        let file = "listen = \"127.0.0.1:1\"\norder_ttl = \"1h\"";
        let config = load(file, &[("LISTEN", "127.0.0.1:2")]).unwrap();
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.order_ttl, Duration::from_hours(1));
        assert_eq!(config.log, "info");
    }

    #[test]
    fn empty_variable_is_not_set() {
        let config = load("log = \"warn\"", &[("LOG", ""), ("DROMON_SECRET", "")]).unwrap();
        assert_eq!(config.log, "warn");
        assert!(config.is_sandbox());
    }

    #[test]
    fn lists_may_be_arrays_in_the_file() {
        let file = r#"dromon_sources = ["203.0.113.7", "198.51.100.0/24"]"#;
        let Sources::Only(networks) = load(file, &[]).unwrap().sources else {
            panic!("any source");
        };
        assert_eq!(networks.len(), 2);
    }

    #[test]
    fn both_readmes_have_every_setting() {
        for readme in [include_str!("../../README.md"), include_str!("../../README.ru.md")] {
            for setting in names::ALL {
                let row = format!("| `{}` |", setting.variable());
                assert!(readme.contains(&row), "{row}");
                if let Some(default) = setting.default.filter(|default| !default.is_empty()) {
                    let row = format!("{row} `{default}` |");
                    assert!(readme.contains(&row), "{row}");
                }
            }
        }
    }

    #[test]
    fn example_explains_every_setting_and_is_valid() {
        let example = include_str!("../../kassa.toml.example");
        load(example, &[]).unwrap();
        let lines = || example.lines().filter_map(|line| line.strip_prefix("# "));
        for key in names::keys() {
            let explained = lines().any(|line| line.starts_with(&format!("{key} = \"")));
            assert!(explained, "{key}");
        }
        // Each line that gives a value is TOML that Kassa knows.
        let settings: Vec<_> = lines()
            .filter(|line| line.split_once(" = \"").is_some_and(|(key, _)| !key.contains(' ')))
            .filter(|line| !line.contains("_file = "))
            .collect();
        load(&settings.join("\n"), &[]).unwrap();
    }
}

mod ports {
    use super::*;

    const SHOP: &str = "127.0.0.1:4001";
    const STAND_IN: &str = "127.0.0.1:4002";

    fn bound(config: Result<Config, ConfigError>) -> Config {
        config.unwrap().bound(SHOP.parse().unwrap(), STAND_IN.parse().unwrap())
    }

    #[test]
    fn derived_urls_follow_the_bound_ports() {
        let config = bound(sandbox(&[("LISTEN", "127.0.0.1:0"), ("SANDBOX_LISTEN", "[::1]:0")]));
        assert_eq!(config.public_url.as_str(), "http://127.0.0.1:4001/");
        assert_eq!(config.page().base.as_str(), "http://127.0.0.1:4002/");
        assert_eq!(
            config.page().return_to.as_ref().unwrap().redirect_uri,
            "http://127.0.0.1:4001/return"
        );
    }

    #[test]
    fn what_somebody_set_stays() {
        let config = bound(sandbox(&[
            ("LISTEN", "127.0.0.1:0"),
            ("PUBLIC_URL", "http://localhost:9000"),
            ("DROMON_URL", "http://localhost:9001"),
        ]));
        assert_eq!(config.public_url.as_str(), "http://localhost:9000/");
        assert_eq!(config.page().base.as_str(), "http://localhost:9001/");
        assert_eq!(
            config.page().return_to.as_ref().unwrap().redirect_uri,
            "http://localhost:9000/return"
        );
    }

    #[test]
    fn real_mode_stays() {
        let config = bound(real(&[("DROMON_REDIRECT_URI", "https://shop.example/return")]));
        assert_eq!(config.public_url.as_str(), "https://shop.example/");
        assert_eq!(config.page().base.as_str(), "https://drom.one/");
        assert_eq!(
            config.page().return_to.as_ref().unwrap().redirect_uri,
            "https://shop.example/return"
        );
    }
}

mod secrets {
    use super::*;

    #[test]
    fn file_gives_the_secret_without_its_newline() {
        for text in [SECRET, "2967104\n", "2967104\r\n"] {
            let (_dir, path) = temporary(text);
            let config = load(
                &format!("dromon_app_id = \"{ID}\"\npublic_url = \"https://shop.example\""),
                &[("DROMON_SECRET_FILE", &path)],
            )
            .unwrap();
            assert_eq!(config.tokens()[0].expose(), TOKEN);
        }
    }

    #[test]
    fn both_secret_and_file_are_refused() {
        let (_dir, path) = temporary(SECRET);
        refused(
            real(&[("DROMON_SECRET_FILE", &path)]),
            &["KASSA_DROMON_SECRET is set", "KASSA_DROMON_SECRET_FILE", "remove one"],
        );
    }

    #[test]
    fn file_that_is_not_there_is_refused() {
        refused(
            load("", &[("DROMON_APP_ID", ID), ("DROMON_SECRET_FILE", "/no/such/file")]),
            &["KASSA_DROMON_SECRET_FILE is `/no/such/file`", "cannot be read", "name a file"],
        );
    }

    #[test]
    fn secret_in_place_of_its_file_is_not_shown() {
        refused(
            load("", &[("DROMON_APP_ID", ID), ("DROMON_SECRET_FILE", SECRET)]),
            &["KASSA_DROMON_SECRET_FILE is set, but the file cannot be read"],
        );
    }

    #[test]
    fn empty_file_is_refused() {
        let (_dir, path) = temporary("\n");
        refused(
            real(&[("DROMON_SECRET_PREVIOUS_FILE", &path)]),
            &["KASSA_DROMON_SECRET_PREVIOUS_FILE is `", &path, "empty", "put the secret into it"],
        );
    }

    #[test]
    fn previous_secret_is_accepted_and_said() {
        let config = real(&[("DROMON_SECRET_PREVIOUS", "the old one")]).unwrap();
        assert_eq!(config.tokens().len(), 2);
        assert!(config.warnings[0].contains("KASSA_DROMON_SECRET_PREVIOUS is set"));
        assert!(!config.warnings[0].contains("the old one"));
    }

    #[test]
    fn space_at_an_end_is_said() {
        let config = real(&[("DROMON_SECRET", "2967104 ")]).unwrap();
        assert!(config.warnings[0].contains("KASSA_DROMON_SECRET begins or ends with a space"));
    }

    #[test]
    fn debug_shows_none() {
        let config = real(&[("DROMON_SECRET_PREVIOUS", "the old one")]).unwrap();
        let debug = format!("{config:?}");
        assert!(debug.contains(ID), "{debug}");
        for secret in [SECRET, TOKEN, "the old one", config.tokens()[1].expose()] {
            assert!(!debug.contains(secret), "{debug}");
        }
        let stand_in = sandbox(&[]).unwrap();
        assert!(!format!("{stand_in:?}").contains(stand_in.tokens()[0].expose()));
    }

    #[test]
    fn a_webhook_is_a_secret() {
        let url = "https://discord.com/api/webhooks/1/2967104";
        let (_dir, path) = temporary(&format!("{url}\n"));
        for setting in [("DISCORD_WEBHOOK", url), ("DISCORD_WEBHOOK_FILE", &path)] {
            let config = sandbox(&[setting]).unwrap();
            assert!(config.discord.is_some());
            let debug = format!("{config:?}");
            assert!(!debug.contains(SECRET) && !debug.contains("discord.com"), "{debug}");
        }
        assert!(sandbox(&[]).unwrap().discord.is_none());
        for (bad, why) in [
            ("http://discord.com/api/webhooks/1/2967104", "no https URL"),
            ("discord.com/api/webhooks/1/2967104", "no URL"),
            ("https://me:2967104@discord.com/x", "a password"),
        ] {
            let parts = ["KASSA_DISCORD_WEBHOOK is set, but", why, "copy it whole"];
            refused(sandbox(&[("DISCORD_WEBHOOK", bad)]), &parts);
            let (_dir, path) = temporary(bad);
            let parts = ["KASSA_DISCORD_WEBHOOK_FILE is set, but", why];
            refused(sandbox(&[("DISCORD_WEBHOOK_FILE", &path)]), &parts);
        }
        let parts = ["KASSA_DISCORD_WEBHOOK_FILE is set, but the file cannot be read"];
        refused(sandbox(&[("DISCORD_WEBHOOK_FILE", url)]), &parts);
    }

    #[test]
    fn what_lets_a_channel_in_is_a_secret() {
        let whole = [
            ("TELEGRAM_BOT_TOKEN", "1:2967104"),
            ("TELEGRAM_CHAT", "-1001"),
            ("SMTP_URL", "smtps://shop:2967104@mail.example"),
            ("MAIL_FROM", "Лавка <shop@shop.example>"),
            ("MAIL_TO", "Ваня Петров <a@shop.example>,b@shop.example"),
            ("DISCORD_BOT_TOKEN", "x.2967104"),
        ];
        let config = sandbox(&whole).unwrap();
        assert!(config.telegram.is_some() && config.discord_bot.is_some());
        assert_eq!(config.mail.as_ref().unwrap().to.len(), 2);
        let debug = format!("{config:?}");
        assert!(!debug.contains(SECRET), "{debug}");
        let none = sandbox(&[]).unwrap();
        assert!(none.telegram.is_none() && none.mail.is_none() && none.discord_bot.is_none());
    }

    #[test]
    fn addresses_have_commas_between_them() {
        let parts = ["KASSA_MAIL_TO", "`a@x.example b@x.example` is no e-mail address", "commas"];
        refused(sandbox(&[("MAIL_TO", "a@x.example b@x.example")]), &parts);
    }

    #[test]
    fn half_a_channel_is_refused() {
        for (set, missing) in [
            (("TELEGRAM_CHAT", "-1001"), "KASSA_TELEGRAM_BOT_TOKEN"),
            (("TELEGRAM_BOT_TOKEN", "1:2967104"), "KASSA_TELEGRAM_CHAT"),
            (("MAIL_TO", "a@shop.example"), "KASSA_SMTP_URL"),
            (("SMTP_URL", "smtps://shop:2967104@mail.example"), "KASSA_MAIL_FROM"),
        ] {
            let parts = [missing, "is not set: it is missing, and without it KASSA_", set.0];
            refused(sandbox(&[set]), &parts);
        }
        let bad = [("TELEGRAM_API", "http://telegram.example")];
        refused(sandbox(&bad), &["KASSA_TELEGRAM_API is `http://telegram.example`", "no https"]);
    }

    #[test]
    fn mistakes_beside_a_secret_do_not_quote_it() {
        refused(real(&[("LISTEN", "everywhere")]), &["everywhere"]);
        for file in [
            "dromon_secret = \"2967104",
            "dromon_secret = 2967104x",
            "dromon_secret = 2967104",
            "dromon_secret = [\"2967104\", 2967104]",
            "dromon_secret = [\"2967104\"]",
            "dromon_secrett = \"2967104\"",
            "[dromon]\nsecret = \"2967104\"",
            "dromon_secret = \"\\q2967104\"",
            "2967104",
        ] {
            refused(load(file, &[]), &["kassa.toml"]);
        }
    }
}

mod refusals {
    use super::*;

    type Load = fn(&[(&str, &str)]) -> Result<Config, ConfigError>;

    /// Setting, a value that is refused, and what else the error must say.
    fn each(load: Load, cases: &[(&str, &str, &str, &str)]) {
        for (name, value, why, remedy) in cases {
            let named = format!("KASSA_{name} is `{value}`");
            refused(load(&[(name, value)]), &[&named, why, remedy]);
        }
    }

    #[test]
    fn addresses() {
        let remedy = "write `127.0.0.1:8080`";
        each(
            sandbox,
            &[
                ("LISTEN", "localhost:8080", "no IP address with a port", remedy),
                ("LISTEN", "8080", "no IP address with a port", remedy),
                ("LISTEN", "127.0.0.1", "no IP address with a port", remedy),
                ("SANDBOX_LISTEN", "127.0.0.1:99999", "no IP address with a port", remedy),
            ],
        );
    }

    #[test]
    fn sandbox_beyond_loopback() {
        let why = "for this machine alone";
        each(
            sandbox,
            &[
                ("LISTEN", "0.0.0.0:8080", why, "KASSA_DROMON_APP_ID"),
                ("LISTEN", "[::]:8080", why, "KASSA_DROMON_APP_ID"),
                ("SANDBOX_LISTEN", "192.168.0.2:8081", why, "write `127.0.0.1`"),
            ],
        );
        real(&[("LISTEN", "0.0.0.0:8080"), ("SANDBOX_LISTEN", "0.0.0.0:8081")]).unwrap();
    }

    #[test]
    fn networks() {
        let remedy = "write addresses and networks with commas";
        each(
            real,
            &[
                ("DROMON_SOURCES", "203.0.113.7, drom.one", "`drom.one`", remedy),
                ("DROMON_SOURCES", "203.0.113.0/33", "`203.0.113.0/33`", remedy),
                ("TRUSTED_PROXIES", "10.0.0", "`10.0.0`", remedy),
            ],
        );
    }

    #[test]
    fn half_of_an_app() {
        let public = ("PUBLIC_URL", "https://shop.example");
        refused(
            load("", &[public, ("DROMON_APP_ID", ID)]),
            &["KASSA_DROMON_SECRET is not set", "«Secret»", "sandbox"],
        );
        refused(
            load("", &[public, ("DROMON_SECRET", SECRET)]),
            &["KASSA_DROMON_APP_ID is not set", "24 hexadecimal digits", "sandbox"],
        );
        refused(
            load("", &[public, ("DROMON_SECRET_PREVIOUS", SECRET)]),
            &["KASSA_DROMON_SECRET is not set", "KASSA_DROMON_APP_ID is not set"],
        );
    }

    #[test]
    fn app_ids_and_names() {
        let short = "5f00000000000000000000a";
        each(
            real,
            &[
                ("DROMON_APP_ID", short, "24 hexadecimal digits", "copy the id alone"),
                (
                    "DROMON_APP_ID",
                    "zz00000000000000000000aa",
                    "24 hexadecimal",
                    "copy the id alone",
                ),
                ("DROMON_APP", "MyShop", "no capital letters", "in lower case"),
                ("DROMON_APP", "магазин", "a-z", "in lower case"),
                ("DROMON_APP", "my shop", "a-z", "or remove the setting"),
            ],
        );
    }

    #[test]
    fn public_urls() {
        let long = format!("https://{}.example", "a".repeat(40));
        each(
            real,
            &[
                ("PUBLIC_URL", "shop.example", "no URL", "write it in full"),
                ("PUBLIC_URL", "ftp://shop.example", "no http or https", "write it in full"),
                ("PUBLIC_URL", "shop.example:8080", "no http or https", "write it in full"),
                ("PUBLIC_URL", "https://shop.example/?a=1", "query", "write it in full"),
                ("PUBLIC_URL", "https://shop.example/#a", "fragment", "write it in full"),
                (
                    "PUBLIC_URL",
                    "https://shop.example/kassa",
                    "lives at a host's root",
                    "host name of its own",
                ),
                ("PUBLIC_URL", &long, "65 characters", "shorter host name"),
            ],
        );
        let fits = format!("https://{}.example", "a".repeat(39));
        let config = real(&[("PUBLIC_URL", &fits)]).unwrap();
        assert_eq!(config.callback_url().as_str().len(), 64);
    }

    #[test]
    fn public_url_is_required_in_real_mode() {
        refused(
            load("", &[("DROMON_APP_ID", ID), ("DROMON_SECRET", SECRET)]),
            &["KASSA_PUBLIC_URL is not set", "https://shop.example"],
        );
    }

    #[test]
    fn passwords_in_urls_are_not_shown() {
        for (name, value) in [
            ("PUBLIC_URL", "https://me:2967104@shop.example"),
            ("DROMON_URL", "https://me:2967104@drom.one"),
            ("DATABASE_URL", "postgres://kassa:2967104@localhost"),
        ] {
            refused(real(&[(name, value)]), &[&format!("KASSA_{name} is `"), "://…@"]);
        }
    }

    #[test]
    fn dromon_urls() {
        each(
            real,
            &[
                ("DROMON_URL", "drom.one", "no URL", "write it in full"),
                ("DROMON_URL", "https://drom.one?a", "query", "write it in full"),
            ],
        );
    }

    #[test]
    fn redirect_uris() {
        let fits = format!("https://shop.example/{}", "a".repeat(43));
        real(&[("DROMON_REDIRECT_URI", &fits)]).unwrap();
        let long = format!("{fits}a");
        each(
            real,
            &[
                ("DROMON_REDIRECT_URI", &long, "65 characters", "a shorter «Redirect URI»"),
                ("DROMON_REDIRECT_URI", "/return", "no http or https", "copy «Redirect URI»"),
                ("DROMON_REDIRECT_URI", "https://shop.example/return ", "no http", "copy"),
            ],
        );
    }

    #[test]
    fn databases() {
        each(
            sandbox,
            &[
                ("DATABASE_URL", "postgres://localhost/", "no database", "postgres://user"),
                ("DATABASE_URL", "mysql://localhost/kassa", "no such database", "SQLite file"),
                ("DATABASE_URL", ":memory:", "must be on disk", "SQLite file"),
                ("DATABASE_URL", "sqlite:", "no path", "SQLite file"),
                ("DATABASE_URL", "file:shop.sqlite?mode=memory", "no path", "SQLite file"),
            ],
        );
    }

    #[test]
    fn order_texts() {
        let remedy = "such as `Заказ {uid}`";
        let long = "ж".repeat(201);
        each(
            real,
            &[
                ("ORDER_TEXT", "Меч & щит {uid}", "`&`", remedy),
                ("ORDER_TEXT", "Меч + щит {uid}", "`+`", remedy),
                ("ORDER_TEXT", "Заказ #{uid}", "`#`", remedy),
                ("ORDER_TEXT", "Заказ\n{uid}", "control character", "in one line"),
                ("ORDER_TEXT", &long, "at most 200 characters", "shorten it"),
                ("ORDER_TEXT", "Заказ {id}", "`{id}`", "`{uid}`"),
            ],
        );
        refused(
            load("order_text = \"\"", &[]),
            &[
                "KASSA_ORDER_TEXT (`order_text` in kassa.toml) is ``",
                "at least one character",
                remedy,
            ],
        );
    }

    #[test]
    fn durations() {
        let remedy = "`90m`, `24h`, `2d`";
        each(
            sandbox,
            &[
                ("ORDER_TTL", "24", "no duration", remedy),
                ("ORDER_TTL", "a day", "no duration", remedy),
                ("ORDER_TTL", "-1h", "no duration", remedy),
                ("ORDER_TTL", "0s", "longer than 0 s", remedy),
                ("ORDER_TTL", "366d", "at most 365 days", remedy),
                ("PICK_UP_TIME", "soon", "no duration", remedy),
                ("PICK_UP_TIME", "59m", "at least 1 h", remedy),
                ("PICK_UP_TIME", "31d", "at most 30 days", remedy),
            ],
        );
    }

    #[test]
    fn time_zones() {
        each(
            sandbox,
            &[
                ("TIME_ZONE", "Europe/Moskow", "no such time zone", "`Europe/Moscow`"),
                ("TIME_ZONE", "MSK", "no such time zone", "such as `"),
            ],
        );
    }

    #[test]
    fn log_filters() {
        each(
            sandbox,
            &[
                ("LOG", "kassa=loud", "no log filter", "write a level"),
                ("LOG", "inof", "no level `inof`, but `info`", "write a level"),
                ("LOG", "kassa=debug, warm", "but `warn`", "write a level"),
            ],
        );
        for fine in ["WARN", "off", "info,kassa::payments=debug", "actix_web=trace"] {
            sandbox(&[("LOG", fine)]).unwrap();
        }
    }

    #[test]
    fn data_directories() {
        refused(
            load("data_dir = \"\"", &[]),
            &["KASSA_DATA_DIR (`data_dir` in kassa.toml) is ``", "path of a directory"],
        );
    }

    #[test]
    fn value_of_the_file_is_named_with_its_place() {
        refused(
            load("order_ttl = \"soon\"", &[]),
            &["KASSA_ORDER_TTL (`order_ttl` in kassa.toml) is `soon`"],
        );
        let error = refused(
            load("order_ttl = \"1h\"", &[("ORDER_TTL", "soon")]),
            &["KASSA_ORDER_TTL is `soon`"],
        );
        assert!(!error.contains("kassa.toml"), "{error}");
    }

    #[test]
    fn unquoted_values() {
        refused(
            load("order_ttl = 24", &[]),
            &["KASSA_ORDER_TTL", "put it in quotes", "`order_ttl = \"…\"`"],
        );
    }

    #[test]
    fn toml_that_is_none_names_its_line() {
        refused(
            load("listen = \"127.0.0.1:1\"\nlog = info", &[]),
            &["kassa.toml", "line 2", "name = \"value\""],
        );
    }

    #[test]
    fn unknown_keys_of_the_file() {
        refused(load("listne = \"x\"", &[]), &["`listne` in kassa.toml", "write `listen`"]);
        refused(load("Listen = \"x\"", &[]), &["`Listen` in kassa.toml", "write `listen`"]);
        refused(load("colour = \"red\"", &[]), &["`colour` in kassa.toml", "kassa.toml.example"]);
    }

    #[test]
    fn all_mistakes_come_at_once() {
        let error = refused(
            load(
                "shade = \"1\"",
                &[
                    ("LISTEN", "a"),
                    ("ORDER_TTL", "b"),
                    ("DROMON_APP", "C"),
                    ("DROMON_APP_ID", "d"),
                    ("LOG", "e=f"),
                ],
            ),
            &["`shade`", "KASSA_LISTEN", "KASSA_ORDER_TTL", "KASSA_DROMON_APP ", "KASSA_LOG"],
        );
        refused(
            Err(load("", &[("DROMON_APP_ID", "d")]).unwrap_err()),
            &[
                "KASSA_DROMON_SECRET is not set",
                "KASSA_PUBLIC_URL is not set",
                "KASSA_DROMON_APP_ID is `d`",
            ],
        );
        assert_eq!(error.lines().count(), 1 + 8, "{error}");
    }
}

mod warnings {
    use super::*;

    #[test]
    fn unknown_variables_are_said_only() {
        let config = sandbox(&[
            ("LISTNE", "127.0.0.1:9"),
            ("PORT", "tcp://10.0.0.1:80"),
            ("SERVICE_HOST", "10.0.0.1"),
            ("CONFIG", "shop.toml"),
        ])
        .unwrap();
        let [listen, port, host] = config.warnings.as_slice() else {
            panic!("{:?}", config.warnings);
        };
        assert!(listen.contains("KASSA_LISTNE") && listen.contains("did you mean KASSA_LISTEN?"));
        assert!(port.contains("KASSA_PORT") && port.contains("ignores it"), "{port}");
        assert!(host.contains("KASSA_SERVICE_HOST"), "{host}");
    }

    #[test]
    fn http_is_said_unless_it_stays_on_the_machine() {
        let [warning] = &real(&[("PUBLIC_URL", "http://shop.example")]).unwrap().warnings[..]
        else {
            panic!("no warning");
        };
        assert!(warning.contains("KASSA_PUBLIC_URL is http://shop.example/"), "{warning}");
        for local in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80"] {
            assert_eq!(real(&[("PUBLIC_URL", local)]).unwrap().warnings, [""; 0], "{local}");
        }
    }

    #[test]
    fn short_name_in_the_sandbox_is_said() {
        let config = sandbox(&[("DROMON_APP", "my-shop")]).unwrap();
        assert!(config.warnings[0].contains("KASSA_DROMON_APP counts in real mode only"));
        assert_eq!(config.app().name.as_str(), SANDBOX_APP);
    }
}
