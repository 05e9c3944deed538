//! Somebody's bot that gets webhooks: it keeps all that comes, and answers in every way that an answer can go wrong.

use std::{
    collections::VecDeque,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// How long something that has to come may take: far longer than it does on the slowest machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is done with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Do {
    Take,
    /// Takes it, and answers when it is let go.
    Hold,
    /// That status, with these headers (each with its line's end) and that body.
    Answer(u16, String, String),
    /// Reads it, and leaves the caller waiting.
    Hang,
    /// Sends half of its answer's head, and resets the connection.
    Reset,
    /// Sends its answer's head a letter at a time, and never comes to its end.
    Trickle,
    /// Says that all is well, and then goes on talking a letter at a time.
    TrickleBody,
}

impl Do {
    pub fn status(status: u16) -> Self {
        Self::Answer(status, String::new(), "no".to_owned())
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Got {
    pub head: String,
    pub body: String,
    pub done: Do,
}

impl Got {
    /// A header of that name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines
            .filter(|(this, _)| this.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .next()
    }

    pub fn id(&self) -> &str {
        self.header("webhook-id").unwrap()
    }

    /// Whether the caller was told that it was taken.
    pub fn taken(&self) -> bool {
        matches!(self.done, Do::Take | Do::Hold | Do::TrickleBody)
    }

    /// Whether it is signed with that secret, as the specification's own library sees it. It also wants it to be of now.
    pub fn verify(&self, secret: &str) -> Result<(), standardwebhooks::WebhookError> {
        let mut headers = hyper::HeaderMap::new();
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            headers.insert(name, self.header(name).unwrap().parse().unwrap());
        }
        standardwebhooks::Webhook::new(secret)?.verify(self.body.as_bytes(), &headers)
    }
}

/// Somebody's bot.
pub struct Receiver {
    pub address: SocketAddr,
    inner: Arc<Inner>,
    listening: Option<Listening>,
}

struct Listening {
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    came: Condvar,
}

#[derive(Default)]
struct State {
    got: Vec<Got>,
    next: VecDeque<Do>,
    /// What is done when there is no next; nothing: it is taken.
    always: Option<Do>,
    let_go: bool,
}

impl Receiver {
    /// Listens on a thread of its own until the test is over.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner::default());
        let listening = Some(listen(listener, &inner));
        Self { address, inner, listening }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// From now on connections are refused.
    pub fn shut(&mut self) {
        if let Some(Listening { over, thread }) = self.listening.take() {
            over.store(true, Ordering::SeqCst);
            // Wakes the thread, so that it ends.
            TcpStream::connect(self.address).ok();
            thread.join().ok();
        }
    }

    /// Listens again, on the same port.
    pub fn open_again(&mut self) {
        if self.listening.is_none() {
            self.listening = Some(listen(TcpListener::bind(self.address).unwrap(), &self.inner));
        }
    }

    /// What is done with the next requests, one after the other.
    pub fn next(&self, does: impl IntoIterator<Item = Do>) {
        self.inner.state.lock().unwrap().next.extend(does);
    }

    /// Everything is taken from now on.
    pub fn mend(&self) {
        let mut state = self.inner.state.lock().unwrap();
        state.next.clear();
        state.always = None;
    }

    /// What is done from now on, when there is no next.
    pub fn always(&self, does: impl Into<Option<Do>>) {
        self.inner.state.lock().unwrap().always = does.into();
    }

    /// Answers what was held, and holds nothing from now on.
    pub fn let_go(&self) {
        self.inner.state.lock().unwrap().let_go = true;
        self.inner.came.notify_all();
    }

    /// All requests so far.
    pub fn got(&self) -> Vec<Got> {
        self.inner.state.lock().unwrap().got.clone()
    }

    /// Waits until so many requests have come.
    pub fn wait_for(&self, count: usize) -> Vec<Got> {
        let state = self.inner.state.lock().unwrap();
        let waiting = |state: &mut State| state.got.len() < count;
        let (state, waited) = self.inner.came.wait_timeout_while(state, PATIENCE, waiting).unwrap();
        assert!(!waited.timed_out(), "more should have come: {:#?}", state.got);
        state.got.clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.shut();
    }
}

fn listen(listener: TcpListener, inner: &Arc<Inner>) -> Listening {
    let over = Arc::new(AtomicBool::new(false));
    let (inner, is_over) = (Arc::clone(inner), Arc::clone(&over));
    let thread = thread::spawn(move || {
        for stream in listener.incoming() {
            if is_over.load(Ordering::SeqCst) {
                return;
            }
            let (stream, inner) = (stream.unwrap(), Arc::clone(&inner));
            thread::spawn(move || inner.serve(stream));
        }
    });
    Listening { over, thread }
}

impl Inner {
    fn serve(&self, mut stream: TcpStream) {
        let Some((head, body)) = read_request(&mut stream) else {
            return; // somebody who only knocks
        };
        let mut state = self.state.lock().unwrap();
        let next = state.next.pop_front().or_else(|| state.always.clone());
        let done = next.unwrap_or(Do::Take);
        state.got.push(Got { head, body, done: done.clone() });
        self.came.notify_all();
        if done == Do::Hold {
            let is_held = |state: &mut State| !state.let_go;
            drop(self.came.wait_timeout_while(state, PATIENCE, is_held).unwrap());
        } else {
            drop(state);
        }
        answer(&mut stream, &done);
    }
}

/// Whoever asked may be gone at any time.
fn answer(stream: &mut TcpStream, done: &Do) {
    match done {
        Do::Take | Do::Hold => write_answer(stream, 200, "", "ok"),
        Do::Answer(status, headers, body) => write_answer(stream, *status, headers, body),
        Do::Hang => {
            let _ = stream.read(&mut [0]);
        }
        Do::Reset => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Le").ok();
            rustix::net::sockopt::set_socket_linger(&*stream, Some(Duration::ZERO)).ok();
        }
        Do::Trickle => trickle(stream, "HTTP/1.1 200 OK\r\nX-Slow: "),
        Do::TrickleBody => {
            trickle(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        }
    }
}

fn write_answer(stream: &mut TcpStream, status: u16, headers: &str, body: &str) {
    let answer = format!(
        "HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes()).ok();
}

fn trickle(stream: &mut TcpStream, beginning: &str) {
    let mut said = stream.write_all(beginning.as_bytes());
    while said.is_ok() {
        thread::sleep(Duration::from_millis(20));
        said = stream.write_all(b".");
    }
}

fn read_request(stream: &mut TcpStream) -> Option<(String, String)> {
    let (mut read, mut buffer) = (Vec::new(), [0; 4096]);
    let end = loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        read.extend_from_slice(&buffer[..count]);
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8(read[..end].to_vec()).unwrap();
    let length = head.lines().filter_map(|line| line.split_once(':'));
    let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map(|(_, value)| value.trim().parse().unwrap()).next().unwrap_or(0);
    while read.len() < end + length {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        read.extend_from_slice(&buffer[..count]);
    }
    Some((head, String::from_utf8(read[end..].to_vec()).unwrap()))
}
