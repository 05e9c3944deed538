//! What a full or broken disk does to what was asked for. (`/dev/full` stands for it: it takes no byte.)

use std::{fs, os::unix::fs::symlink};

use tempfile::TempDir;

use super::*;
use crate::{
    payments::{
        RawCallback,
        inbox::{
            record,
            segment::{Piece, Pieces},
        },
    },
    testing::callback,
};

struct Desk {
    _data: TempDir,
    folder: Folder,
    shelf: Arc<Shelf>,
    thread: Loop,
}

type Answers = Vec<oneshot::Receiver<Result<(), NotKept>>>;

impl Desk {
    fn new() -> Self {
        let data = TempDir::new().unwrap();
        let folder = Folder::of(&data.path().join("inbox"));
        folder.make().unwrap();
        let shelf = Arc::new(Shelf::default());
        let thread = Loop { folder: folder.clone(), shelf: Arc::clone(&shelf), active: None };
        Self { _data: data, folder, shelf, thread }
    }

    fn keep(&mut self, raws: &[RawCallback]) -> Vec<bool> {
        let (group, answers): (Vec<_>, Answers) = raws
            .iter()
            .map(|raw| {
                let (caller, answer) = oneshot::channel();
                let line = record::encode(raw);
                (Append { line, received_at: raw.received_at, caller }, answer)
            })
            .unzip();
        self.thread.keep(group);
        answers.into_iter().map(|mut answer| answer.try_recv().unwrap().is_ok()).collect()
    }

    /// Every record that is on disk, by body, and how many pieces are none.
    fn on_disk(&self) -> (Vec<String>, usize) {
        let (mut bodies, mut damaged) = (Vec::new(), 0);
        for name in self.folder.segments().unwrap() {
            let mut pieces = Pieces::open(&self.folder, name).unwrap();
            while let Some(piece) = pieces.next().unwrap() {
                match piece {
                    Piece::Whole(raw) => bodies.push(String::from_utf8(raw.body).unwrap()),
                    Piece::Damaged(..) => damaged += 1,
                }
            }
        }
        (bodies, damaged)
    }

    fn active(&mut self) -> &mut Active {
        self.thread.active.as_mut().unwrap()
    }
}

#[test]
fn what_is_answered_is_on_disk_in_order() {
    let mut desk = Desk::new();
    assert_eq!(desk.keep(&["a", "b"].map(callback)), [true, true]);
    assert_eq!(desk.keep(&["c"].map(callback)), [true]);
    assert_eq!(desk.on_disk(), (["a", "b", "c"].map(str::to_owned).into(), 0));
    assert_eq!(desk.folder.segments().unwrap().len(), 1);
    assert_eq!(desk.shelf.waiting().records, 3);
}

/// It is left, and whoever was in the group is kept in another.
#[test]
fn a_segment_that_takes_nothing_more_is_left() {
    let mut desk = Desk::new();
    desk.keep(&["before"].map(callback));
    let name = desk.active().name;
    desk.active().file = File::options().append(true).open("/dev/full").unwrap();
    assert_eq!(desk.keep(&["x", "y"].map(callback)), [true, true]);
    assert_ne!(desk.active().name, name);
    assert_eq!(desk.on_disk(), (["before", "x", "y"].map(str::to_owned).into(), 0));
    assert_eq!(desk.shelf.waiting().records, 3);
}

/// Half a line is on disk, and whatever is appended then begins a line of its own.
#[test]
fn half_a_line_is_cut_off() {
    let mut desk = Desk::new();
    desk.keep(&["before"].map(callback));
    let line = record::encode(&callback("half"));
    let active = desk.active();
    active.file.write_all(&line[..line.len() / 2]).unwrap();
    // The other half finds no room.
    active.cut();
    assert_eq!(desk.keep(&["after"].map(callback)), [true]);
    assert_eq!(desk.on_disk(), (["before", "after"].map(str::to_owned).into(), 0));
}

/// A handle whose fsync failed is never asked again: the kernel would say that all is well.
#[test]
fn a_doubtful_segment_is_written_no_more() {
    let mut desk = Desk::new();
    desk.keep(&["before"].map(callback));
    let name = desk.active().name;
    desk.active().state = State::Doubtful;
    // The half line that could not be cut off.
    desk.active().file.write_all(b"half a li").unwrap();
    assert_eq!(desk.keep(&["after"].map(callback)), [true]);
    assert_ne!(desk.active().name, name);
    assert_eq!(desk.on_disk(), (["before", "after"].map(str::to_owned).into(), 1));
    assert_eq!(desk.shelf.waiting().records, 2);
    assert_eq!(desk.shelf.quarantined_pieces(), 1);
    assert_eq!(desk.shelf.due(std::time::Instant::now()), Some(name));
}

#[test]
fn a_folder_that_takes_no_file_keeps_nobody() {
    let mut desk = Desk::new();
    let folder = desk.folder.path().to_owned();
    fs::remove_dir(&folder).unwrap();
    assert_eq!(desk.keep(&["x"].map(callback)), [false]);
    fs::create_dir(&folder).unwrap();
    assert_eq!(desk.keep(&["y"].map(callback)), [true]);
    fs::remove_dir_all(&folder).unwrap();
    symlink("/nowhere", &folder).unwrap();
    desk.thread.active = None;
    assert_eq!(desk.keep(&["z"].map(callback)), [false]);
}

#[test]
fn a_segment_does_not_grow_for_ever() {
    let mut desk = Desk::new();
    let large = "x".repeat(7 * 1024 * 1024);
    for _ in 0..3 {
        desk.keep(&[callback(large.clone())]);
    }
    assert_eq!(desk.folder.segments().unwrap().len(), 2);
    assert_eq!(desk.shelf.waiting().records, 3);
    assert!(desk.shelf.due(std::time::Instant::now()).is_some());
}
