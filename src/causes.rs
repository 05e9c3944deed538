//! Why something went wrong.

use std::error::Error;

/// An error with its causes, in one line.
#[must_use]
pub fn with_causes(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let because = error.to_string();
        // Some messages name their cause themselves.
        if !said.contains(&because) {
            said = format!("{said}: {because}");
        }
        cause = error.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{said}")]
    struct Because {
        said: &'static str,
        source: Option<Box<Because>>,
    }

    fn because(said: &'static str, source: Option<Because>) -> Because {
        Because { said, source: source.map(Box::new) }
    }

    #[test]
    fn each_cause_is_told_once() {
        let refused = because("refused", None);
        let connecting = because("connecting: refused", Some(refused));
        let asking = because("nobody was asked", Some(connecting));
        assert_eq!(with_causes(&asking), "nobody was asked: connecting: refused");
    }
}
