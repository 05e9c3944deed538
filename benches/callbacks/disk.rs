//! How fast the disk is, since every callback waits for it.

use std::{fs::File, io::Write, path::Path, time::Instant};

/// The median time of an fdatasync after 4 KiB, in µs.
pub fn fdatasync_micros(directory: &Path) -> f64 {
    let mut file = File::create(directory.join("fdatasync")).unwrap();
    let times = (0..500)
        .map(|_| {
            file.write_all(&[0; 4096]).unwrap();
            let start = Instant::now();
            file.sync_data().unwrap();
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    super::median(times)
}
