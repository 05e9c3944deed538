//! Reads the command line, runs one command, and says what went wrong.

use std::process::ExitCode;

fn main() -> ExitCode {
    match kassa::cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut said = error.to_string();
            eprintln!("error: {said}");
            let mut cause = error.source();
            while let Some(error) = cause {
                let because = error.to_string();
                // Some messages name their cause themselves.
                if !said.contains(&because) {
                    eprintln!("  because: {because}");
                    said = because;
                }
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}
