//! Sets cfgs for the kernels: `chip` where the target is a microcontroller whose assembly the compiler
//! knows, `dsp` (SMLAD and its like) and `fpu` (f32 registers) where it has them, and
//! `optimize_for_size` where the profile is for size.
//!
//! The stable compiler does not show Arm's features in `cfg(target_feature)`, so they are read
//! from the target's name and the flags. Every thumbv7em has DSP instructions; on thumbv8m.main
//! they are optional, and `-C target-cpu=cortex-m33` (or `-C target-feature=+dsp`) says so.

/// Cores of Armv8-M Mainline that come with the DSP extension unless it is taken off by name.
const WITH_DSP: [&str; 5] = [
    "cortex-m33",
    "cortex-m35p",
    "cortex-m55",
    "cortex-m85",
    "star-mc1",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(chip, dsp, fpu, optimize_for_size)");
    let variable = |name| std::env::var(name).unwrap_or_default();
    let (target, flags) = (variable("TARGET"), variable("CARGO_ENCODED_RUSTFLAGS"));
    let arch = variable("CARGO_CFG_TARGET_ARCH");
    if variable("CARGO_CFG_TARGET_OS") == "none" && matches!(arch.as_str(), "arm" | "riscv32") {
        println!("cargo::rustc-cfg=chip");
    }
    let shown = variable("CARGO_CFG_TARGET_FEATURE");
    let asked = |feature: &str| {
        let of = |flag: &str| {
            Some(
                flag.split_once("target-feature=")?
                    .1
                    .split(',')
                    .any(|f| f == feature),
            )
        };
        flags.split('\x1f').filter_map(of).any(|yes| yes)
    };
    let cpu = flags
        .split('\x1f')
        .filter_map(|flag| Some(flag.split_once("target-cpu=")?.1))
        .next_back();
    let mainline = target.starts_with("thumbv8m.main")
        && (shown.split(',').any(|f| f == "dsp")
            || asked("+dsp")
            || WITH_DSP.contains(&cpu.unwrap_or_default()));
    if (target.starts_with("thumbv7em") || mainline) && !asked("-dsp") {
        println!("cargo::rustc-cfg=dsp");
    }
    if target.starts_with("thumb") && target.ends_with("eabihf") {
        println!("cargo::rustc-cfg=fpu");
    }
    if matches!(variable("OPT_LEVEL").as_str(), "s" | "z") {
        println!("cargo::rustc-cfg=optimize_for_size");
    }
}
