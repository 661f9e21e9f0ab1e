//! What these tests are to find, planted: a reader that overlooks it would pass whatever stands there.

use crate::documented::documented;
use crate::source::Module;
use crate::{lists_in_public, out_of_order, out_of_room};

/// What a file of `train` uses of rooms that come after it.
fn after_train(path: &[&str], text: &str) -> Vec<String> {
    let order = ["math", "train", "search"].map(str::to_owned);
    out_of_order(&Module::new(path, text), &order)
}

#[test]
fn imports_of_later_rooms_are_found() {
    for text in [
        "use crate::search::Search;",
        "use crate::{math::exp, search::Search};",
        "use super::search::Search;",
        "use super::{search as later};",
        "use self::super::search;",
        "pub use super::search::Search;",
        "fn f() { crate::search::go() }",
        "fn f(search: &super::search::Search) {}",
        "impl crate::search::Go for u8 {}",
        "macro_rules! go { () => { $crate::search::go() } }",
        "fn f() { assert!(super::search::go()) }",
        "mod inner { use super::super::search::Search; }",
        "const A: &str = \"//\"; use crate::search::Search;",
        "#[cfg(test)]\nmod tests {}\nuse crate::search::Search;",
        "#[cfg(not(test))]\nmod inner { use crate::search::Search; }",
    ] {
        let found = after_train(&["train"], text);
        assert!(
            found.iter().all(|path| path.starts_with("search")),
            "{text}: {found:?}"
        );
        assert_eq!(found.len(), 1, "{text}");
    }
    let found = after_train(&["train", "layout"], "use super::super::search::Search;");
    assert_eq!(found, ["search::Search"]);
}

#[test]
fn the_root_of_the_crate_is_no_room() {
    for text in [
        "use super::*;",
        "use crate::*;",
        "use crate as all;",
        "use super::Arena;",
    ] {
        assert_eq!(after_train(&["train"], text).len(), 1, "{text}");
    }
}

#[test]
fn other_imports_are_no_fault() {
    for text in [
        "use crate::math::exp; use super::math::ln; use self::layout::take; mod layout {}",
        "mod inner { use super::*; pub(in super::super) fn f() {} pub(crate) fn g() {} }",
        "// use crate::search::Search;\n/* crate::search */\n/// [`crate::search`]\nfn f() {}",
        "#[cfg(test)]\nmod tests { use crate::search::Search; }",
        "named! { /// [`crate::search`]\nA = \"crate::search\" }",
    ] {
        assert!(after_train(&["train"], text).is_empty(), "{text}");
    }
}

#[test]
fn dependencies_are_found_elsewhere() {
    for text in [
        "use libm::exp;",
        "use ::libm::exp as e;",
        "extern crate libm as m;",
        "fn f() { libm::exp(1.0); }",
        "fn f() { let url = \"https://\"; libm::exp(1.0); }",
        "macro_rules! e { () => { libm::exp(1.0) } }",
        "#[cfg(test)]\nmod tests {}\nuse libm::exp;",
    ] {
        assert_eq!(out_of_room(&Module::new(&["train"], text)), ["libm"], "{text}");
        assert!(out_of_room(&Module::new(&["math"], text)).is_empty(), "{text}");
    }
}

#[test]
fn lists_of_others_are_found_in_public() {
    for text in [
        "pub type Widths = heapless::Vec<u16, 8>;",
        "pub use heapless::Vec;",
        "pub use heapless::Vec as List;",
        "pub use heapless;",
        "pub extern crate heapless;",
        "pub fn f() -> heapless::Vec<u16, 8> { todo!() }",
        "pub fn f(of: &mut dyn Iterator<Item = heapless::Vec<u16, 8>>) {}",
        "pub fn f<T>() where heapless::Vec<T, 8>: Clone {}",
        "pub struct S { pub widths: heapless::Vec<u16, 8> }",
        "pub struct S(pub heapless::Vec<u16, 8>);",
        "pub enum E { A(heapless::Vec<u16, 8>) }",
        "pub trait T { fn f(&self) -> heapless::Vec<u16, 8>; }",
        "pub trait T { type List: Into<heapless::Vec<u16, 8>>; }",
        "pub static S: heapless::Vec<u16, 8> = heapless::Vec::new();",
        "struct S; impl S { pub fn f(&self) -> heapless::Vec<u16, 8> { todo!() } }",
        "pub struct S; impl core::ops::Deref for S { type Target = heapless::Vec<u16, 8>; }",
        "use heapless::Vec as List; pub fn f() -> List<u16, 8> { todo!() }",
        "use heapless::{self as h}; pub fn f() -> h::Vec<u16, 8> { todo!() }",
        "type Widths = heapless::Vec<u16, 8>; type W = Widths; pub fn f() -> W { todo!() }",
        "macro_rules! list { () => { pub type W = heapless::Vec<u16, 8>; } } list!();",
        "#[cfg(test)]\nmod tests {}\npub type Widths = heapless::Vec<u16, 8>;",
    ] {
        let found = lists_in_public(&[Module::new(&["space"], text)]);
        assert!(!found.is_empty(), "{text}");
    }
    let (alias, user) = (
        "pub(crate) type W = heapless::Vec<u16, 8>;",
        "pub fn f() -> super::W { todo!() }",
    );
    let found = lists_in_public(&[
        Module::new(&["train"], user),
        Module::new(&["train", "layout"], alias),
    ]);
    assert_eq!(found, ["crate::train: W"]);
}

#[test]
fn lists_of_others_may_be_private() {
    for text in [
        "use heapless::Vec; pub struct S { widths: Vec<u16, 8> }",
        "pub struct S(heapless::Vec<u16, 8>); impl S { fn f(&self) -> &heapless::Vec<u16, 8> { &self.0 } }",
        "pub fn f() -> usize { let list = heapless::Vec::<u8, 8>::new(); list.len() }",
        "pub(crate) fn f() -> heapless::Vec<u16, 8> { todo!() }",
        "#[cfg(test)]\nmod tests { pub fn f() -> heapless::Vec<u16, 8> { todo!() } }",
    ] {
        let found = lists_in_public(&[Module::new(&["space"], text)]);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

/// What of a crate with a module `train` and a private module `train::layout` is listed.
fn listed(root: &str, train: &str, layout: &str) -> Vec<String> {
    let modules = [
        Module::new(&[], root),
        Module::new(&["train"], train),
        Module::new(&["train", "layout"], layout),
    ];
    documented(&modules).into_iter().collect()
}

#[test]
fn items_that_a_reader_reaches_are_listed() {
    let (root, train) = ("pub mod train;", "mod layout; pub use layout::A;");
    for (root, train, layout) in [
        (root, train, "pub struct A;"),
        (root, train, "pub enum A {}"),
        (root, train, "pub trait A {}"),
        (root, train, "pub type A = u8;"),
        (root, train, "pub const A: u8 = 0;"),
        (root, train, "pub fn A() {}"),
        (root, train, "named! { /// It is.\npub enum A { B = \"b\" } }"),
        (
            root,
            train,
            "macro_rules! all { () => { pub enum A {} } } all!();",
        ),
        (
            root,
            "pub mod layout;",
            "pub struct A; pub(crate) struct B; struct C;",
        ),
        (
            root,
            "pub mod layout;",
            "pub struct A; #[doc(hidden)] pub struct B; impl A { pub fn c() {} }",
        ),
        (
            "mod train; pub use train::B;",
            "mod layout; pub use self::layout::A as B;",
            "pub struct A;",
        ),
        (
            "mod train; pub use crate::train::layout::A;",
            "pub mod layout;",
            "pub struct A;",
        ),
        ("pub mod train; pub use train::A as B;", train, "pub struct A;"),
    ] {
        assert_eq!(
            listed(root, train, layout),
            ["train::layout::A"],
            "{root} {train} {layout}"
        );
    }
}

#[test]
fn items_that_a_reader_does_not_reach_are_not_listed() {
    for (root, train, layout) in [
        ("mod train;", "pub mod layout;", "pub struct A;"),
        (
            "#[doc(hidden)] pub mod train;",
            "pub mod layout;",
            "pub struct A;",
        ),
        (
            "pub mod train;",
            "mod layout; pub(crate) use layout::A;",
            "pub struct A;",
        ),
        (
            "pub mod train;",
            "mod layout; #[doc(hidden)] pub use layout::A;",
            "pub struct A;",
        ),
        (
            "pub mod train;",
            "mod layout; pub use layout::A;",
            "#[doc(hidden)] pub struct A;",
        ),
        (
            "pub mod train;",
            "pub mod layout;",
            "#[cfg(test)] mod tests { pub struct A; }",
        ),
    ] {
        assert!(listed(root, train, layout).is_empty(), "{root} {train} {layout}");
    }
}
