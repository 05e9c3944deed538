//! A server that speaks Discord's protocol for webhooks: it takes messages, refuses what Discord refuses, and answers
//! otherwise when it is told to.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

/// The part of the webhook's address that is nobody's business.
pub const WEBHOOK_TOKEN: &str = "s3cret-webhook-t0ken";

/// How long something that has to come may take: far longer than it does on the slowest machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// How the server answers a request that is in order.
#[derive(Clone, Debug)]
pub enum Say {
    /// Takes it; and no further one may come for that many seconds.
    LastForNow(f64),
    /// Too many: how many seconds to wait, in the body, and in the header.
    Limited { body: f64, header: u64 },
    /// An error of the server's own.
    Error(u16),
    /// The webhook was deleted.
    Unknown,
    /// The message is malformed.
    Malformed,
    /// Reads the request and closes the connection.
    HangUp,
    /// Reads the request and leaves the caller waiting.
    Never,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub head: String,
    pub body: Value,
    /// Whether the message is in the channel.
    pub taken: bool,
}

impl Request {
    pub fn content(&self) -> &str {
        self.body["content"].as_str().unwrap()
    }
}

/// A channel of Discord's with a webhook.
pub struct DiscordServer {
    pub address: SocketAddr,
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    came: Condvar,
}

#[derive(Default)]
struct State {
    requests: Vec<Request>,
    /// What is answered next; nothing: the message is taken.
    next: VecDeque<Say>,
    /// What is answered from now on, when there is no next.
    always: Option<Say>,
    kept_open: Vec<TcpStream>,
}

impl DiscordServer {
    /// Listens on a thread of its own until the test is over.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner::default());
        let weak = Arc::downgrade(&inner);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Some(inner) = weak.upgrade() else {
                    return; // the test is over
                };
                inner.serve(stream.unwrap());
            }
        });
        Self { address, inner }
    }

    /// What `KASSA_DISCORD_WEBHOOK` is set to.
    pub fn webhook(&self) -> String {
        format!("http://{}/api/webhooks/1/{WEBHOOK_TOKEN}", self.address)
    }

    /// The next requests are answered like this, one after the other.
    pub fn next(&self, says: impl IntoIterator<Item = Say>) {
        self.inner.state.lock().unwrap().next.extend(says);
    }

    /// All requests are answered like this from now on.
    pub fn always(&self, say: impl Into<Option<Say>>) {
        self.inner.state.lock().unwrap().always = say.into();
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.inner.state.lock().unwrap().requests.clone()
    }

    /// What is in the channel.
    pub fn messages(&self) -> Vec<String> {
        let taken = self.requests().into_iter().filter(|request| request.taken);
        taken.map(|request| request.content().to_owned()).collect()
    }

    /// Waits until so many requests have come.
    pub fn wait_for(&self, count: usize) -> Vec<Request> {
        self.wait_until(|requests| requests.len() >= count)
    }

    /// Waits until so many messages are in the channel.
    pub fn wait_for_messages(&self, count: usize) -> Vec<String> {
        self.wait_until(|requests| requests.iter().filter(|each| each.taken).count() >= count);
        self.messages()
    }

    fn wait_until(&self, enough: impl Fn(&[Request]) -> bool) -> Vec<Request> {
        let state = self.inner.state.lock().unwrap();
        let waiting = |state: &mut State| !enough(&state.requests);
        let (state, waited) = self.inner.came.wait_timeout_while(state, PATIENCE, waiting).unwrap();
        assert!(!waited.timed_out(), "more should have come: {:#?}", state.requests);
        state.requests.clone()
    }
}

impl Drop for DiscordServer {
    fn drop(&mut self) {
        // Wakes the thread, so that it ends.
        TcpStream::connect(self.address).ok();
    }
}

/// Status line, further headers, body.
type Answer = (&'static str, String, Value);

impl Inner {
    fn serve(&self, stream: TcpStream) {
        let Some((head, body)) = read_request(&stream) else {
            return; // somebody who only knocks
        };
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let refused = refuse(&head, &body);
        let mut state = self.state.lock().unwrap();
        let say = if refused.is_some() { None } else { state.next.pop_front() };
        let say = if refused.is_some() { None } else { say.or_else(|| state.always.clone()) };
        let taken = refused.is_none() && matches!(say, None | Some(Say::LastForNow(_)));
        let answer = match refused {
            Some(refused) => Some(refused),
            None => answer(say.as_ref(), &head, &body),
        };
        match answer {
            Some(answer) => write_answer(&stream, &answer),
            None if matches!(say, Some(Say::Never)) => state.kept_open.push(stream),
            None => {}
        }
        state.requests.push(Request { head, body, taken });
        drop(state);
        self.came.notify_all();
    }
}

/// What Discord itself refuses.
fn refuse(head: &str, body: &Value) -> Option<Answer> {
    let target = head.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default();
    if !head.starts_with("POST ") || path != format!("/api/webhooks/1/{WEBHOOK_TOKEN}") {
        return Some(unknown());
    }
    if !head.to_ascii_lowercase().contains("content-type: application/json") {
        let body = json!({ "message": "Expected \"Content-Type\" header", "code": 50109 });
        return Some(("400 Bad Request", String::new(), body));
    }
    let Some(content) = body["content"].as_str().filter(|content| !content.is_empty()) else {
        let body = json!({ "message": "Cannot send an empty message", "code": 50006 });
        return Some(("400 Bad Request", String::new(), body));
    };
    // However it counts them.
    (content.encode_utf16().count() > 2000).then(malformed)
}

/// `None`: nothing is answered.
fn answer(say: Option<&Say>, head: &str, body: &Value) -> Option<Answer> {
    Some(match say {
        None => taken(head, body, String::new()),
        Some(Say::LastForNow(seconds)) => {
            let limits = format!(
                "X-RateLimit-Limit: 5\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset-After: {seconds}\r\n"
            );
            taken(head, body, limits)
        }
        Some(Say::Limited { body, header }) => (
            "429 Too Many Requests",
            format!("Retry-After: {header}\r\nX-RateLimit-Scope: user\r\n"),
            json!({ "message": "You are being rate limited.", "retry_after": body, "global": false }),
        ),
        Some(Say::Error(status)) => {
            let line = match status {
                502 => "502 Bad Gateway",
                503 => "503 Service Unavailable",
                _ => "500 Internal Server Error",
            };
            (line, String::new(), json!({ "message": "500: Internal Server Error", "code": 0 }))
        }
        Some(Say::Unknown) => unknown(),
        Some(Say::Malformed) => malformed(),
        Some(Say::HangUp | Say::Never) => return None,
    })
}

/// With `?wait=true` the message is answered, without it nothing is.
fn taken(head: &str, body: &Value, headers: String) -> Answer {
    if head.contains("wait=true") {
        let message =
            json!({ "id": "2", "type": 0, "channel_id": "3", "content": body["content"] });
        ("200 OK", headers, message)
    } else {
        ("204 No Content", headers, Value::Null)
    }
}

fn unknown() -> Answer {
    let body = json!({ "message": "Unknown Webhook", "code": 10015 });
    ("404 Not Found", String::new(), body)
}

fn malformed() -> Answer {
    let body = json!({
        "message": "Invalid Form Body",
        "code": 50035,
        "errors": { "content": { "_errors": [{ "code": "BASE_TYPE_MAX_LENGTH" }] } },
    });
    ("400 Bad Request", String::new(), body)
}

fn write_answer(mut stream: &TcpStream, (line, headers, body): &Answer) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let answer = format!(
        "HTTP/1.1 {line}\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    // Whoever asked may be gone, as after a kill.
    stream.write_all(answer.as_bytes()).ok();
}

/// Head and body of a request; `None`: there is none.
pub fn read_request(stream: &TcpStream) -> Option<(String, Vec<u8>)> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let start = head.len();
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
        let line = &head[start..];
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((head, body))
}
