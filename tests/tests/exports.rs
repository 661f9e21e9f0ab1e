//! Exported models answer with the bits of `predict` on microcontrollers, in Rust and in C.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mcutune::{
    ClipOutput, Column, ColumnData, Data, Dtype, ExportOptions, Format, Mlp, Model, Params, Prediction,
    ReadOptions, Scaling,
};
use mcutune_core::cost::Mcu;
use mcutune_core::params::{Activation, Hidden};
use mcutune_tests::gcc;
use mcutune_tests::harness::Suite;
use mcutune_tests::mcu::Firmware;
use mcutune_tests::say;

fn main() {
    let mut suite = Suite::new();
    suite.on_each(
        "rust_exports_answer_with_the_bits_of_predict",
        rust_exports_answer_with_the_bits_of_predict,
    );
    for mcu in Mcu::ALL {
        suite.needs(
            &format!("c_exports_answer_with_the_bits_of_predict::{}", mcu.name()),
            move || gcc::missing(mcu),
            move || c_exports_answer_with_the_bits_of_predict(mcu),
        );
    }
    suite.needs(
        "c_exports_of_a_cortex_m4f_are_fast",
        || gcc::missing(Mcu::CortexM4f),
        c_exports_of_a_cortex_m4f_are_fast,
    );
    suite.run()
}

/// Instructions from raw features to probabilities at most, by the widths of the network.
const MOST: [(&str, &[u16], Dtype, u64); 4] = [
    ("digits", &[32], Dtype::F32, 7_000),
    ("digits", &[32], Dtype::Int8, 4_300),
    ("iris", &[16], Dtype::F32, 628),
    ("iris", &[16], Dtype::Int8, 628),
];

/// Rows that each model is asked on the chip.
const ROWS: usize = 12;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

/// One trained model in f32 or int8.
struct Case {
    name: String,
    model: Model,
    dtype: Dtype,
    rows: Vec<Vec<f32>>,
    /// Bits of what the model says to the rows.
    bits: Vec<Vec<u32>>,
    /// Whether that are probabilities.
    is_likely: bool,
}

impl Case {
    fn new(name: String, model: &Model, dtype: Dtype, rows: &[Vec<f32>]) -> Self {
        let predictor = model.with(dtype).unwrap();
        let bits = |row: &[f32]| row.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        let likely = predictor.predict_proba(rows);
        let is_likely = likely.is_ok();
        let bits = match likely {
            Ok(likely) => likely.iter().map(bits).collect(),
            Err(_) => predictor
                .predict(rows)
                .unwrap()
                .iter()
                .map(|answer| match answer {
                    Prediction::Value(value) => bits(&[value]),
                    Prediction::Values(values) => bits(values),
                    other => panic!("{other}"),
                })
                .collect(),
        };
        Self {
            name,
            model: model.clone(),
            dtype,
            rows: rows.to_vec(),
            bits,
            is_likely,
        }
    }

    fn export(&self, format: Format, file: &Path) {
        let options = ExportOptions::new().name(&self.name).dtype(self.dtype);
        std::fs::write(file, self.model.export(format, &options).unwrap()).unwrap();
    }
}

/// Every task with every activation.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for file in ["iris", "breast_cancer", "diabetes"] {
        let data = Data::read(root().join(format!("host/data/{file}.csv"))).unwrap();
        let rows = spread(&data);
        for activation in Activation::ALL {
            let params = Params {
                hidden_layer_sizes: Hidden::new(&[9, 6, 5]),
                max_iter: 8,
                activation,
                ..Params::DEFAULT
            };
            let model = Mlp::new(params).fit(&data).unwrap().model;
            for dtype in Dtype::ALL {
                let name = format!("{file}_{}_{}", activation.name(), dtype.name());
                cases.push(Case::new(name, &model, dtype, &rows));
            }
        }
    }
    cases.extend(of_several_targets());
    cases.extend(clipped());
    cases
}

/// Two labels a row, and two values, that the last columns of two sets are or become.
fn of_several_targets() -> Vec<Case> {
    let directory = tempfile::tempdir().unwrap();
    let text = |file: &str| std::fs::read_to_string(root().join(format!("host/data/{file}.csv"))).unwrap();
    let (iris, diabetes) = (text("iris"), text("diabetes"));
    let mut labels = "a,b,c,l0,l1\n".to_owned();
    for line in iris.lines().skip(1) {
        let (measured, species) = line.rsplit_once(',').unwrap();
        let (measured, width) = measured.rsplit_once(',').unwrap();
        let has = [species != "setosa", width.parse::<f32>().unwrap() > 1.5].map(u8::from);
        writeln!(labels, "{measured},{},{}", has[0], has[1]).unwrap();
    }
    let read = |name: &str, text: &str, targets: [&str; 2]| {
        let file = directory.path().join(name);
        std::fs::write(&file, text).unwrap();
        ReadOptions::new().targets(targets).read(&file).unwrap()
    };
    let columns: Vec<&str> = diabetes.lines().next().unwrap().split(',').collect();
    let [.., s6, target] = &columns[..] else {
        panic!("{columns:?}");
    };
    let sets = [
        ("labels", read("labels.csv", &labels, ["l0", "l1"])),
        ("values", read("values.csv", &diabetes, [s6, target])),
    ];
    let mut cases = Vec::new();
    for (kind, data) in &sets {
        let rows = spread(data);
        for (activation, widths) in [(Activation::Relu, &[9, 6][..]), (Activation::Tanh, &[7])] {
            let params = Params {
                hidden_layer_sizes: Hidden::new(widths),
                max_iter: 8,
                activation,
                ..Params::DEFAULT
            };
            let model = Mlp::new(params).fit(data).unwrap().model;
            assert_eq!(model.targets().len(), 2);
            for dtype in Dtype::ALL {
                let name = format!("{kind}_{}_{}", activation.name(), dtype.name());
                cases.push(Case::new(name, &model, dtype, &rows));
            }
        }
    }
    cases
}

/// A regressor whose features and answers are held to a range, asked about rows beyond it.
fn clipped() -> Vec<Case> {
    let data = Data::read(root().join("host/data/diabetes.csv")).unwrap();
    let mut rows = spread(&data);
    rows.iter_mut().flatten().for_each(|number| *number *= 2.0);
    let params = Params {
        hidden_layer_sizes: Hidden::new(&[9, 6]),
        max_iter: 8,
        ..Params::DEFAULT
    };
    let range = ClipOutput::Range {
        low: 140.0,
        high: 160.5,
    };
    let mlp = Mlp::new(params).scaling(Scaling::MinMaxClip).clip_output(range);
    let model = mlp.fit(&data).unwrap().model;
    let case = |dtype: Dtype| Case::new(format!("clipped_{}", dtype.name()), &model, dtype, &rows);
    Dtype::ALL.map(case).into()
}

/// Some rows, from all over the data.
fn spread(data: &Data) -> Vec<Vec<f32>> {
    let value = |column: &Column, row: usize| match &column.data {
        ColumnData::Numeric(values) => values[row],
        ColumnData::Text(_) => panic!("{} holds text", column.name),
    };
    let row = |row| data.columns().iter().map(|column| value(column, row)).collect();
    let rows = (0..data.rows()).step_by(data.rows() / ROWS).take(ROWS);
    rows.map(row).collect()
}

/// What a chip prints where all is well.
fn expected(cases: &[Case]) -> String {
    let line = |case: &Case| format!("{} self_test=1 right={ROWS}\n", case.name);
    cases.iter().map(line).collect()
}

fn rust_exports_answer_with_the_bits_of_predict(mcu: Mcu) {
    let directory = tempfile::tempdir().unwrap();
    let cases = cases();
    let mut code = String::new();
    let mut calls = String::new();
    for case in &cases {
        let Case { name, rows, bits, .. } = case;
        let file = directory.path().join(format!("{name}.rs"));
        case.export(Format::Rust, &file);
        let (features, outputs) = (rows[0].len(), bits[0].len());
        let answer = match (case.is_likely, case.model.targets()) {
            (true, _) => "predict_proba(x)",
            (false, []) => "predict(x).map(|y| [y])",
            (false, _) => "predict(x)",
        };
        write!(
            code,
            "mod {name} {{\n    include!({file:?});\n    \
             static ROWS: [[f32; {features}]; {ROWS}] = {rows:?};\n    \
             static BITS: [[u32; {outputs}]; {ROWS}] = {bits:?};\n    \
             pub fn right() -> u64 {{\n        let pairs = ROWS.iter().zip(&BITS);\n        \
             pairs.filter(|(x, bits)| {answer}.is_ok_and(|a| a.map(f32::to_bits) == **bits)).count() as u64\n    \
             }}\n}}\n"
        )
        .unwrap();
        writeln!(calls, "    say({name:?}, {name}::self_test(), {name}::right());").unwrap();
    }
    write!(code, "fn check_exports(say: fn(&str, bool, u64)) {{\n{calls}}}\n").unwrap();
    let source = directory.path().join("exports.rs");
    std::fs::write(&source, code).unwrap();
    let firmware = Firmware::new("rust_exports").env("RUST_EXPORTS", &source);
    assert_eq!(firmware.build(mcu).run(), expected(&cases));
}

fn c_exports_answer_with_the_bits_of_predict(mcu: Mcu) {
    let directory = tempfile::tempdir().unwrap();
    let cases = cases();
    let source = directory.path().join("exports.c");
    std::fs::write(&source, c_code(&cases, directory.path())).unwrap();
    let object = gcc::object(&source, mcu);
    let firmware = Firmware::new("c_exports").env("C_EXPORTS", &object);
    assert_eq!(firmware.build(mcu).run(), expected(&cases));
}

/// A function that asks every header.
fn c_code(cases: &[Case], directory: &Path) -> String {
    let mut code = String::new();
    let mut calls = String::new();
    for case in cases {
        let Case { name, rows, bits, .. } = case;
        let file = directory.join(format!("{name}.h"));
        case.export(Format::C, &file);
        let (features, outputs) = (rows[0].len(), bits[0].len());
        let floats = |row: &Vec<f32>| row.iter().map(|v| format!("{v:?}f, ")).collect::<String>();
        let rows: String = rows
            .iter()
            .map(|row| format!("    {{{}}},\n", floats(row)))
            .collect();
        let bits = format!("{bits:?}").replace('[', "{").replace(']', "}");
        let answer = if case.is_likely {
            "predict_proba"
        } else {
            "predict"
        };
        write!(
            code,
            "#include {file:?}\n\
             static const float {name}_rows[{ROWS}][{features}] = {{\n{rows}}};\n\
             static const uint32_t {name}_bits[{ROWS}][{outputs}] = {bits};\n\
             static uint32_t {name}_right(void)\n{{\n    uint32_t row, i, right = 0;\n    \
             for (row = 0; row < {ROWS}; row++) {{\n        \
             union {{ float value[{outputs}]; uint32_t bits[{outputs}]; }} answer;\n        uint32_t equal = 0;\n        \
             if ({name}_{answer}({name}_rows[row], answer.value) != 0) {{\n            continue;\n        }}\n        \
             for (i = 0; i < {outputs}; i++) {{\n            equal += answer.bits[i] == {name}_bits[row][i];\n        }}\n        \
             right += equal == {outputs};\n    }}\n    return right;\n}}\n"
        )
        .unwrap();
        writeln!(
            calls,
            "    say({name:?}, (uint32_t){name}_self_test(), {name}_right());"
        )
        .unwrap();
    }
    format!(
        "{code}void check_exports(void (*say)(const char *, uint32_t, uint32_t));\n\
         void check_exports(void (*say)(const char *, uint32_t, uint32_t))\n{{\n{calls}}}\n"
    )
}

/// As many instructions at most as Rust exports take, within a few.
fn c_exports_of_a_cortex_m4f_are_fast() {
    let directory = tempfile::tempdir().unwrap();
    let (mut code, mut calls) = (String::new(), String::new());
    for (file, widths, dtype, _) in MOST {
        let data = Data::read(root().join(format!("host/data/{file}.csv"))).unwrap();
        let params = Params {
            hidden_layer_sizes: Hidden::new(widths),
            max_iter: 2,
            ..Params::DEFAULT
        };
        let model = Mlp::new(params).fit(&data).unwrap().model;
        let name = format!("{file}_{}", dtype.name());
        let case = Case::new(name.clone(), &model, dtype, &spread(&data)[..1]);
        let header = directory.path().join(format!("{name}.h"));
        case.export(Format::C, &header);
        let (row, outputs) = (&case.rows[0], case.bits[0].len());
        let row: String = row.iter().map(|v| format!("{v:?}f, ")).collect();
        write!(
            code,
            "#include {header:?}\nstatic void {name}(void)\n{{\n    \
             static const float x[] = {{{row}}};\n    static float p[{outputs}];\n    \
             (void){name}_predict_proba(x, p);\n    __asm__ volatile(\"\" ::: \"memory\");\n}}\n"
        )
        .unwrap();
        writeln!(calls, "    count({name:?}, {name});").unwrap();
    }
    write!(
        code,
        "void each_export(void (*count)(const char *, void (*)(void)));\n\
         void each_export(void (*count)(const char *, void (*)(void)))\n{{\n{calls}}}\n"
    )
    .unwrap();
    let source = directory.path().join("counts.c");
    std::fs::write(&source, code).unwrap();
    // and without a warning for those that have plain C
    for mcu in Mcu::ALL.into_iter().filter(|&mcu| gcc::missing(mcu).is_none()) {
        gcc::object(&source, mcu);
    }
    let object = gcc::object(&source, Mcu::CortexM4f);
    let firmware = Firmware::new("c_counts").env("C_COUNTS", &object);
    let printed = firmware.build(Mcu::CortexM4f).run();
    say(&printed);
    assert_eq!(printed.lines().count(), MOST.len());
    for (line, (file, _, dtype, most)) in printed.lines().zip(MOST) {
        let found: u64 = line.rsplit('=').next().unwrap().parse().unwrap();
        assert!(line.starts_with(&format!("{file}_{}", dtype.name())), "{line}");
        assert!((100..=most).contains(&found), "{line}, at most {most}");
    }
}
