//! The `mcutune` command.

// They panic where nobody reads, or the disk is full: `cli::print` does not.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod cli;

use std::process::ExitCode;

use clap::FromArgMatches as _;
use clap::parser::ValueSource;

use crate::cli::command_error::Interrupted;
use crate::cli::flags::{Cli, Command};
use crate::cli::print::{say, say_error, say_usage};

fn main() -> ExitCode {
    #[cfg(unix)]
    cli::size_limit::survive();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // one that is caught becomes an error, which says more
        if !mcutune::panics_are_caught() {
            hook(panic);
        }
    }));
    let matches = cli::flags::matches(std::env::args_os().collect());
    let (matches, cli) = match matches.and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches)?;
        Ok((matches, cli))
    }) {
        Ok(both) => both,
        Err(usage) => return say_usage(&usage),
    };
    let result = match cli.command {
        Command::Search(flags) => cli::search::search(&flags),
        Command::Windows(flags) => cli::windows::windows(&flags),
        Command::Train(flags) => cli::train::train(&flags),
        Command::Predict(flags) => cli::predict::predict(&flags),
        Command::Evaluate(flags) => cli::evaluate::evaluate(&flags),
        Command::Show(flags) => cli::show::show(&flags),
        Command::Report(flags) => cli::report::report(&flags),
        Command::Merge(flags) => cli::merge::merge(&flags),
        Command::Export(flags) => cli::export::export(&flags),
        Command::Cost(flags) => cli::cost::cost(&flags),
        Command::Mcus => cli::cost::mcus(),
        Command::Completions { shell } => cli::manual::completions(shell),
        Command::Man { command } => cli::manual::man(command.as_deref()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Interrupted>() => {
            say(&error.to_string());
            // As a shell counts a program that Ctrl-C ended.
            ExitCode::from(130)
        }
        Err(error) => {
            let (name, flags) = matches.subcommand().unwrap_or(("", &matches));
            let given = |flag: &str| flags.value_source(flag) == Some(ValueSource::CommandLine);
            say_error(&cli::hints::message(&error, name, &given));
            ExitCode::FAILURE
        }
    }
}
