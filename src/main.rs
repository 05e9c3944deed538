//! Reads the command line, runs one command, and says what went wrong.

use std::process::ExitCode;

fn main() -> ExitCode {
    match kassa::cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}
