//! `mcutune completions` and `mcutune man`: what an installed command brings along.

use clap_complete::Shell;

use crate::cli::command_error::CommandError;
use crate::cli::flags::Cli;
use crate::cli::print;

/// Prints a shell's completions.
pub fn completions(shell: Shell) -> Result<(), CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::program(), "mcutune", &mut script);
    print::print_data(&String::from_utf8(script)?)
}

/// Prints the manual page of the program or of one of its commands.
pub fn man(command: Option<&str>) -> Result<(), CommandError> {
    let mut program = Cli::program();
    // the pages of commands are named after the program
    program.build();
    let page = match command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .ok_or_else(|| format!("mcutune has no command `{name}`; mcutune --help lists them"))?
            .clone(),
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    print::print_data(&String::from_utf8(text)?)
}
