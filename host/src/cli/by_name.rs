//! Values of flags that the library knows by name.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use mcutune::core::cost::Dtype;
use mcutune::core::loss::Output;
use mcutune::core::params::Activation;
use mcutune::core::scaler::Scaling;

use mcutune::{BadLines, Categorical, DateOrder, Dates, Format, LabelFrom, Part, Race, Resource, Rng, Task};

/// A type whose values have names, and what `--help` says of each.
pub trait ByName: Copy + Send + Sync + 'static {
    /// All values.
    const VALUES: &'static [Self];

    /// As the flag spells it.
    fn name(self) -> &'static str;

    /// For `--help`; empty where the name says it all.
    fn help(self) -> &'static str;
}

/// Parses the name of a value, and offers all of them.
pub fn by_name<T: ByName>() -> impl TypedValueParser<Value = T> {
    by_name_where(|_| true)
}

/// The same of some values alone.
pub fn by_name_where<T: ByName>(takes: fn(&T) -> bool) -> impl TypedValueParser<Value = T> {
    let offer = |value: &T| match value.help() {
        "" => PossibleValue::new(value.name()),
        help => PossibleValue::new(value.name()).help(help),
    };
    PossibleValuesParser::new(T::VALUES.iter().filter(|value| takes(value)).map(offer)).try_map(|name| {
        let found = T::VALUES.iter().copied().find(|value| value.name() == name);
        found.ok_or("no such value")
    })
}

macro_rules! by_name {
    ($kind:ident: $($value:ident $help:literal)+) => {
        impl ByName for $kind {
            const VALUES: &'static [Self] = &$kind::ALL;

            fn name(self) -> &'static str {
                $kind::name(self)
            }

            fn help(self) -> &'static str {
                match self {
                    $($kind::$value => $help,)+
                }
            }
        }
    };
}

by_name!(Race:
    None "Every candidate on every fold"
    Exact "Drops those that cannot win even if all folds left had the best score; of the same candidates, the winner is the same"
    Halving "After 1, 2, 4 ... folds drops the worse half as well: saves 42, 57 and 73 % of the fits of 100 candidates at 3, 5 and 10 folds, and may name another winner"
);
by_name!(Resource:
    MaxIter "Epochs"
    NSamples "Rows, drawn anew in each iteration: the default of scikit-learn"
);
by_name!(LabelFrom:
    Name "A file's name up to its first point"
    Folder "The name of the folder that the file lies in"
);
by_name!(Dates:
    Error "They are an error"
    Number "Seconds since 1970, or since midnight"
    Parts "Year, month, day, weekday, hour, minute and second"
    Drop "They are left out"
);
by_name!(Part:
    Training "Those to learn from"
    Testing "Those that are kept for the last score"
    All "All"
);
by_name!(DateOrder:
    YearFirst "Nothing else is a date"
    DayFirst "31/12/2024"
    MonthFirst "12/31/2024"
);
by_name!(BadLines:
    Error "They are an error, which lists them"
    Skip "They are left out and reported"
);
by_name!(Dtype:
    F32 "As it was trained"
    Int8 "8-bit integers, quantised after training"
);
by_name!(Output:
    Softmax "Several classes"
    Logistic "Two classes, one output"
    Identity "A regression"
    Exp "A regression with loss = poisson"
);
by_name!(Scaling:
    None "As they are"
    Standard "To mean 0 and standard deviation 1"
    MinMax "To 0..1"
    MinMaxClip "To 0..1, where numbers beyond the rows that trained are held: a sensor that leaves its range"
    Robust "By median and interquartile range, which outliers do not move"
    MaxAbs "By the largest absolute value; zeros stay zeros"
);
by_name!(Rng:
    Xoshiro "xoshiro128++, which a microcontroller runs too"
    Numpy "MT19937, seeded as NumPy seeds it: the draws of scikit-learn"
);
by_name!(Task:
    Auto "Text, or few distinct integers, classify; anything else regresses"
    Classify "The target's distinct values are classes"
    Regress "The target is a number"
);
by_name!(Categorical:
    Error "They are an error"
    OneHot "One 0/1 feature for each text found in the training rows"
);
by_name!(Format:
    Rust "A file of statics for mcutune-core"
    C "A C99 header, which is C++ too"
    Onnx "An ONNX model"
);

impl ByName for Activation {
    const VALUES: &'static [Self] = &Activation::ALL;

    fn name(self) -> &'static str {
        Activation::name(self)
    }

    fn help(self) -> &'static str {
        ""
    }
}
