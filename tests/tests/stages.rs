//! What a stage takes of a microcontroller's RAM against firmware that is linked with it, and run.

use mcutune_core::cost::Mcu;
use mcutune_core::signal::{
    Axes, Band, Features, Filter, Pass, Progress, Section, Spectral, Spectrum, Stage, Stat, Stats,
    butterworth,
};
use mcutune_tests::harness::Suite;
use mcutune_tests::say;
use mcutune_tests::stage::StageBench;

/// Three axes, two seconds at 50 Hz.
const FLATTEN: Stage<'static> = Stage {
    rate: 50.0,
    scale: &[1.0; 3],
    filter: Filter::NONE,
    decimate: 1,
    axes: Axes::RAW,
    window: 100,
    hop: 100,
    features: Features::FLATTEN,
    keep: None,
};

fn main() {
    let mut suite = Suite::new();
    suite.on_each(
        "the_ram_of_a_stage_is_known_before_it_is_built",
        the_ram_of_a_stage_is_known_before_it_is_built,
    );
    suite.run()
}

/// One whose windows run alone, one whose windows run side by side behind a filter, and one that holds samples.
fn the_ram_of_a_stage_is_known_before_it_is_built(mcu: Mcu) {
    let mut sections = [Section::NONE; 2];
    let filter = butterworth(4, Pass::Low(5.0), 100.0, &mut sections).expect("a filter");
    let every_axis = Axes {
        raw: true,
        norm: true,
        difference: true,
    };
    let side_by_side = Stage {
        rate: 100.0,
        scale: &[0.5, 0.25],
        filter,
        decimate: 2,
        axes: every_axis,
        hop: 30,
        features: Features {
            correlation: true,
            ..Features::FLATTEN
        },
        ..FLATTEN
    };
    let band = Band { low: 2.0, high: 9.5 };
    let spectrum = Spectrum::edge_impulse(32).with(Spectral::PeakFrequency);
    let holds = Stage {
        window: 50,
        hop: 25,
        features: Features {
            stats: Stats::NONE.with(Stat::Median).with(Stat::Iqr),
            spectrum: spectrum.with_band(band),
            correlation: false,
        },
        keep: Some(&[0, 2, 5, 30, 65]),
        ..FLATTEN
    };
    let bench = StageBench::new(mcu);
    for (name, stage) in [
        ("flatten", FLATTEN),
        ("side by side", side_by_side),
        ("holds", holds),
    ] {
        let stage = stage.try_new().expect("in range");
        assert_eq!(stage.holds_samples(), name == "holds");
        let known = size_of::<Progress>() + 4 * (stage.memory() + stage.outputs());
        let measured = bench.measure(&stage);
        say(&format!("{}, {name}: {measured:?}", mcu.name()));
        assert_eq!(measured.ram, known as u64, "{name}");
        if name == "flatten" {
            assert!(measured.ram <= 300, "{}", measured.ram);
        }
    }
}
