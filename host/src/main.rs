//! The `mcutune` command.

use std::process::ExitCode;

use clap::Parser;
use mcutune::cli::{Cli, Command};

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Search(flags) => mcutune::search::search(&flags),
        Command::Train(flags) => mcutune::train::train(&flags),
        Command::Predict(flags) => mcutune::predict::predict(&flags),
        Command::Evaluate(flags) => mcutune::evaluate::evaluate(&flags),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
