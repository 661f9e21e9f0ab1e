//! Ctrl-C.

use std::hint::black_box;
use std::sync::mpsc;
use std::time::Duration;

use mcutune::Stop;

use crate::cli::command_error::CommandError;
use crate::cli::print;

/// What the thread that waits for signals takes: its stack, and what it allocates while it starts.
const THREAD: usize = 3 << 20;

/// The first Ctrl-C lets the running fits end, the second does not wait.
pub fn stop_on_ctrl_c(stop: &Stop) -> Result<(), CommandError> {
    let failed = |error: String| format!("Ctrl-C cannot be listened for, which takes a thread: {error}");
    let mut room = Vec::<u8>::new();
    let reserved = room.try_reserve_exact(THREAD);
    // else the compiler is free to leave it out
    drop(black_box(room));
    reserved.map_err(|error| failed(error.to_string()))?;
    let stop = stop.clone();
    let (sender, started) = mpsc::channel();
    let mut sender = cfg!(unix).then_some(sender);
    let set = ctrlc::set_handler(move || {
        if let Some(sender) = sender.take() {
            // `wait_for_start` waits for it
            let _ = sender.send(());
            return;
        }
        if stop.is_stopped() {
            std::process::exit(130);
        }
        stop.stop();
        print::say("stopping when the running fits end; Ctrl-C again stops at once");
    });
    set.map_err(|error| failed(error.to_string()))?;
    wait_for_start(&started).map_err(|error| failed(error.to_string()).into())
}

/// Sends the signal that the new thread answers once it has started. One that finds no memory to start in ends the
/// program, and memory may be scarce as soon as the search begins.
#[cfg(unix)]
fn wait_for_start(started: &mpsc::Receiver<()>) -> std::io::Result<()> {
    signal_hook::low_level::raise(signal_hook::consts::SIGINT)?;
    // where a parent blocks the signal, it never comes
    let _ = started.recv_timeout(Duration::from_secs(1));
    Ok(())
}

#[cfg(not(unix))]
fn wait_for_start(_: &mpsc::Receiver<()>) -> std::io::Result<()> {
    Ok(())
}
