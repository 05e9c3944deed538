//! Who did what.

use askama::Template;

use super::{
    AdminFrame,
    frame::role_label,
    good::field_label,
    settings::{looks_field_label, topic_label},
};
use crate::{
    catalog::Field,
    i18n::Messages,
    staff::{Role, What},
    web::pages::{Moment, shorten},
};

#[derive(Debug, Template)]
#[template(path = "admin/audit.html")]
pub struct AuditPage {
    pub admin: AdminFrame,
    pub rows: Vec<AuditRow>,
    pub who: String,
    pub what: Option<What>,
    pub source: String,
    pub subject: String,
    pub is_searched: bool,
    /// Where the rows before these are.
    pub older: Option<String>,
}

#[derive(Debug)]
pub struct AuditRow {
    pub at: Moment,
    pub who: String,
    pub what: String,
    pub source: String,
    pub subject: Option<String>,
    pub note: Option<String>,
}

impl AuditPage {
    /// What can be looked for: its word, its name, and whether it is looked for now.
    fn kinds(&self) -> Vec<(&'static str, String, bool)> {
        let m = self.admin.messages();
        let kind = |what: &What| (what.as_str(), label(m, *what), self.what == Some(*what));
        What::ALL.iter().map(kind).collect()
    }
}

impl AuditRow {
    fn what_label(&self, m: Messages) -> String {
        // A word of a newer version stands as it is.
        self.what.parse().map_or_else(|_| self.what.clone(), |what| label(m, what))
    }

    fn who_shown(&self) -> String {
        shorten(&self.who, 40)
    }

    fn subject_shown(&self) -> Option<String> {
        self.subject.as_ref().map(|subject| shorten(subject, 64))
    }

    fn note_shown(&self, m: Messages) -> Option<String> {
        let note = self.note.as_ref()?;
        let told = match self.what.parse() {
            Ok(What::Goods) => Some(shorten(&goods_note(m, note), 200)),
            Ok(What::Looks) => Some(shorten(&looks_note(m, note), 200)),
            Ok(What::Webhooks) => webhooks_note(m, note),
            Ok(What::Notices) => Some(shorten(&notices_note(m, note), 200)),
            _ => note_label(m, note),
        };
        Some(told.unwrap_or_else(|| shorten(note, 200)))
    }
}

/// What is noted in words of the program's own, in the reader's.
fn note_label(m: Messages, note: &str) -> Option<String> {
    let role = |word: &str| word.parse::<Role>().ok().map(|role| role_label(m, role));
    if let Some((from, to)) = note.split_once(" → ") {
        return Some(format!("{} → {}", role(from)?, role(to)?));
    }
    let key = match note {
        "link" => "audit-note-link",
        "invite" => "audit-note-invite",
        "reset" => "audit-note-reset",
        "sign_in" => "audit-note-sign-in",
        "let in again" => "audit-note-let-in-again",
        word => return role(word),
    };
    Some(m.text(key))
}

/// What was done to a good: a word, or what of it is new (`price: 8 → 12; description`).
fn goods_note(m: Messages, note: &str) -> String {
    match note {
        "added" | "deleted" | "up" | "down" | "picture" | "no-picture" => {
            m.text(&format!("goods-note-{note}"))
        }
        changes => {
            let told = changes.split("; ").map(|change| {
                let (word, rest) = change.split_once(": ").unwrap_or((change, ""));
                match word.parse::<Field>() {
                    Ok(field) if rest.is_empty() => field_label(m, field),
                    Ok(field) => format!("{}: {rest}", field_label(m, field)),
                    // A part of what somebody typed.
                    Err(_) => change.to_owned(),
                }
            });
            told.collect::<Vec<_>>().join("; ")
        }
    }
}

/// What was done about the channels and their messages, or of which topics one is told from now on and was not, or the other way
/// round.
fn notices_note(m: Messages, note: &str) -> String {
    let told = note.split("; ").map(|word| match word {
        "again" | "leave" | "leave-all" | "test" | "text" | "usual-text" | "language" => {
            m.text(&format!("notices-note-{word}"))
        }
        word => word.parse().map_or_else(|_| word.to_owned(), |topic| topic_label(m, topic)),
    });
    told.collect::<Vec<_>>().join("; ")
}

/// Which fields of the shop's looks are new, or what was done to its logo.
fn looks_note(m: Messages, note: &str) -> String {
    let told = note.split("; ").map(|word| match word {
        "logo" | "no-logo" | "closed" | "opened" => m.text(&format!("looks-note-{word}")),
        word => word.parse().map_or_else(|_| word.to_owned(), |field| looks_field_label(m, field)),
    });
    told.collect::<Vec<_>>().join("; ")
}

/// What was done with a webhook endpoint.
fn webhooks_note(m: Messages, note: &str) -> Option<String> {
    Some(match note {
        "added" => m.text("webhooks-note-added"),
        "changed" => m.text("webhooks-note-changed"),
        "paused" => m.text("webhooks-note-paused"),
        "resumed" => m.text("webhooks-note-resumed"),
        "secret changed" => m.text("webhooks-note-secret"),
        "removed" => m.text("webhooks-note-removed"),
        "test" => m.text("webhooks-note-test"),
        note => {
            if let Some(at) = note.strip_prefix("sent again since ") {
                return Some(m.with("webhooks-note-since", &[("at", at.into())]));
            }
            let count: i64 = note.strip_prefix("sent again: ")?.parse().ok()?;
            m.with("webhooks-note-again", &[("count", count.into())])
        }
    })
}

fn label(m: Messages, what: What) -> String {
    m.text(&format!("audit-what-{}", what.as_str()))
}
