//! `mcutune cost` and `mcutune mcus`: what a network needs of a microcontroller, before there is
//! one to train.

use comfy_table::{CellAlignment, LineStyle, Table, presets};
use mcutune::core::cost::{COMPILER, Cost, Deployment, Mcu, SearchedRows, search_bytes, training_bytes};
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
        if model.is_extrapolated() {
            all["extrapolated"] = json!(true);
        }
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
        Output::Logistic | Output::Identity | Output::Exp => true,
    };
    if !fits {
        return Err("--output: softmax is for two outputs or more".into());
    }
    if flags.clip_output && !output.is_of_values() {
        return Err(format!(
            "--clip-output is for values, and {} answers with probabilities: give --output identity or exp",
            output.name()
        )
        .into());
    }
    Ok(Deployment {
        shape,
        activation: flags.activation,
        output,
        dtype: flags.dtype,
        scaled: flags.scale != Scaling::None,
        clips_features: flags.scale.clips(),
        clips_outputs: flags.clip_output,
    })
}

/// Bytes of RAM that a fit takes on the device, and a search of as many candidates as the default grid
/// has, none wider, on five folds.
fn on_device(model: &Deployment, rows: usize) -> (usize, usize) {
    let classes = match model.output {
        Output::Identity | Output::Exp => 0,
        Output::Logistic if model.shape.outputs() == 1 => 2,
        Output::Logistic | Output::Softmax => model.shape.outputs(),
    };
    (
        training_bytes(&model.shape, &Params::DEFAULT, rows, classes, 1),
        search_bytes(
            &SearchedRows {
                rows,
                classes,
                weighted_scores: false,
                clips_outputs: model.clips_outputs,
            },
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
    let (columns, left_out) = fitting(columns(costs), print::columns());
    let mut table = table();
    table.set_header(columns.iter().map(|column| column.name));
    for row in 0..costs.len() {
        table.add_row(columns.iter().map(|column| column.cells[row].as_str()));
    }
    align(&mut table, 1..columns.len());
    let (parameters, macs) = (model.parameters(), model.macs());
    let mut text = format!("{parameters} parameters, {macs} multiply-accumulates per prediction\n");
    text = print::each_line(&text) + &format!("{table}\n");
    let mut below =
        "Bytes that the model adds to a firmware, and instructions (not cycles) per prediction.\n".to_owned();
    if !left_out.is_empty() {
        below += &format!(
            "not shown at {} columns: {}\n",
            print::columns(),
            left_out.join(", ")
        );
    }
    if model.is_extrapolated() {
        below += "Flash, stack and instructions are extrapolated: networks of up to 3 hidden layers were measured.\n";
    }
    if let Some((training, search)) = fit {
        below += &format!(
            "On the device, beside the data: {training} bytes of RAM to fit it (adam), {search} for \
             {} candidates no wider on {DEFAULT_CV} folds.\n",
            default_trials()
        );
    }
    text += &print::each_line(&below);
    text
}

/// A column of the table of costs.
struct CostColumn {
    name: &'static str,
    cells: Vec<String>,
    /// Whether it is left out where there is no room, for it is a part of another.
    is_part: bool,
}

impl CostColumn {
    /// With the blanks and the separator beside it.
    fn width(&self) -> usize {
        let cells = self.cells.iter().map(String::len);
        cells.fold(self.name.len(), usize::max) + 3
    }
}

fn columns(costs: &[(Mcu, Cost)]) -> Vec<CostColumn> {
    let column = |name, is_part, cell: &dyn Fn(&(Mcu, Cost)) -> String| CostColumn {
        name,
        cells: costs.iter().map(cell).collect(),
        is_part,
    };
    vec![
        column("mcu", false, &|(mcu, _)| mcu.name().to_owned()),
        column("flash", false, &|(_, cost)| cost.flash().to_string()),
        column("weights", true, &|(_, cost)| cost.weights.to_string()),
        column("code", true, &|(_, cost)| cost.code.to_string()),
        column("RAM", false, &|(_, cost)| cost.ram.to_string()),
        column("stack", true, &|(_, cost)| cost.stack.to_string()),
        column("instructions", false, &|(_, cost)| cost.instructions.to_string()),
    ]
}

/// The columns that fit a width, and the names of those that were left out: parts of a sum, from the right, for the
/// sum says more than they do.
fn fitting(mut columns: Vec<CostColumn>, width: usize) -> (Vec<CostColumn>, Vec<&'static str>) {
    let mut left_out = Vec::new();
    while columns.iter().map(CostColumn::width).sum::<usize>() > width + 1
        && let Some(at) = columns.iter().rposition(|column| column.is_part)
    {
        left_out.insert(0, columns.remove(at).name);
    }
    (columns, left_out)
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
    let below = format!(
        "Code and instructions were measured in firmware linked with {COMPILER} at opt-level 3 and run under QEMU.\n\
         They are instructions, not cycles: those depend on the chip, its flash and its clock.\n"
    );
    print::print(&format!("{table}\n{}", print::each_line(&below)))
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
