//! What is told of webhooks.

use clap::{Args, Subcommand};

use super::moment;
use crate::{clock::UtcTime, webhooks::Secret};

#[derive(Debug, Subcommand)]
pub enum WebhooksCommand {
    /// Print what happens as a webhook endpoint would be told, and go on until Ctrl-C
    ///
    /// Follows the books of the settings, beside a shop that runs or without one, and changes nothing in them. Each event is
    /// printed as the request that it would be, signed with a secret that is printed first.
    Listen(ListenArguments),
    /// Queue for webhook endpoints what they were told, or were not; the shop sends it
    ///
    /// Whoever gets something again gets it with the same webhook-id as before.
    Resend(ResendArguments),
}

#[derive(Debug, Args)]
pub struct ListenArguments {
    /// Print the requests [default unless --forward-to is given]
    #[arg(long)]
    pub print: bool,
    /// Post each to this address, too, and print what it answers; it may be on this machine
    #[arg(long, value_name = "URL")]
    pub forward_to: Option<String>,
    /// Begin after the event of this id, 0 for all [default: with what happens from now on]
    #[arg(long, value_name = "ID")]
    pub since: Option<i64>,
    /// The secret that signs: whsec_ and base64 [default: a random one]
    #[arg(long, value_name = "SECRET", value_parser = Secret::read)]
    pub secret: Option<Secret>,
    /// Print a JSON document a line: `secret`, then `request` and `answer`
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ResendArguments {
    /// The events, by their ids in the feed
    #[arg(value_name = "ID", required_unless_present = "since")]
    pub ids: Vec<i64>,
    /// All events since then: a time as 2026-11-29T12:00:00Z, or how long ago as 2h
    #[arg(long, value_name = "TIME", conflicts_with = "ids", value_parser = moment)]
    pub since: Option<UtcTime>,
    /// For this endpoint alone [default: for each that wants them]
    #[arg(long, value_name = "N")]
    pub endpoint: Option<i64>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}
