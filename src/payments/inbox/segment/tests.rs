//! A segment that is torn or rotten: every whole record is kept, the rest is put into quarantine, and it is said.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::testing::callback;

/// A folder with one segment of these bytes that no living process has.
fn folder_with(bytes: &[u8]) -> (TempDir, Folder, SegmentName) {
    let data = TempDir::new().unwrap();
    let folder = Folder::of(&data.path().join("inbox"));
    folder.make().unwrap();
    let (name, _) = folder.create().unwrap();
    fs::write(folder.path_of(name), bytes).unwrap();
    (data, folder, name)
}

fn read(folder: &Folder, name: SegmentName) -> (Vec<RawCallback>, Vec<Vec<u8>>) {
    let (mut whole, mut damaged) = (Vec::new(), Vec::new());
    let mut pieces = Pieces::open(folder, name).unwrap();
    while let Some(piece) = pieces.next().unwrap() {
        match piece {
            Piece::Whole(raw) => whole.push(raw),
            Piece::Damaged(bytes, _) => damaged.push(bytes),
        }
    }
    (whole, damaged)
}

/// What is in quarantine, in one.
fn quarantine(folder: &Folder) -> Vec<u8> {
    folder.quarantines().unwrap().iter().flat_map(|path| fs::read(path).unwrap()).collect()
}

fn records() -> Vec<RawCallback> {
    ["one", "two \n\"}{\"v\":", "three"].map(callback).into()
}

fn lines(records: &[RawCallback]) -> Vec<Vec<u8>> {
    records.iter().map(record::encode).collect()
}

#[test]
fn cut_at_every_byte_of_its_last_record() {
    let records = records();
    let lines = lines(&records);
    let before = lines[..2].concat();
    let last = &lines[2];
    let (_data, folder, name) = folder_with(b"");
    for kept in 0..=last.len() {
        fs::write(folder.path_of(name), [&before, &last[..kept]].concat()).unwrap();
        let scan = scan(&folder, name).unwrap();
        // Without its newline a record is still whole.
        let whole = if kept + 1 >= last.len() { 3 } else { 2 };
        let torn = kept > 0 && whole == 2;
        assert_eq!(scan.whole.records, whole, "{kept}");
        assert_eq!(scan.whole.since, Some(records[0].received_at));
        assert_eq!(scan.damaged, u64::from(torn), "{kept}");
        let rest = if torn { [&last[..kept], b"\n"].concat() } else { Vec::new() };
        assert_eq!(quarantine(&folder), rest, "{kept}");
        assert_eq!(read(&folder, name).0, records[..usize::try_from(whole).unwrap()], "{kept}");
        for path in folder.quarantines().unwrap() {
            fs::remove_file(path).unwrap();
        }
    }
}

#[test]
fn one_byte_is_rotten() {
    let records = records();
    let lines = lines(&records);
    let bytes = lines.concat();
    let middle = lines[0].len()..lines[0].len() + lines[1].len();
    let others = [records[0].clone(), records[2].clone()];
    let (_data, folder, name) = folder_with(&bytes);
    for at in middle.clone() {
        for rotten in [b'\n', 0, bytes[at] ^ 1, bytes[at] ^ 0x80] {
            if rotten == bytes[at] {
                continue;
            }
            let mut bytes = bytes.clone();
            bytes[at] = rotten;
            fs::write(folder.path_of(name), &bytes).unwrap();
            let (whole, damaged) = read(&folder, name);
            // A rotten newline spoils neither of the records that it should have parted.
            let expected = if at + 1 == middle.end { &records[..] } else { &others[..] };
            assert_eq!(whole, expected, "{at}");
            assert!(damaged.concat().starts_with(&bytes[middle.clone()]), "{at}");
        }
    }
    let scan = scan(&folder, name).unwrap();
    assert_eq!((scan.whole.records, scan.damaged), (3, 1));
    assert!(!quarantine(&folder).is_empty());
}

/// A second look, at the next start, keeps nothing twice.
#[test]
fn a_quarantine_is_written_once() {
    let bytes = [b"rubbish\n".to_vec(), record::encode(&callback("one"))].concat();
    let (_data, folder, name) = folder_with(&bytes);
    for _ in 0..2 {
        assert_eq!(scan(&folder, name).unwrap().damaged, 1);
    }
    assert_eq!(folder.quarantines().unwrap().len(), 1);
    assert_eq!(quarantine(&folder), b"rubbish\n");
}

/// However long it is: memory is not.
#[test]
fn rubbish_without_an_end_comes_in_pieces() {
    let longest = usize::try_from(LONGEST).unwrap();
    let mut bytes = vec![b'x'; longest + 10];
    bytes.push(b'\n');
    bytes.extend(record::encode(&callback("one")));
    let (_data, folder, name) = folder_with(&bytes);
    let (whole, damaged) = read(&folder, name);
    assert_eq!(whole.len(), 1);
    assert_eq!(damaged.iter().map(Vec::len).collect::<Vec<_>>(), [longest, 11]);
}
