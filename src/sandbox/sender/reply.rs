//! What a shop answers: of interest to the developer only, since Dromon does not look at it.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt},
    time::timeout,
};

use super::SendError;

/// The largest head of an answer.
const MOST_HEAD: usize = 64 * 1024;
/// How much of an answer's body is kept.
const MOST_WORDS: usize = 1024;
/// How long that may take: the answer has come already.
const WORDS_PATIENCE: Duration = Duration::from_secs(1);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// The beginning of the body; empty where it is sent in chunks.
    pub words: String,
}

/// # Errors
/// `SendError` where no answer comes, or none over HTTP.
pub(super) async fn read(reader: &mut (impl AsyncRead + Unpin)) -> Result<Answer, SendError> {
    let mut buffer = Vec::with_capacity(1024);
    loop {
        let head = read_head(reader, &mut buffer).await?;
        let status = status(&head).ok_or(SendError::NotHttp)?;
        // What is informational goes before the answer.
        if status >= 200 {
            let length = length(&head);
            // Too late or cut short: what came is enough.
            let _ = timeout(WORDS_PATIENCE, fill(reader, &mut buffer, length)).await;
            buffer.truncate(length);
            let words = String::from_utf8_lossy(&buffer).into_owned();
            return Ok(Answer { status, words });
        }
    }
}

/// Reads to the end of a head and leaves in the buffer what follows it.
async fn read_head(
    reader: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
) -> Result<String, SendError> {
    loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            let rest = buffer.split_off(end + 4);
            let head = String::from_utf8_lossy(buffer).into_owned();
            *buffer = rest;
            return Ok(head);
        }
        if buffer.len() > MOST_HEAD {
            return Err(SendError::NotHttp);
        }
        match reader.read_buf(buffer).await {
            Ok(0) if buffer.is_empty() => {
                let error = io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "it closed the connection without an answer",
                );
                return Err(SendError::HungUp(error));
            }
            Ok(0) => return Err(SendError::NotHttp),
            Ok(_) => {}
            Err(error) => return Err(SendError::HungUp(error)),
        }
    }
}

async fn fill(
    reader: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
    length: usize,
) -> io::Result<()> {
    while buffer.len() < length && reader.read_buf(buffer).await? > 0 {}
    Ok(())
}

fn status(head: &str) -> Option<u16> {
    let mut words = head.lines().next()?.split(' ');
    words.next()?.strip_prefix("HTTP/1.")?;
    words.next()?.parse().ok().filter(|status| (100..1000).contains(status))
}

/// How much of the body is to be read.
fn length(head: &str) -> usize {
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    if header("transfer-encoding").is_some() {
        return 0;
    }
    let announced = header("content-length").and_then(|length| length.parse().ok());
    announced.unwrap_or(MOST_WORDS).min(MOST_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_all(answer: &str) -> Result<(u16, String), SendError> {
        read(&mut answer.as_bytes()).await.map(|answer| (answer.status, answer.words))
    }

    #[actix_web::test]
    async fn an_answer_is_read() {
        for (answer, status, words) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}more", 200, "{}"),
            ("HTTP/1.0 503\r\n\r\ngone", 503, "gone"),
            ("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}", 200, "{}"),
            ("HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 204 No\r\n\r\n", 204, ""),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", 200, ""),
        ] {
            assert_eq!(read_all(answer).await.unwrap(), (status, words.to_owned()), "{answer}");
        }
        let long = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(MOST_WORDS * 2));
        assert_eq!(read_all(&long).await.unwrap().1.len(), MOST_WORDS);
    }

    #[actix_web::test]
    async fn what_is_no_answer_is_told() {
        for answer in
            ["SSH-2.0-x\r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n", "\r\n\r\n"]
        {
            let read = read_all(answer).await;
            assert!(matches!(read, Err(SendError::NotHttp)), "{answer}: {read:?}");
        }
        assert!(matches!(read_all("").await, Err(SendError::HungUp(_))));
        let endless = "x".repeat(MOST_HEAD * 2);
        assert!(matches!(read_all(&endless).await, Err(SendError::NotHttp)));
    }
}
