//! The `mcutune` command.

use std::process::ExitCode;

use clap::Parser;
use mcutune::cli::failure::Interrupted;
use mcutune::cli::flags::{Cli, Command};

fn main() -> ExitCode {
    #[cfg(unix)]
    mcutune::cli::size_limit::survive();
    let result = match Cli::parse().command {
        Command::Search(flags) => mcutune::cli::search::search(&flags),
        Command::Train(flags) => mcutune::cli::train::train(&flags),
        Command::Predict(flags) => mcutune::cli::predict::predict(&flags),
        Command::Evaluate(flags) => mcutune::cli::evaluate::evaluate(&flags),
        Command::Show(flags) => mcutune::cli::show::show(&flags),
        Command::Export(flags) => mcutune::cli::export::export(&flags),
        Command::Cost(flags) => mcutune::cli::cost::cost(&flags),
        Command::Mcus => mcutune::cli::cost::mcus(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Interrupted>() => {
            eprintln!("{error}");
            // As a shell counts a program that Ctrl-C ended.
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("error: {}", mcutune::cli::hints::message(&error));
            ExitCode::FAILURE
        }
    }
}
