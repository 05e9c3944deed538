//! The payment page.

use std::collections::HashMap;

use askama::Template;
use serde_json::Value;

use crate::{
    i18n::Messages,
    sandbox::{
        fault::{Fault, FaultError, Mebibytes, Parameter},
        js,
        link::Link,
        payer::Payer,
    },
};

/// What the payer entered; shown again when something is wrong with it.
pub struct Entered(HashMap<String, String>);

impl Entered {
    const NICKNAME: &str = "nickname";
    const FAULT: &str = "fault";
    const SUM: &str = "sum";

    /// The fields of a form. One without a fault gets this one.
    pub fn new(mut fields: HashMap<String, String>, fault: Fault) -> Self {
        if !fields.contains_key(Self::FAULT) {
            fields.insert(Self::FAULT.to_owned(), fault.name().to_owned());
            if let Some(parameter) = fault.parameter() {
                fields.insert(fault.name().to_owned(), parameter.to_string());
            }
        }
        Self(fields)
    }

    pub fn nickname(&self) -> &str {
        self.0.get(Self::NICKNAME).map_or(Payer::DEFAULT_NICKNAME, String::as_str)
    }

    pub fn sum(&self) -> &str {
        self.field(Self::SUM).unwrap_or_default()
    }

    /// A fault's parameter has a field of the fault's name; scripts may write `fault=late=60`.
    pub fn fault(&self) -> Result<Fault, FaultError> {
        let fault = self.field(Self::FAULT).unwrap_or_default();
        match self.field(fault) {
            Some(parameter) => format!("{fault}={parameter}").parse(),
            None => fault.parse(),
        }
    }

    /// Without its parameter.
    fn fault_name(&self) -> &str {
        let fault = self.field(Self::FAULT).unwrap_or_default();
        fault.split_once('=').map_or(fault, |(name, _)| name)
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

#[derive(Template)]
#[template(path = "sandbox/pay.html")]
pub struct PayPage<'a> {
    t: Messages,
    heading: String,
    error: Option<String>,
    /// `None`: the payer types it.
    sum: Option<String>,
    fee: String,
    text: String,
    uid: String,
    form: &'a Entered,
    /// Then its list is not folded away.
    fault_chosen: bool,
    faults: Vec<FaultView>,
}

struct FaultView {
    name: &'static str,
    label: String,
    help: String,
    checked: bool,
    parameter: Option<ParameterView>,
}

struct ParameterView {
    label: String,
    value: String,
    least: u8,
    most: u64,
    /// `any` or `1`.
    step: &'static str,
}

impl ParameterView {
    fn new(t: Messages, fault: Fault, form: &Entered) -> Option<Self> {
        let parameter = fault.parameter()?;
        let value = form.field(fault.name()).map_or_else(|| parameter.to_string(), str::to_owned);
        Some(match parameter {
            Parameter::Seconds(_) => Self {
                label: t.text("sandbox-pay-seconds"),
                value,
                least: 0,
                most: Fault::LATEST.as_secs(),
                step: "any",
            },
            Parameter::Mebibytes(_) => Self {
                label: t.text("sandbox-pay-mib"),
                value,
                least: 1,
                most: Mebibytes::MAX.into(),
                step: "1",
            },
        })
    }
}

impl<'a> PayPage<'a> {
    pub fn new(t: Messages, link: &Link, form: &'a Entered, error: Option<&str>) -> Self {
        let shown = |value: Option<Value>| match value {
            Some(value) => js::to_string(Some(&value)),
            None => t.text("sandbox-pay-missing"),
        };
        let asked = link.sum.as_deref().map_or(f64::NAN, js::parse_int_decimal);
        let fee = if asked > 0.0 {
            let total = js::number_to_string(asked + 1.0);
            t.with("sandbox-pay-fee", &[("total", total.into())])
        } else {
            t.text("sandbox-pay-fee-unknown")
        };
        let fault = |fault: Fault| FaultView {
            name: fault.name(),
            label: t.text(&format!("sandbox-fault-{}", fault.name())),
            help: t.text(&format!("sandbox-fault-{}-help", fault.name())),
            checked: fault.name() == form.fault_name(),
            parameter: ParameterView::new(t, fault, form),
        };
        let sum = link.sum.as_deref();
        Self {
            t,
            heading: t.with("sandbox-pay-title", &[("app", link.app.as_str().into())]),
            error: error.map(|key| t.text(key)),
            sum: sum.map(|sum| t.with("sandbox-pay-sum", &[("sum", sum.into())])),
            fee,
            text: shown(link.query.get("text")),
            uid: shown(link.query.get("uid")),
            faults: Fault::ALL.map(fault).into(),
            fault_chosen: form.fault_name() != Fault::None.name(),
            form,
        }
    }
}
