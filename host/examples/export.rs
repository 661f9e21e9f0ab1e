//! From data to source code for a microcontroller: the best network within its flash, in int8, as a
//! C header and as a Rust file.
//!
//! ```sh
//! cargo run --release -p mcutune --example export
//! ```

use mcutune::{Data, Dtype, ExportOptions, GridSearch, Limits, Mcu, Quantity, Select, Space};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = Data::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/iris.csv"))?;
    let found = GridSearch::new(Space::default())
        .quantize()
        .limit(Mcu::CortexM0, Limits::new().flash(6 << 10).instructions(8000))
        .select(Select::OneStandardError) // the cheapest that is about as good as the best
        .select_by(Dtype::Int8)
        .fit(&data)?;

    let best = found.best_trial();
    println!("{:?}", best.params());
    for quantity in Quantity::ALL {
        println!(
            "{}: {}",
            quantity.title(),
            best.cost(quantity).unwrap_or_default()
        );
    }
    let infeasible = found.trials().iter().filter(|trial| trial.infeasible().is_some());
    println!(
        "{} candidates took more than that and were not trained",
        infeasible.count()
    );

    let model = found.best_model();
    let options = ExportOptions::new().name("iris").dtype(Dtype::Int8);
    let directory = std::env::temp_dir().join(format!("mcutune-export-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    for (name, text) in [
        ("iris.h", model.to_c(&options)?),
        ("iris.rs", model.to_rust(&options)?),
    ] {
        let path = directory.join(name);
        std::fs::write(&path, &text)?;
        println!("wrote {}, {} lines", path.display(), text.lines().count());
    }
    Ok(())
}

#[test]
fn it_runs() {
    main().unwrap();
}
