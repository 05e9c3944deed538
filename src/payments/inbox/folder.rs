//! The folder of the inbox: which file is whose, and that what is in it is on disk.

use std::{
    fmt,
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    str::FromStr,
};

use uuid::Uuid;

use crate::space;

/// Room that is put aside, so that callbacks still find some when the disk is full.
const RESERVE: u64 = 4 * 1024 * 1024;

/// Nothing is put aside where less than this is free: it would make the disk full by itself.
const PLENTY: u64 = 16 * RESERVE;

/// A file of records. Names grow with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SegmentName(Uuid);

impl fmt::Display for SegmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.jsonl", self.0)
    }
}

impl FromStr for SegmentName {
    type Err = uuid::Error;

    fn from_str(name: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(name.strip_suffix(".jsonl").unwrap_or_default()).map(Self)
    }
}

/// What came of the attempt to make a segment one's own.
pub enum Claim {
    /// As long as the file is open, no other process touches it.
    Mine(File),
    /// Some living process has it, perhaps this one.
    Held,
    Gone,
}

/// A folder of the data directory.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn of(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn path_of(&self, name: SegmentName) -> PathBuf {
        self.0.join(name.to_string())
    }

    pub fn make(&self) -> io::Result<()> {
        let made = make_private(&self.0);
        match made {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && self.0.is_dir() => Ok(()),
            made => made,
        }
    }

    /// All segments, oldest first.
    pub fn segments(&self) -> io::Result<Vec<SegmentName>> {
        let mut names: Vec<SegmentName> =
            self.names()?.iter().filter_map(|name| name.parse().ok()).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// All files of what could not be read, by name.
    pub fn quarantines(&self) -> io::Result<Vec<PathBuf>> {
        let mut names = self.names()?;
        names.retain(|name| name.starts_with("quarantine-"));
        names.sort_unstable();
        Ok(names.iter().map(|name| self.0.join(name)).collect())
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        // A name that is no text is none of ours.
        entries
            .filter_map(|entry| entry.map(|entry| entry.file_name().into_string().ok()).transpose())
            .collect()
    }

    /// A new segment, locked from before it can be seen, its name on disk.
    pub fn create(&self) -> io::Result<(SegmentName, File)> {
        let name = SegmentName(Uuid::now_v7());
        let hidden = self.0.join(format!(".{name}.new"));
        let create = || {
            let file = private(OpenOptions::new().append(true).create_new(true)).open(&hidden)?;
            file.lock()?;
            fs::rename(&hidden, self.path_of(name))?;
            self.sync()?;
            Ok((name, file))
        };
        create().inspect_err(|_| {
            // Whichever of the two is there; an empty segment left behind is taken away by whoever adopts it.
            let _ = fs::remove_file(&hidden);
            let _ = fs::remove_file(self.path_of(name));
        })
    }

    pub fn claim(&self, name: SegmentName) -> io::Result<Claim> {
        let file = match File::open(self.path_of(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Claim::Gone),
            file => file?,
        };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(Claim::Held),
            Err(TryLockError::Error(error)) => Err(error),
            // Whoever had it may have replayed and removed it since it was opened.
            Ok(()) if !self.path_of(name).exists() => Ok(Claim::Gone),
            Ok(()) => Ok(Claim::Mine(file)),
        }
    }

    pub fn remove(&self, name: SegmentName) -> io::Result<()> {
        fs::remove_file(self.path_of(name))?;
        self.sync()
    }

    /// Writes a little, as a segment would be written, and takes it away again.
    pub fn probe(&self) -> io::Result<()> {
        let path = self.0.join(format!(".{}.probe", Uuid::now_v7()));
        let write = || {
            let mut file = private(OpenOptions::new().write(true).create_new(true)).open(&path)?;
            io::Write::write_all(&mut file, &[b' '; 4096])?;
            file.sync_all()
        };
        let written = write();
        let removed = fs::remove_file(&path);
        written.and(removed)
    }

    /// Puts room aside where there is plenty, unless some is.
    pub fn put_aside(&self) -> io::Result<()> {
        let path = self.reserve();
        if path.exists() || space::free(&self.0)?.1.0 < PLENTY {
            return Ok(());
        }
        let hidden = self.0.join(".reserve.new");
        let file =
            private(OpenOptions::new().write(true).create(true).truncate(true)).open(&hidden)?;
        allocate(&file)?;
        file.sync_all()?;
        fs::rename(&hidden, &path)
    }

    /// Gives the room up that was put aside.
    pub fn give_up(&self) -> GivenUp {
        match fs::remove_file(self.reserve()) {
            Ok(()) => GivenUp::Room,
            Err(_) => GivenUp::Nothing,
        }
    }

    fn reserve(&self) -> PathBuf {
        self.0.join(".reserve")
    }

    /// Where what could not be read of a segment is kept.
    pub fn quarantine(&self, name: SegmentName) -> Quarantine<'_> {
        Quarantine { folder: self, name, file: None }
    }

    /// A new name, or a name less, is on disk only with its folder.
    fn sync(&self) -> io::Result<()> {
        if cfg!(unix) { File::open(&self.0)?.sync_all() } else { Ok(()) }
    }
}

/// What giving up the reserve has brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenUp {
    Room,
    Nothing,
}

/// What could not be read of one segment, on its way to a file of its own. The file is named after the segment and
/// written anew each time, so that a segment that is read twice is not kept twice.
pub struct Quarantine<'a> {
    folder: &'a Folder,
    name: SegmentName,
    file: Option<File>,
}

impl Quarantine<'_> {
    pub fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => private(OpenOptions::new().write(true).create(true).truncate(true))
                .open(self.hidden())?,
        };
        io::Write::write_all(&mut file, bytes)?;
        if !bytes.ends_with(b"\n") {
            io::Write::write_all(&mut file, b"\n")?;
        }
        self.file = Some(file);
        Ok(())
    }

    /// Puts the file in its place; `None` where there is nothing in it.
    pub fn finish(mut self) -> io::Result<Option<PathBuf>> {
        let Some(file) = self.file.take() else { return Ok(None) };
        file.sync_all()?;
        let path = self.folder.0.join(format!("quarantine-{}", self.name));
        fs::rename(self.hidden(), &path)?;
        self.folder.sync()?;
        Ok(Some(path))
    }

    fn hidden(&self) -> PathBuf {
        self.folder.0.join(format!(".quarantine-{}.new", self.name))
    }
}

/// What is in it is nobody else's business.
#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(target_os = "linux")]
fn allocate(file: &File) -> io::Result<()> {
    Ok(rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, RESERVE)?)
}

#[cfg(not(target_os = "linux"))]
fn allocate(_: &File) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}
