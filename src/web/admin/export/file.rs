//! A table on its way: read on a thread of its own, a few orders ahead of whoever downloads it.
//!
//! The read waits for the download, so what is in memory is what lies between the two. It holds a snapshot of the books
//! meanwhile, so one file is read at a time, and a download that stands still is given up. A file that is not whole must
//! not look whole: whatever goes wrong breaks the connection.

use std::{sync::Arc, time::Duration};

use actix_web::web::Bytes;
use futures_util::{Stream, stream};
use tokio::{
    runtime::Handle,
    sync::{mpsc, watch},
    task::JoinHandle,
    time::timeout,
};

use crate::{
    clock::UtcTime,
    db::StoreError,
    export::{self, Separator, Sheet, Table},
    order_list::{Filter, Sort},
    web::{Shop, pages::admin::export::Words, request_id},
};

/// How many pieces wait for the download, each of a few orders.
const AHEAD: usize = 2;

/// How long nothing of it may be taken. `PostgreSQL` gives an idle transaction up after a minute.
const STANDSTILL: Duration = Duration::from_secs(30);

/// What is to be read, and how it is told.
pub(super) struct Asked {
    pub table: Table,
    pub filter: Filter,
    pub sort: Sort,
    pub words: Words,
    pub separator: Separator,
    pub now: UtcTime,
}

/// Why a file was left unfinished.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unfinished {
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("the table could not be written: {0}")]
    Sheet(#[from] csv::Error),
    #[error("whoever downloads it has gone")]
    Gone,
    #[error("nothing of it was taken for {} s", STANDSTILL.as_secs())]
    Standstill,
    #[error("the server stops")]
    Stopping,
    #[error("its task has ended: {0}")]
    Task(#[from] tokio::task::JoinError),
}

impl From<diesel::result::Error> for Unfinished {
    fn from(error: diesel::result::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl From<Unfinished> for crate::web::Error {
    fn from(error: Unfinished) -> Self {
        match error {
            Unfinished::Store(error) => error.into(),
            error => Self::Internal(error.into()),
        }
    }
}

/// The way from the thread that reads to the download.
struct Pipe {
    pieces: mpsc::Sender<Bytes>,
    runtime: Handle,
}

impl Pipe {
    /// Waits until there is room. For a thread that may wait.
    fn push(&self, piece: Vec<u8>) -> Result<(), Unfinished> {
        let sent = async { timeout(STANDSTILL, self.pieces.send(piece.into())).await };
        match self.runtime.block_on(sent) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Unfinished::Gone),
            Err(_) => Err(Unfinished::Standstill),
        }
    }
}

/// Begins to read. What fails before there is anything to download is an error as everywhere else.
pub(super) async fn read(
    asked: Asked,
    shop: Arc<Shop>,
) -> Result<impl Stream<Item = Result<Bytes, Unfinished>> + use<>, crate::web::Error> {
    // Never closed.
    let turn = Arc::clone(&shop.exports).acquire_owned().await;
    let (pieces, mut incoming) = mpsc::channel(AHEAD);
    let pipe = Pipe { pieces, runtime: Handle::current() };
    let stopping = shop.stopping.clone();
    let reading = request_id::spawn(async move {
        let open_orders = Arc::clone(&shop.open_orders);
        let read = shop.store.read_long(move |connection| {
            let open = open_orders.read(connection, asked.now)?;
            let Asked { table, filter, sort, words, separator, .. } = asked;
            let mut sheet = Sheet::new(separator);
            sheet.write([words.header(table)])?;
            export::read(connection, &open, &filter, sort, table, |orders| {
                sheet.write(orders.iter().flat_map(|each| words.rows(table, each)))?;
                pipe.push(sheet.take())
            })?;
            // The header, where there are no orders.
            match sheet.take() {
                rest if rest.is_empty() => Ok(()),
                rest => pipe.push(rest),
            }
        });
        let read = read.await;
        drop(turn);
        read
    });
    match incoming.recv().await {
        Some(first) => {
            let file = File { first: Some(first), incoming, reading, stopping };
            Ok(stream::unfold(Some(file), File::step))
        }
        None => Err(match reading.await.map_err(Unfinished::from) {
            Ok(Ok(())) => Unfinished::Gone,
            Ok(Err(error)) | Err(error) => error,
        }
        .into()),
    }
}

/// A download.
struct File {
    first: Option<Bytes>,
    incoming: mpsc::Receiver<Bytes>,
    reading: JoinHandle<Result<(), Unfinished>>,
    stopping: watch::Receiver<bool>,
}

impl File {
    /// The next piece. The file ends where the read says that it has come to the end, and nowhere else.
    async fn step(file: Option<Self>) -> Option<(Result<Bytes, Unfinished>, Option<Self>)> {
        let mut file = file?;
        if let Some(first) = file.first.take() {
            return Some((Ok(first), Some(file)));
        }
        let piece = tokio::select! {
            _ = file.stopping.wait_for(|stopping| *stopping) => Err(Unfinished::Stopping),
            piece = file.incoming.recv() => Ok(piece),
        };
        let unfinished = match piece {
            Ok(Some(piece)) => return Some((Ok(piece), Some(file))),
            Ok(None) => match file.reading.await.map_err(Unfinished::from) {
                Ok(Ok(())) => return None,
                Ok(Err(error)) | Err(error) => error,
            },
            Err(error) => error,
        };
        tracing::warn!(error = %unfinished, "an export was left unfinished");
        Some((Err(unfinished), None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn pushed(pieces: mpsc::Sender<Bytes>) -> Result<(), Unfinished> {
        let pipe = Pipe { pieces, runtime: Handle::current() };
        tokio::task::spawn_blocking(move || {
            loop {
                pipe.push(b"piece".to_vec())?;
            }
        })
        .await
        .unwrap()
    }

    #[tokio::test]
    async fn the_read_ends_when_the_download_has_gone() {
        let (pieces, incoming) = mpsc::channel(AHEAD);
        let reading = tokio::spawn(pushed(pieces));
        drop(incoming);
        assert!(matches!(reading.await.unwrap(), Err(Unfinished::Gone)));
    }

    #[tokio::test]
    async fn the_read_is_no_further_than_the_download() {
        let (pieces, mut incoming) = mpsc::channel(AHEAD);
        let reading = tokio::spawn(pushed(pieces));
        for _ in 0..100 {
            assert!(incoming.len() <= AHEAD);
            incoming.recv().await.unwrap();
        }
        drop(incoming);
        assert!(reading.await.unwrap().is_err());
    }

    /// The connection that failed says so after what it has read.
    #[tokio::test]
    async fn a_read_that_fails_ends_no_file() {
        for (read, errors) in [(Ok(()), 0), (Err(Unfinished::Standstill), 1)] {
            let (pieces, incoming) = mpsc::channel(AHEAD);
            let (_stop, stopping) = watch::channel(false);
            let reading = tokio::spawn(async move {
                pieces.send(Bytes::from_static(b"b")).await.unwrap();
                read
            });
            let first = Some(Bytes::from_static(b"a"));
            let mut file = Some(File { first, incoming, reading, stopping });
            let (mut text, mut failed) = (Vec::new(), 0);
            while let Some((piece, rest)) = File::step(file).await {
                match piece {
                    Ok(piece) => text.extend_from_slice(&piece),
                    Err(_) => failed += 1,
                }
                file = rest;
            }
            assert_eq!((text.as_slice(), failed), (&b"ab"[..], errors));
        }
    }
}
