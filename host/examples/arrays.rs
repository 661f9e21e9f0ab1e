//! A search over arrays in memory: no file is read or written.
//!
//! ```sh
//! cargo run --release -p mcutune --example arrays
//! ```

use mcutune::{Data, GridSearch, Scoring, Space};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Points in a square, two features per row, and whether each is within a circle of radius 0.7.
    let spread = |i: u32, step: f64| 2.0 * (f64::from(i) * step).fract() - 1.0;
    let x: Vec<f64> = (0..500)
        .flat_map(|i| [spread(i, 0.754_877_67), spread(i, 0.569_840_29)])
        .collect();
    let inside = |point: &[f64]| point[0].hypot(point[1]) < 0.7;
    let y: Vec<&str> = x
        .chunks_exact(2)
        .map(|point| if inside(point) { "inside" } else { "outside" })
        .collect();
    let data = Data::from_rows(&x, 2, &y)?;

    let space: Space = r#"
        hidden_layer_sizes = [[4], [8], [8, 4]]
        activation = ["relu", "tanh"]
        learning_rate_init = 0.01
    "#
    .parse()?;
    let found = GridSearch::new(space)
        .scoring(Scoring::F1)
        .pos_label("inside")
        .holdout(0.25)
        .on_trial(|trial| {
            println!(
                "{:2} {:.4} {}",
                trial.number(),
                trial.mean_test_score(),
                trial.params()
            )
        })
        .fit(&data)?;

    println!("best: {:?}", found.best_params());
    println!("f1: {:.4} in the search", found.best_score());
    if let Some(score) = found.holdout_score() {
        println!(
            "f1: {score:.4} on {} rows that no choice has seen",
            found.held_out()
        );
    }
    let model = found.best_model();
    assert_eq!(model.predict(&[[0.1, 0.2], [0.9, -0.9]])?, ["inside", "outside"]);
    Ok(())
}

#[test]
fn it_runs() {
    main().unwrap();
}
