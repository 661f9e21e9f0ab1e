//! Links what a C compiler made of the headers.

fn main() {
    println!("cargo::rerun-if-env-changed=C_EXPORTS");
    if let Ok(object) = std::env::var("C_EXPORTS") {
        println!("cargo::rerun-if-changed={object}");
        println!("cargo::rustc-link-arg-bin=c_exports={object}");
    }
    println!("cargo::rerun-if-env-changed=C_COUNTS");
    if let Ok(object) = std::env::var("C_COUNTS") {
        println!("cargo::rerun-if-changed={object}");
        println!("cargo::rustc-link-arg-bin=c_counts={object}");
    }
}
