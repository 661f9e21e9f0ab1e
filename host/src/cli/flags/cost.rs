//! Of what a network needs, before it is trained.

use clap::Args;
use mcutune::Dtype;
use mcutune::core::cost::Mcu;
use mcutune::core::loss::Output;
use mcutune::core::params::Activation;
use mcutune::core::scaler::Scaling;

use crate::cli::by_name::by_name;

use super::mcu;

fn width(text: &str) -> Result<u16, String> {
    let width = text.trim().parse();
    width.map_err(|_| "a width is a whole number from 1 to 65535, as in 64,32,10".into())
}

/// Flags of `cost`.
#[derive(Debug, Args)]
pub struct CostFlags {
    /// Widths from the inputs to the outputs, such as 64,32,10.
    #[arg(
        long,
        value_name = "WIDTHS",
        value_delimiter = ',',
        required = true,
        allow_hyphen_values = true,
        value_parser = width
    )]
    pub shape: Vec<u16>,
    /// Function of the hidden layers.
    #[arg(long, value_parser = by_name::<Activation>(), default_value = "relu")]
    pub activation: Activation,
    /// Function of the output layer [default: softmax, or logistic for one output].
    #[arg(long, value_parser = by_name::<Output>())]
    pub output: Option<Output>,
    /// What it computes with.
    #[arg(long, value_parser = by_name::<Dtype>(), default_value = "f32")]
    pub dtype: Dtype,
    /// How features are scaled.
    #[arg(long, value_parser = by_name::<Scaling>(), default_value = "standard")]
    pub scale: Scaling,
    /// Answers of a regression are held to a range.
    #[arg(long)]
    pub clip_output: bool,
    /// One microcontroller [default: all].
    #[arg(long, value_parser = mcu)]
    pub mcu: Option<Mcu>,
    /// Rows to train on, for what a fit and a search on the device take.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(5..))]
    pub rows: Option<u32>,
    /// JSON, not text.
    #[arg(long)]
    pub json: bool,
}
