//! The `mcutune` command.

use std::process::ExitCode;

use clap::Parser;
use mcutune::cli::{Cli, Command};
use mcutune::failure::Interrupted;

fn main() -> ExitCode {
    #[cfg(unix)]
    mcutune::files::survive_size_limit();
    let result = match Cli::parse().command {
        Command::Search(flags) => mcutune::search::search(&flags),
        Command::Train(flags) => mcutune::train::train(&flags),
        Command::Predict(flags) => mcutune::predict::predict(&flags),
        Command::Evaluate(flags) => mcutune::evaluate::evaluate(&flags),
        Command::Show(flags) => mcutune::show::show(&flags),
        Command::Export(flags) => mcutune::export::export(&flags),
        Command::Cost(flags) => mcutune::cost::cost(&flags),
        Command::Mcus => mcutune::cost::mcus(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Interrupted>() => {
            eprintln!("{error}");
            // As a shell counts a program that Ctrl-C ended.
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
