//! Ctrl-C.

use mcutune::Stop;

use crate::cli::command_error::CommandError;
use crate::cli::print;

/// The first Ctrl-C lets the running fits end, the second does not wait.
pub fn stop_on_ctrl_c(stop: &Stop) -> Result<(), CommandError> {
    let stop = stop.clone();
    let set = ctrlc::set_handler(move || {
        if stop.is_stopped() {
            std::process::exit(130);
        }
        stop.stop();
        print::say("stopping when the running fits end; Ctrl-C again stops at once");
    });
    set.map_err(|error| format!("Ctrl-C cannot be listened for, which takes a thread: {error}").into())
}
