//! Reads a fault as people and scripts write it.

use std::{str::FromStr, time::Duration};

use super::{Fault, Mebibytes};

/// Why a text names no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    #[error("there is no such fault; there are {}", Fault::ALL.map(Fault::name).join(", "))]
    Unknown,
    #[error("`{0}` has nothing to choose: write it alone")]
    NoParameter(&'static str),
    #[error(
        "`{0}` takes seconds, 0 to {max}: write for instance `{0}=5`",
        max = Fault::LATEST.as_secs()
    )]
    Seconds(&'static str),
    #[error("`{0}` takes MiB, 1 to {max}: write for instance `{0}=5`", max = Mebibytes::MAX)]
    Mebibytes(&'static str),
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (name, parameter) = match text.split_once('=') {
            Some((name, parameter)) => (name, Some(parameter)),
            None => (text, None),
        };
        let named = |fault: &Self| fault.name() == name;
        let fault = Self::ALL.into_iter().find(named).ok_or(FaultError::Unknown)?;
        let Some(parameter) = parameter else {
            return Ok(fault);
        };
        match fault {
            Self::Late(_) => {
                seconds(parameter).map(Self::Late).ok_or(FaultError::Seconds(fault.name()))
            }
            Self::LongText(_) => {
                let size = parameter.parse().ok().and_then(Mebibytes::new);
                size.map(Self::LongText).ok_or(FaultError::Mebibytes(fault.name()))
            }
            _ => Err(FaultError::NoParameter(fault.name())),
        }
    }
}

fn seconds(text: &str) -> Option<Duration> {
    let seconds = Duration::try_from_secs_f64(text.parse().ok()?).ok()?;
    (seconds <= Fault::LATEST).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_name_of_its_own_and_is_explained() {
        for fault in Fault::ALL {
            assert_eq!(fault.name().parse(), Ok(fault));
            assert_eq!(fault.to_string().parse(), Ok(fault));
            assert!(Fault::help().contains(&format!("  {}", fault.name())));
        }
        for text in ["Lost", "", " lost", "=", "=5"] {
            assert_eq!(text.parse::<Fault>(), Err(FaultError::Unknown), "{text}");
        }
    }

    #[test]
    fn some_have_a_parameter() {
        let late = Fault::Late(Duration::from_millis(50));
        assert_eq!("late=0.05".parse(), Ok(late));
        assert_eq!(late.to_string(), "late=0.05");
        assert_eq!("late=0".parse(), Ok(Fault::Late(Duration::ZERO)));
        assert_eq!("late=2592000".parse(), Ok(Fault::Late(Fault::LATEST)));
        assert_eq!("long-text=64".parse(), Ok(Fault::LongText(Mebibytes::new(64).unwrap())));
        for text in ["late=", "late=-1", "late=NaN", "late=inf", "late=5s", "late=2592001"] {
            assert_eq!(text.parse::<Fault>(), Err(FaultError::Seconds("late")), "{text}");
        }
        for text in ["long-text=", "long-text=0", "long-text=65", "long-text=300", "long-text=1.5"]
        {
            assert_eq!(text.parse::<Fault>(), Err(FaultError::Mebibytes("long-text")), "{text}");
        }
        assert_eq!("lost=1".parse::<Fault>(), Err(FaultError::NoParameter("lost")));
    }

    #[test]
    fn what_is_wrong_is_said_with_the_remedy() {
        let said = |text: &str| text.parse::<Fault>().unwrap_err().to_string();
        assert!(said("nonsense").contains("lost, late, swapped"));
        assert!(said("late=x").contains("0 to 2592000"));
        assert!(said("long-text=x").contains("1 to 64"));
    }
}
