//! The examples, as they are: each asserts what it comes to.

#[path = "../examples/deploy.rs"]
mod deploy;
#[path = "../examples/search.rs"]
mod search;
#[path = "../examples/train.rs"]
mod train;

#[test]
fn a_model_in_flash_predicts() {
    assert_eq!(deploy::main(), Ok(()));
}

#[test]
fn a_fit_learns() {
    assert_eq!(train::main(), Ok(()));
}

#[test]
fn a_search_finds_a_model() {
    assert_eq!(search::main(), Ok(()));
}
