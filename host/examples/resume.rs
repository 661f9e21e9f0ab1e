//! A study that goes on: the first search is stopped after some trials, as a program that has to
//! end would, and the second does only what is left.
//!
//! ```sh
//! cargo run --release -p mcutune --example resume
//! ```

use std::path::Path;

use mcutune::{Data, Error, Event, Found, RandomSearch, Space, Stop};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = Data::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/wine.csv"))?;
    let space: Space = r#"
        hidden_layer_sizes = { low = 64, high = 129 }
        alpha = { low = 1e-6, high = 1e-1, log = true }
        max_iter = 200
    "#
    .parse()?;
    let directory = std::env::temp_dir().join(format!("mcutune-resume-{}", std::process::id()));

    let first = search(&space, &data, &directory, 5)?;
    println!(
        "stopped after {} of {} trials\n",
        first.trials().len(),
        first.candidates()
    );
    assert!(!first.is_complete());

    let second = search(&space, &data, &directory, usize::MAX)?;
    println!("{:?} {:.4}", second.best_params(), second.best_score());
    assert!(second.is_complete() && second.trials().starts_with(first.trials()));
    for file in second.files() {
        println!("wrote {}", file.display());
    }
    std::fs::remove_dir_all(directory)?;
    Ok(())
}

/// Searches until `enough` trials are done. What the directory has is not fitted again.
fn search(space: &Space, data: &Data, directory: &Path, enough: usize) -> Result<Found, Error> {
    let stop = Stop::new();
    let handle = stop.clone();
    RandomSearch::new(space.clone(), 12)
        .study(directory)
        .stop(&stop)
        .on_event(move |event| match event {
            Event::Resumed { done, candidates } => println!("{done} of {candidates} trials are there"),
            Event::Trial(trial) => {
                println!("{:2} {:.4}", trial.number(), trial.mean_test_score());
                if trial.number() + 1 >= enough {
                    handle.stop();
                }
            }
            _ => {}
        })
        .fit(data)
}

#[test]
fn it_runs() {
    main().unwrap();
}
