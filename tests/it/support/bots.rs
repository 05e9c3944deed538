//! Servers that speak the protocols of Discord's and Telegram's bots: they take messages, refuse what the services refuse, and
//! answer otherwise when they are told to.

use std::{
    collections::VecDeque,
    io::Write,
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use super::discord::read_request;

/// Nobody's business. It has the form of Telegram's, and Discord's would do as well.
pub const BOT_TOKEN: &str = "12345:s3cret-bot-t0ken";

/// The chat that Telegram's bot is in.
pub const CHAT: &str = "-1001234567890";

const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    Discord,
    Telegram,
}

/// What is answered to a message that is in order, instead of taking it.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Status, further headers, body.
    Say(u16, &'static str, Value),
    /// Reads the request and closes the connection.
    HangUp,
    /// Reads the request and leaves the caller waiting.
    Never,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub target: String,
    pub head: String,
    pub body: Value,
    /// Whether it was a message and is there now.
    pub taken: bool,
}

impl Asked {
    pub fn text(&self) -> &str {
        self.body["content"].as_str().or(self.body["text"].as_str()).unwrap_or_default()
    }
}

pub struct BotServer {
    pub address: SocketAddr,
    inner: Arc<Inner>,
}

struct Inner {
    service: Service,
    state: Mutex<State>,
    came: Condvar,
}

#[derive(Default)]
struct State {
    asked: Vec<Asked>,
    next: VecDeque<Answer>,
    next_openings: VecDeque<Answer>,
    always: Option<Answer>,
    /// The chat's number, where it has another by now.
    moved_to: Option<i64>,
    kept_open: Vec<TcpStream>,
}

impl BotServer {
    /// Listens on a thread of its own until the test is over.
    pub fn open(service: Service) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner { service, state: Mutex::default(), came: Condvar::default() });
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

    /// What `KASSA_DISCORD_API` or `KASSA_TELEGRAM_API` is set to.
    pub fn url(&self) -> String {
        match self.inner.service {
            Service::Discord => format!("http://{}/api/v10", self.address),
            Service::Telegram => format!("http://{}", self.address),
        }
    }

    /// The next messages are answered like this, one after the other.
    pub fn next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.inner.state.lock().unwrap().next.extend(answers);
    }

    /// The next attempts to open a channel to somebody are answered like this.
    pub fn next_openings(&self, answers: impl IntoIterator<Item = Answer>) {
        self.inner.state.lock().unwrap().next_openings.extend(answers);
    }

    /// All messages are answered like this from now on.
    pub fn always(&self, answer: impl Into<Option<Answer>>) {
        self.inner.state.lock().unwrap().always = answer.into();
    }

    /// The chat has become a large group, with another number.
    pub fn move_to(&self, chat: i64) {
        self.inner.state.lock().unwrap().moved_to = Some(chat);
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.inner.state.lock().unwrap().asked.clone()
    }

    /// What has arrived.
    pub fn messages(&self) -> Vec<String> {
        let taken = self.asked().into_iter().filter(|asked| asked.taken);
        taken.map(|asked| asked.text().to_owned()).collect()
    }

    /// Waits until so many requests have come.
    pub fn wait_for(&self, count: usize) -> Vec<Asked> {
        self.wait_until(|asked| asked.len() >= count)
    }

    /// Waits until so many messages have arrived.
    pub fn wait_for_messages(&self, count: usize) -> Vec<String> {
        self.wait_until(|asked| asked.iter().filter(|each| each.taken).count() >= count);
        self.messages()
    }

    fn wait_until(&self, enough: impl Fn(&[Asked]) -> bool) -> Vec<Asked> {
        let state = self.inner.state.lock().unwrap();
        let waiting = |state: &mut State| !enough(&state.asked);
        let (state, waited) = self.inner.came.wait_timeout_while(state, PATIENCE, waiting).unwrap();
        assert!(!waited.timed_out(), "more should have come: {:#?}", state.asked);
        state.asked.clone()
    }
}

impl Drop for BotServer {
    fn drop(&mut self) {
        // Wakes the thread, so that it ends.
        TcpStream::connect(self.address).ok();
    }
}

impl Inner {
    fn serve(&self, stream: TcpStream) {
        let Some((head, body)) = read_request(&stream) else {
            return; // somebody who only knocks
        };
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut state = self.state.lock().unwrap();
        let (is_message, in_order) = match self.service {
            Service::Discord => discord(&target, &head, &body),
            Service::Telegram => (true, telegram(&target, &body, state.moved_to)),
        };
        let said = match (&in_order, is_message) {
            (Answer::Say(200, ..), true) => state.next.pop_front().or_else(|| state.always.clone()),
            (Answer::Say(200, ..), false) => state.next_openings.pop_front(),
            _ => None,
        };
        let taken = is_message && said.is_none() && matches!(in_order, Answer::Say(200, ..));
        match said.unwrap_or(in_order) {
            Answer::Say(status, headers, body) => write_answer(&stream, status, headers, &body),
            Answer::HangUp => {}
            Answer::Never => state.kept_open.push(stream),
        }
        state.asked.push(Asked { target, head, body, taken });
        drop(state);
        self.came.notify_all();
    }
}

/// Whether it is a message, and what Discord itself says to it.
fn discord(target: &str, head: &str, body: &Value) -> (bool, Answer) {
    let say = |status, code: i64, message: &str| {
        Answer::Say(status, "", json!({ "message": message, "code": code }))
    };
    let path = target.strip_prefix("/api/v10").unwrap_or_default();
    let is_bot = head.contains(&format!("\r\nauthorization: Bot {BOT_TOKEN}\r\n"));
    if !is_bot {
        return (false, say(401, 0, "401: Unauthorized"));
    }
    if path == "/users/@me/channels" {
        let to = body["recipient_id"].as_str().unwrap_or_default();
        if to.is_empty() || !to.bytes().all(|b| b.is_ascii_digit()) {
            return (false, say(400, 50033, "Invalid Recipient(s)"));
        }
        return (false, Answer::Say(200, "", json!({ "id": format!("9{to}"), "type": 1 })));
    }
    let is_messages = path.starts_with("/channels/9") && path.ends_with("/messages");
    if !is_messages {
        return (false, say(404, 10003, "Unknown Channel"));
    }
    let content = body["content"].as_str().unwrap_or_default();
    match content.encode_utf16().count() {
        0 => (true, say(400, 50006, "Cannot send an empty message")),
        1..=2000 => (true, Answer::Say(200, "", json!({ "id": "2", "content": content }))),
        _ => (true, say(400, 50035, "Invalid Form Body")),
    }
}

/// What Telegram itself says to it.
fn telegram(target: &str, body: &Value, moved_to: Option<i64>) -> Answer {
    let refuse = |status: u16, why: &str| {
        let told = json!({ "ok": false, "error_code": status, "description": why });
        Answer::Say(status, "", told)
    };
    if target != format!("/bot{BOT_TOKEN}/sendMessage") {
        return refuse(401, "Unauthorized");
    }
    let chat = body["chat_id"].as_str().unwrap_or_default();
    if let Some(moved_to) = moved_to.filter(|_| chat == CHAT) {
        let told = json!({
            "ok": false,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": { "migrate_to_chat_id": moved_to },
        });
        return Answer::Say(400, "", told);
    }
    if chat != CHAT && moved_to.is_none_or(|moved_to| moved_to.to_string() != chat) {
        return refuse(400, "Bad Request: chat not found");
    }
    let text = body["text"].as_str().unwrap_or_default();
    match text.encode_utf16().count() {
        0 => refuse(400, "Bad Request: message text is empty"),
        1..=4096 => {
            let sent = json!({ "ok": true, "result": { "message_id": 1, "text": text } });
            Answer::Say(200, "", sent)
        }
        _ => refuse(400, "Bad Request: message is too long"),
    }
}

fn write_answer(mut stream: &TcpStream, status: u16, headers: &str, body: &Value) {
    let body = body.to_string();
    let answer = format!(
        "HTTP/1.1 {status} X\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    // Whoever asked may be gone, as after a kill.
    stream.write_all(answer.as_bytes()).ok();
}
