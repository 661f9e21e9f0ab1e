use super::*;

fn error(text: &str) -> String {
    match text.parse::<Space>() {
        Ok(spaces) => panic!("{spaces:?}"),
        Err(error) => error.to_string(),
    }
}

fn refused(setting: &str) -> String {
    match parse_setting(setting) {
        Ok(parsed) => panic!("{parsed:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_default_is_the_grid_that_a_file_would_spell() {
    let text = r#"
        solver = ["adam", "sgd"]
        hidden_layer_sizes = [[16], [32], [64]]
        activation = ["relu", "tanh"]
        learning_rate_init = [0.001, 0.01, 0.1]
    "#;
    assert_eq!(text.parse::<Space>(), Ok(Space::default()));
    assert_eq!(Space::default().combinations(), Ok(36));
}

#[test]
fn every_form_of_a_range_is_read() {
    let text = r#"
        [[space]]
        hidden_layer_sizes = { low = 16, high = 128 }
        learning_rate_init = { low = 1e-4, high = 1, log = true }
        max_iter = 1_000
        [[space]]
        dropout = [0.5, [0.1, 0], 0]
        batch_size = ["auto", 0x20]
        hidden_layer_sizes = [[], 8, [8, 4]]
        shuffle = false
    "#;
    let spaces = text.parse::<Space>().unwrap();
    spaces.with(|spaces| {
        let ranges = |i: usize| {
            spaces[i]
                .dimensions()
                .iter()
                .map(|d| (d.name, d.range))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            ranges(0),
            [
                (
                    Name::HiddenLayerSizes,
                    Range::IntRange {
                        low: 16,
                        high: 128,
                        log: false
                    }
                ),
                (
                    Name::LearningRateInit,
                    Range::FloatRange {
                        low: 1e-4,
                        high: 1.0,
                        log: true
                    }
                ),
                (Name::MaxIter, Range::List(&[Value::Int(1000)])),
            ]
        );
        let rates = DropoutRates::try_new(&[0.1, 0.0]).unwrap();
        let layers = |widths: &[u16]| Value::Layers(Hidden::new(widths));
        assert_eq!(
            ranges(1),
            [
                (
                    Name::BatchSize,
                    Range::List(&[Value::Word(Word::Auto), Value::Int(32)])
                ),
                (
                    Name::Dropout,
                    Range::List(&[Value::Float(0.5), Value::Rates(rates), Value::Int(0)])
                ),
                (
                    Name::HiddenLayerSizes,
                    Range::List(&[layers(&[]), Value::Int(8), layers(&[8, 4])])
                ),
                (Name::Shuffle, Range::List(&[Value::Bool(false)])),
            ]
        );
    });
}

#[test]
fn a_step_is_a_list_and_layers_are_a_range_of_networks() {
    let text = "alpha = { low = 0, high = 0.5, step = 0.1 }
        hidden_layer_sizes = { low = 4, high = 65, layers = [1, 3], log = true }
        max_iter = { low = 10, high = 31, step = 10 }
        tol = { low = 0.1, high = 0.3, step = 0.1 }";
    let space: Space = text.parse().unwrap();
    space.with(|spaces| {
        let range = |i: usize| spaces[0].dimensions()[i].range;
        assert_eq!(
            range(0),
            Range::List(&[0.0, 0.1, 0.2, 0.3, 0.4].map(Value::Float))
        );
        let layers = Layers {
            fewest: 1,
            most: 3,
            low: 4,
            high: 65,
            step: 1,
            log: true,
        };
        assert_eq!(range(1), Range::LayersRange(layers));
        assert_eq!(range(2), Range::List(&[10, 20, 30].map(Value::Int)));
        assert_eq!(range(3), Range::List(&[0.1, 0.2].map(Value::Float)));
    });
    let two: Space = "hidden_layer_sizes = { low = 8, high = 65, step = 8, layers = 2 }"
        .parse()
        .unwrap();
    two.with(|spaces| {
        let Range::LayersRange(layers) = spaces[0].dimensions()[0].range else {
            panic!("networks");
        };
        assert_eq!(
            (layers.fewest, layers.most, layers.step, layers.widest()),
            (2, 2, 8, 64)
        );
    });
}

#[test]
fn errors_name_the_line_and_what_would_be_right() {
    let activation = format!(
        "line 4: activation takes one of {}, not \"rleu\"; did you mean \"relu\"?",
        Activation::ALL.map(Activation::name).join(", ")
    );
    let solver = format!(
        "line 1: solver takes one of {}, not a range",
        Solver::ALL.map(Solver::name).join(", ")
    );
    let cases = [
        (
            "alpha = 1\nlearning_rat_init = 1",
            "line 2: unknown parameter \"learning_rat_init\"; did you mean \"learning_rate_init\"?",
        ),
        ("\n\nactivation = [\"relu\",\n  \"rleu\"]", &activation),
        ("alpha = -1", "line 1: alpha takes a number from 0, not -1"),
        ("solver = { low = 1, high = 2 }", solver.as_str()),
        (
            "max_iter = 1.5",
            "line 1: max_iter takes a whole number from 1 to 4294967295, not 1.5",
        ),
        (
            "n_iter_no_change = 4294967296",
            "line 1: n_iter_no_change takes a whole number from 1 to 4294967295, or inf, not 4294967296",
        ),
        (
            "max_iter = { low = 1.5, high = 3 }",
            "line 1: low of max_iter is not a whole number",
        ),
        (
            "max_iter = { low = 5 }",
            "line 1: the range of max_iter needs low and high",
        ),
        (
            "max_iter = { low = 5, height = 7 }",
            "line 1: a range has low, high, log and step, not \"height\"",
        ),
        (
            "tol = { low = 0, high = 1, log = true }",
            "line 1: tol takes a number from 0, or inf: its range has low < high within that, and low > 0 for log, \
             not 0.0 to 1.0",
        ),
        (
            "hidden_layer_sizes = [[16, 0]]",
            "line 1: hidden_layer_sizes takes up to 16 widths, each 1 to 65535, not [16, 0]",
        ),
        ("tol = []", "line 1: the list of tol is empty"),
        (
            "hidden_layer_sizes = { low = 5, hihg = 7 }",
            "line 1: a range has low, high, log, step and layers, not \"hihg\"",
        ),
        (
            "max_iter = { low = 5, high = 7, layers = 2 }",
            "line 1: a range has low, high, log and step, not \"layers\"",
        ),
        (
            "max_iter = { low = 5, high = 7, step = 0 }",
            "line 1: the step of max_iter is above 0",
        ),
        (
            "alpha = { low = 0, high = 1, step = 'x' }",
            "line 1: step of alpha is not a number",
        ),
        (
            "alpha = { low = 1e-3, high = 1, step = 0.1, log = true }",
            "line 1: the range of alpha has log or step, not both",
        ),
        (
            "alpha = { low = 0, high = 1, step = 1e-9 }",
            "line 1: the step of alpha leaves more than 100000 values",
        ),
        (
            "hidden_layer_sizes = { low = 4, high = 9, layers = [0, 3] }",
            "line 1: layers is a number of layers from 1 to 16, or the least and the greatest, as in [1, 3]",
        ),
        (
            "hidden_layer_sizes = { low = 0, high = 9, layers = 2 }",
            "line 1: hidden_layer_sizes takes up to 16 widths, each 1 to 65535: its range has low < high within \
             that, not 0 to 9",
        ),
        (
            "\ntol = 1\n[[space]]\nalpha = 1",
            "line 2: tol belongs below a [[space]] header",
        ),
        ("space = 3", "line 1: a list of spaces has [[space]] headers"),
        (
            "shuffle = \"yes\"",
            "line 1: shuffle takes true or false, not \"yes\"",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(error(text), message);
    }
    assert!(error("").starts_with("line 1: no parameter to search; those are activation, alpha"));
    let far = error("zzz = 1");
    assert!(far.contains("unknown parameter \"zzz\"; there are activation, alpha"));
    assert!(error("random_state = 1").contains("the seed is"));
    assert!(error("alpha = 1\nalpha = 2").starts_with("line 2: "));
    assert!(error("alpha = 1\nbeta_1 = [0.5,\nx").starts_with("line 3: "));
}

#[test]
fn settings_are_read_by_the_kind_of_the_parameter() {
    let layers = |widths: &[u16]| Value::Layers(Hidden::new(widths));
    let cases = [
        ("hidden_layer_sizes=32,16", layers(&[32, 16])),
        ("hidden_layer_sizes=(8,)", layers(&[8])),
        ("hidden_layer_sizes=[]", layers(&[])),
        ("solver=adam", Value::Word(Word::Solver(Solver::Adam))),
        ("batch_size=auto", Value::Word(Word::Auto)),
        ("batch_size = 32", Value::Int(32)),
        ("alpha=1e-3", Value::Float(1e-3)),
        ("shuffle=False", Value::Bool(false)),
        ("dropout=0.25", Value::Float(0.25)),
        (
            "dropout=0.25,0.5",
            DropoutRates::try_new(&[0.25, 0.5]).map_or(Value::Int(9), Value::Rates),
        ),
    ];
    for (setting, value) in cases {
        assert_eq!(
            parse_setting(setting).map(|(_, value)| value),
            Ok(value),
            "{setting}"
        );
    }
    assert_eq!(refused("alpha"), "\"alpha\" is not of the form name=value");
    assert_eq!(refused("alpha=-1"), "alpha takes a number from 0, not -1");
    assert_eq!(
        refused("solvr=adam"),
        "unknown parameter \"solvr\"; did you mean \"solver\"?"
    );
    for setting in [
        "hidden_layer_sizes=",
        "hidden_layer_sizes=3,x",
        "hidden_layer_sizes=70000",
        "max_iter=adam",
        "alpha=NaN",
    ] {
        assert!(refused(setting).contains(" takes "), "{setting}");
    }
}
