//! Which emulated machine a target runs on, and its memory.

use std::{env, fs, path::Path};

fn main() {
    let target = env::var("TARGET").expect("cargo sets TARGET");
    let (machine, memory) = if target.starts_with("thumbv6m") {
        (
            "microbit",
            "MEMORY { FLASH : ORIGIN = 0, LENGTH = 256K\n RAM : ORIGIN = 0x20000000, LENGTH = 16K }\n",
        )
    } else if target.starts_with("thumbv7em") {
        (
            "mps2-an386",
            "MEMORY { FLASH : ORIGIN = 0, LENGTH = 4M\n RAM : ORIGIN = 0x20000000, LENGTH = 4M }\n",
        )
    } else if target.starts_with("thumbv8m.main") {
        (
            "mps2-an505",
            "MEMORY { FLASH : ORIGIN = 0x10000000, LENGTH = 4M\n RAM : ORIGIN = 0x38000000, LENGTH = 2M }\n",
        )
    } else if target.starts_with("riscv32") {
        (
            "virt",
            "MEMORY { RAM : ORIGIN = 0x80000000, LENGTH = 4M }
REGION_ALIAS(\"REGION_TEXT\", RAM);
REGION_ALIAS(\"REGION_RODATA\", RAM);
REGION_ALIAS(\"REGION_DATA\", RAM);
REGION_ALIAS(\"REGION_BSS\", RAM);
REGION_ALIAS(\"REGION_HEAP\", RAM);
REGION_ALIAS(\"REGION_STACK\", RAM);
",
        )
    } else {
        panic!("no machine is known for {target}");
    };
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("memory.x"), memory).expect("OUT_DIR is writable");
    println!("cargo::rustc-link-search={out}");
    println!(
        "cargo::rustc-check-cfg=cfg(machine, values(\"microbit\", \"mps2-an386\", \"mps2-an505\", \"virt\"))"
    );
    println!("cargo::rustc-cfg=machine=\"{machine}\"");
    println!("cargo::rerun-if-changed=build.rs");
}
