//! The sandbox as a payer and a shop see it: a real listener, a real callback.

mod faults;
mod pages;
mod paying;
mod refusals;

const BUTTON: &str = "<button type=\"submit\">";
const RETURN_BUTTON: &str =
    "<a class=\"button\" href=\"http://127.0.0.1:9/return?a=b\">В лавку</a>";
