//! What the commands print that open no books.

use std::{fs, process::Output};

use kassa::dromon::{App, AppId, AppName, PaymentLink, Secret, Sum, link::Page};

use crate::support::{APP_ID, REAL, SECRET, run};

#[track_caller]
fn printed(output: &Output) -> &str {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(errors, "");
    std::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn link_prints_the_link_alone() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["link", "--uid", "48817-X", "--text", "Шалкер с землёй", "--sum", "8"];
    let settings = [("DROMON_APP_ID", APP_ID), ("DROMON_SECRET", SECRET)];
    let output = run(directory.path(), &arguments, &settings);

    let id: AppId = APP_ID.parse().unwrap();
    let app = App { name: AppName::from(&id), id, secret: Secret::new(SECRET.to_owned()) };
    let page = Page { base: "https://drom.one".parse().unwrap(), return_to: None };
    let sum = Sum::new(8).unwrap();
    let link = PaymentLink::new(&app, &page, "48817-X", "Шалкер с землёй", sum).unwrap();
    assert_eq!(printed(&output), format!("{}\n", link.url));
    // It signs, and writes nothing.
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn link_refuses_what_dromons_page_could_not_verify() {
    let directory = tempfile::tempdir().unwrap();
    for (uid, text, sum, named) in [
        ("A.B", "T", "8", "--uid"),
        ("0", "T", "8", "--uid"),
        ("A", "соль & перец", "8", "--text"),
        ("A", "", "8", "--text"),
        ("A", "T", "0", "--sum"),
        ("A", "T", "9007199254740992", "--sum"),
        ("A", "T", "8.5", "--sum"),
    ] {
        let arguments = ["link", "--uid", uid, "--text", text, "--sum", sum];
        let output = run(directory.path(), &arguments, &REAL);
        assert!(!output.status.success());
        assert_eq!(output.stdout, b"");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains(named), "{errors}");
    }
    let arguments = ["link", "--uid", "A", "--text", "T", "--sum", "8"];
    let output = run(directory.path(), &arguments, &[]);
    assert!(!output.status.success());
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("KASSA_DROMON_SECRET"), "{errors}");
}

#[test]
fn each_command_explains_itself() {
    let directory = tempfile::tempdir().unwrap();
    for (arguments, words) in [
        (
            vec!["--help"],
            vec![
                "serve",
                "sandbox",
                "link",
                "api-key",
                "openapi",
                "doctor",
                "order",
                "events",
                "webhooks",
                "migrate",
                "copy-to",
                "check",
                "backup",
                "restore",
                "KASSA_DROMON_SECRET",
            ],
        ),
        (vec!["serve", "--help"], vec!["KASSA_LISTEN", "SIGTERM"]),
        (
            vec!["sandbox", "--help"],
            vec![
                "--listen",
                "--callback-url",
                "--app-id",
                "--app ",
                "--secret",
                "--redirect-uri",
                "--no-signing",
                "127.0.0.1:8081",
                "--fault",
                "late[=SECONDS]",
                "--send",
                "--concurrency",
            ],
        ),
        (vec!["link", "--help"], vec!["--uid", "--text", "--sum", "KASSA_DROMON_APP_ID"]),
        (vec!["api-key", "add", "--help"], vec!["NAME", "api:NAME", "--scope", "--days"]),
        (vec!["api-key", "--help"], vec!["add", "list", "revoke"]),
        (vec!["staff", "--help"], vec!["add", "list", "reset", "revoke"]),
        (vec!["staff", "add", "--help"], vec!["NAME", "--role", "owner", "courier"]),
        (vec!["doctor", "--help"], vec!["--json"]),
        (vec!["order", "--help"], vec!["create", "show", "list", "move"]),
        (vec!["order", "create", "--help"], vec!["--item", "--sum", "--nickname", "--uid"]),
        (vec!["events", "--help"], vec!["--follow", "--since", "--json"]),
        (vec!["webhooks", "--help"], vec!["listen", "resend"]),
        (vec!["migrate", "--help"], vec!["tables"]),
        (vec!["check", "--help"], vec!["--file", "Exits with 0"]),
        (vec!["backup", "--help"], vec!["FILE", "--force", "pg_dump"]),
        (vec!["restore", "--help"], vec!["FILE", "--even-if-wrong", "never overwritten"]),
        (vec!["inbox", "--help"], vec!["list", "replay", "retired"]),
        (vec!["copy-to", "--help"], vec!["postgres://", "Stop the shop", "empty", "inbox"]),
    ] {
        let output = run(directory.path(), &arguments, &[]);
        for word in words {
            assert!(printed(&output).contains(word), "{word} in {}", printed(&output));
        }
    }
    let unknown = run(directory.path(), &["sell"], &[]);
    assert!(!unknown.status.success());
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}
