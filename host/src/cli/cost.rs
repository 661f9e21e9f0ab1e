//! `mcutune cost` and `mcutune mcus`: what a network needs of a microcontroller, before there is
//! one to train.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, LineStyle, Table, presets};
use mcutune::core::cost::{COMPILER, Cost, Deployment, Mcu, search_bytes, training_bytes};
use mcutune::core::loss::Output;
use mcutune::core::params::Params;
use mcutune::core::scaler::Scaling;
use mcutune::core::shape::{MAX_HIDDEN, Shape};
use mcutune::{DEFAULT_CV, Space};
use serde_json::{Value as Json, json};

use crate::cli::command_error::CommandError;
use crate::cli::flags as cli;
use crate::cli::print;

/// Runs `cost`.
pub fn cost(flags: &cli::CostFlags) -> Result<(), CommandError> {
    let model = deployment(flags)?;
    let mcus = flags.mcu.map_or(Mcu::ALL.to_vec(), |mcu| vec![mcu]);
    let costs: Vec<(Mcu, Cost)> = mcus.into_iter().map(|mcu| (mcu, model.cost(mcu))).collect();
    let fit = flags.rows.map(|rows| on_device(&model, rows as usize));
    let text = if flags.json {
        let of = |&(mcu, cost): &(Mcu, Cost)| {
            let mut cost = json(&cost);
            cost["mcu"] = json!(mcu.name());
            cost
        };
        let mut all = json!({
            "shape": model.shape.widths(),
            "dtype": flags.dtype.name(),
            "parameters": model.parameters(),
            "macs": model.macs(),
            "weights": model.weight_bytes(),
            "costs": costs.iter().map(of).collect::<Vec<_>>(),
        });
        if let Some((training, search)) = fit {
            all["training_ram"] = json!(training);
            all["search_ram"] = json!(search);
        }
        format!("{all}\n")
    } else {
        text(&model, &costs, fit)
    };
    print::print_result(flags.json, &text)
}

fn deployment(flags: &cli::CostFlags) -> Result<Deployment, CommandError> {
    let most = MAX_HIDDEN + 2;
    let shape = Shape::try_new(&flags.shape).map_err(|_| {
        format!(
            "--shape: 2 to {most} widths from the inputs to the outputs, each at least 1, such as 64,32,10"
        )
    })?;
    let output = flags.output.unwrap_or(match shape.outputs() {
        1 => Output::Logistic,
        _ => Output::Softmax,
    });
    let fits = match output {
        Output::Softmax => shape.outputs() > 1,
        Output::Logistic => shape.outputs() == 1,
        Output::Identity => true,
    };
    if !fits {
        return Err("--output: logistic is for one output, softmax for two or more".into());
    }
    Ok(Deployment {
        shape,
        activation: flags.activation,
        output,
        dtype: flags.dtype,
        scaled: flags.scale != Scaling::None,
    })
}

/// Bytes of RAM that a fit takes on the device, and a search of as many candidates as the default grid
/// has, none wider, on five folds.
fn on_device(model: &Deployment, rows: usize) -> (usize, usize) {
    let classes = match model.output {
        Output::Identity => 0,
        Output::Logistic => 2,
        Output::Softmax => model.shape.outputs(),
    };
    (
        training_bytes(&model.shape, &Params::DEFAULT, rows, classes, 1),
        search_bytes(
            rows,
            classes,
            &model.shape,
            &Params::DEFAULT,
            default_trials(),
            DEFAULT_CV.into(),
        ),
    )
}

/// Candidates of the default grid.
fn default_trials() -> usize {
    let all = Space::default().combinations();
    all.map_or(usize::MAX, |all| all as usize)
}

fn text(model: &Deployment, costs: &[(Mcu, Cost)], fit: Option<(usize, usize)>) -> String {
    let mut table = table();
    table.set_header(["mcu", "flash", "weights", "code", "RAM", "stack", "instructions"]);
    align(&mut table, 1..7);
    for (mcu, cost) in costs {
        table.add_row([
            mcu.name().to_owned(),
            cost.flash().to_string(),
            cost.weights.to_string(),
            cost.code.to_string(),
            cost.ram.to_string(),
            cost.stack.to_string(),
            cost.instructions.to_string(),
        ]);
    }
    let mut text = format!(
        "{} parameters, {} multiply-accumulates per prediction\n{table}\n\
         Bytes that the model adds to a firmware, and instructions (not cycles) per prediction.\n",
        model.parameters(),
        model.macs()
    );
    if let Some((training, search)) = fit {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "On the device, beside the data: {training} bytes of RAM to fit it (adam), {search} for \
             {} candidates no wider on {DEFAULT_CV} folds.",
            default_trials()
        );
    }
    text
}

/// Runs `mcus`.
pub fn mcus() -> Result<(), CommandError> {
    let mut table = table();
    table.set_header(["mcu", "floating point", "DSP", "Rust target"]);
    for mcu in Mcu::ALL {
        table.add_row([
            mcu.name(),
            if mcu.fpu() { "f32 in hardware" } else { "software" },
            if mcu.dsp() { "yes" } else { "no" },
            mcu.triple(),
        ]);
    }
    print::print(&format!(
        "{table}\nCode and instructions were measured in firmware linked with {COMPILER} at opt-level 3 and run\n\
         under QEMU. They are instructions, not cycles: those depend on the chip, its flash and its clock.\n"
    ))
}

/// Of one microcontroller, for programs.
pub fn json(cost: &Cost) -> Json {
    json!({
        "flash": cost.flash(),
        "weights": cost.weights,
        "code": cost.code,
        "ram": cost.ram,
        "stack": cost.stack,
        "instructions": cost.instructions,
    })
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()));
    table
}

fn align(table: &mut Table, columns: std::ops::Range<usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}
