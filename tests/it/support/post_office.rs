//! A mail server: it takes letters, and does otherwise when it is told to.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

/// What lets us in, as a URL has it; as it is: `s3cret/pass@word`.
pub const PASSWORD: &str = "s3cret%2Fpass%40word";

/// `\0shop\0s3cret/pass@word`, as it is sent.
const LOGIN: &str = "AHNob3AAczNjcmV0L3Bhc3NAd29yZA==";

const PATIENCE: Duration = Duration::from_mins(1);

/// Where something happens in one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Greeting,
    Auth,
    Mail,
    Rcpt,
    /// Before the letter comes.
    Data,
    /// When all of it is there.
    Letter,
    Quit,
}

/// What is done at that stage.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Say(&'static str),
    /// Says it, and nothing more.
    SayLast(&'static str),
    HangUp,
    Never,
}

/// A letter as it came.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    pub from: String,
    pub to: Vec<String>,
    /// Its headings, folded ones in one line.
    pub headings: Vec<String>,
    /// Its text, decoded.
    pub text: String,
}

impl Letter {
    pub fn heading(&self, name: &str) -> Vec<&str> {
        let begin = format!("{}:", name.to_lowercase());
        let found = self.headings.iter().filter(|line| line.to_lowercase().starts_with(&begin));
        found.map(|line| line[begin.len()..].trim()).collect()
    }
}

pub struct PostOffice {
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
    letters: Vec<Letter>,
    /// What happens in the next conversations, one after the other.
    next: VecDeque<(Stage, Deed)>,
    /// Who gets no letters, and what is said then.
    refused: Vec<(&'static str, &'static str)>,
    kept_open: Vec<TcpStream>,
}

impl PostOffice {
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
                let stream = stream.unwrap();
                // Whoever only knocks, or is gone before he has said all.
                inner.serve(&stream);
            }
        });
        Self { address, inner }
    }

    /// What `KASSA_SMTP_URL` is set to.
    pub fn url(&self) -> String {
        format!("smtp://shop:{PASSWORD}@{}", self.address)
    }

    /// The next conversation is answered like this at that stage, and ends there where the answer is a refusal.
    pub fn says(&self, stage: Stage, line: &'static str) {
        self.inner.state.lock().unwrap().next.push_back((stage, Deed::Say(line)));
    }

    /// The next conversation is answered like this at that stage, and nothing that comes after it is.
    pub fn says_then_nothing(&self, stage: Stage, line: &'static str) {
        self.inner.state.lock().unwrap().next.push_back((stage, Deed::SayLast(line)));
    }

    /// Whoever that is gets no letters any more.
    pub fn refuses(&self, address: &'static str, line: &'static str) {
        let mut state = self.inner.state.lock().unwrap();
        state.refused.retain(|(refused, _)| *refused != address);
        state.refused.push((address, line));
    }

    pub fn hangs_up(&self, stage: Stage) {
        self.inner.state.lock().unwrap().next.push_back((stage, Deed::HangUp));
    }

    pub fn says_nothing(&self, stage: Stage) {
        self.inner.state.lock().unwrap().next.push_back((stage, Deed::Never));
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.inner.state.lock().unwrap().letters.clone()
    }

    /// Waits until so many letters are there.
    pub fn wait_for(&self, count: usize) -> Vec<Letter> {
        let state = self.inner.state.lock().unwrap();
        let waiting = |state: &mut State| state.letters.len() < count;
        let (state, waited) = self.inner.came.wait_timeout_while(state, PATIENCE, waiting).unwrap();
        assert!(!waited.timed_out(), "more should have come: {:#?}", state.letters);
        state.letters.clone()
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        // Wakes the thread, so that it ends.
        TcpStream::connect(self.address).ok();
    }
}

impl Inner {
    /// One conversation; `None`: it ended early.
    fn serve(&self, stream: &TcpStream) -> Option<()> {
        let deed = {
            let mut state = self.state.lock().unwrap();
            state.next.pop_front()
        };
        let keep_open = || {
            let kept = stream.try_clone().unwrap();
            self.state.lock().unwrap().kept_open.push(kept);
        };
        let say = |stage: Stage, usual: &str| -> Option<()> {
            match deed {
                Some((at, Deed::Say(line))) if at == stage => writer_all(stream, line),
                Some((at, Deed::SayLast(line))) if at == stage => {
                    keep_open();
                    writer_all(stream, line)?;
                    None
                }
                Some((at, Deed::HangUp)) if at == stage => None,
                Some((at, Deed::Never)) if at == stage => {
                    keep_open();
                    None
                }
                _ => writer_all(stream, usual),
            }
        };
        let mut reader = BufReader::new(stream);
        let mut letter = Letter::default();
        let mut is_in = false;
        say(Stage::Greeting, "220 mail.example ESMTP")?;
        loop {
            let line = line(&mut reader)?;
            let command = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match command.as_str() {
                "EHLO" => {
                    let features = "250-mail.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN";
                    writer_all(stream, features)?;
                }
                "AUTH" => {
                    is_in = line.ends_with(LOGIN);
                    let answer = if is_in { "235 2.7.0 welcome" } else { "535 5.7.8 who?" };
                    say(Stage::Auth, answer)?;
                }
                _ if !is_in && command != "QUIT" => writer_all(stream, "530 5.7.0 who are you?")?,
                "MAIL" => {
                    letter = Letter { from: between(&line), ..Letter::default() };
                    say(Stage::Mail, "250 ok")?;
                }
                "RCPT" => {
                    let to = between(&line);
                    let state = self.state.lock().unwrap();
                    let refused = state.refused.iter().find(|(refused, _)| *refused == to);
                    let answer = refused.map_or("250 ok", |(_, line)| line);
                    drop(state);
                    if answer.starts_with("250") {
                        letter.to.push(to);
                    }
                    say(Stage::Rcpt, answer)?;
                }
                "DATA" => {
                    say(Stage::Data, "354 go on")?;
                    if !matches!(deed, Some((Stage::Data, _))) {
                        read_letter(&mut reader, &mut letter)?;
                        let refused = matches!(deed, Some((Stage::Letter, _)));
                        if !refused {
                            self.state.lock().unwrap().letters.push(letter.clone());
                            self.came.notify_all();
                        }
                        say(Stage::Letter, "250 2.0.0 queued")?;
                    }
                }
                "QUIT" => {
                    say(Stage::Quit, "221 bye")?;
                    return Some(());
                }
                _ => writer_all(stream, "250 ok")?,
            }
        }
    }
}

fn writer_all(mut stream: &TcpStream, line: &str) -> Option<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).ok()
}

fn line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// What stands in angle brackets.
fn between(line: &str) -> String {
    let after = line.split_once('<').map_or("", |(_, after)| after);
    after.split('>').next().unwrap_or_default().to_owned()
}

/// Headings up to the empty line, then the text up to the dot.
fn read_letter(reader: &mut impl BufRead, letter: &mut Letter) -> Option<()> {
    loop {
        let line = line(reader)?;
        if line.is_empty() {
            break;
        }
        match letter.headings.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(&line),
            _ => letter.headings.push(line),
        }
    }
    let mut raw = Vec::new();
    loop {
        let line = line(reader)?;
        if line == "." {
            break;
        }
        raw.push(line.strip_prefix('.').unwrap_or(&line).to_owned());
    }
    letter.text = match letter.heading("content-transfer-encoding").first() {
        Some(&"base64") => {
            let bytes = base64(&raw.concat());
            String::from_utf8(bytes).unwrap()
        }
        Some(&"quoted-printable") => String::from_utf8(quoted_printable(&raw)).unwrap(),
        _ => raw.join("\n"),
    };
    let text = letter.text.replace("\r\n", "\n");
    text.trim_end().clone_into(&mut letter.text);
    Some(())
}

fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        let value = LETTERS.iter().position(|each| *each == letter).unwrap();
        bits = bits << 6 | u32::try_from(value).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).unwrap());
        }
    }
    bytes
}

fn quoted_printable(lines: &[String]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        let mut rest = line.as_bytes();
        let mut is_broken = false;
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            match (first, after) {
                (b'=', []) => is_broken = true,
                (b'=', [high, low, after @ ..]) => {
                    let digits = [*high, *low];
                    let digits = std::str::from_utf8(&digits).unwrap().to_owned();
                    bytes.push(u8::from_str_radix(&digits, 16).unwrap());
                    rest = after;
                }
                (byte, _) => bytes.push(*byte),
            }
        }
        if !is_broken {
            bytes.push(b'\n');
        }
    }
    bytes
}
