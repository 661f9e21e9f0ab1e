//! What the documentation lists: the public items that a reader of it can reach.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Item, Visibility};

use crate::public::is_public;
use crate::source::{Import, Module, imported, only_in_tests};

/// Structs, enums, traits, functions, constants, statics and type aliases, each under the path where it
/// is defined, however many names it is shown under. Methods, and what is `doc(hidden)` or in a module
/// that is, are none.
pub fn documented(modules: &[Module]) -> BTreeSet<String> {
    let mut all = Crate::default();
    for module in modules {
        all.add(&module.path, &module.code.items);
    }
    let mut found = BTreeSet::new();
    all.visit(&[], &mut found);
    found
}

/// The items of each module.
#[derive(Default)]
struct Crate<'m> {
    modules: BTreeMap<Vec<String>, Vec<&'m Item>>,
}

impl<'m> Crate<'m> {
    fn add(&mut self, path: &[String], items: &'m [Item]) {
        self.modules.entry(path.to_vec()).or_default().extend(items);
        for item in items {
            if let Item::Mod(inner) = item
                && let Some((_, items)) = &inner.content
                && !only_in_tests(&inner.attrs)
            {
                self.add(&joined(path, &inner.ident.to_string()), items);
            }
        }
    }

    /// What a reader of that module's page finds, and in the pages below it.
    fn visit(&self, path: &[String], found: &mut BTreeSet<String>) {
        for item in self.modules.get(path).into_iter().flatten() {
            match item {
                Item::Mod(inner) if is_public(&inner.vis) && !is_hidden(&inner.attrs) => {
                    self.visit(&joined(path, &inner.ident.to_string()), found);
                }
                Item::Use(item) if is_public(&item.vis) && !is_hidden(&item.attrs) => {
                    let shown = imported(&item.tree).into_iter();
                    found.extend(shown.filter_map(|import| self.definition(path, &import)));
                }
                item => {
                    let defined = definitions(item).into_iter().filter(|it| it.is_listed);
                    found.extend(defined.map(|it| joined(path, &it.name).join("::")));
                }
            }
        }
    }

    /// Where the item that an import of a module names is defined; none where it is hidden there.
    fn definition(&self, path: &[String], import: &Import) -> Option<String> {
        let (name, through) = import.path.split_last()?;
        let mut module = path.to_vec();
        for step in through {
            match step.as_str() {
                "crate" => module.clear(),
                "self" => {}
                "super" => drop(module.pop()),
                child => module.push(child.to_owned()),
            }
        }
        let items = self.modules.get(&module);
        let items = items.unwrap_or_else(|| panic!("{} is no module of the crate", through.join("::")));
        for item in items {
            if let Some(it) = definitions(item).into_iter().find(|it| it.name == *name) {
                return it.is_listed.then(|| joined(&module, name).join("::"));
            }
            if let Item::Use(item) = item
                && let Some(next) = imported(&item.tree).into_iter().find(|next| next.name == *name)
            {
                return self.definition(&module, &next);
            }
        }
        panic!("{} has no {name}", module.join("::"))
    }
}

fn joined(path: &[String], name: &str) -> Vec<String> {
    [path, &[name.to_owned()]].concat()
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_doc = attribute.path().is_ident("doc");
        is_doc
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|word| word.is_ident("hidden"))
    })
}

/// An item, and whether it is public and not hidden.
struct Definition {
    name: String,
    is_listed: bool,
}

fn definitions(item: &Item) -> Vec<Definition> {
    let one = |name: &syn::Ident, vis: &Visibility, attributes: &[Attribute]| {
        vec![Definition {
            name: name.to_string(),
            is_listed: is_public(vis) && !is_hidden(attributes),
        }]
    };
    match item {
        Item::Const(it) => one(&it.ident, &it.vis, &it.attrs),
        Item::Enum(it) => one(&it.ident, &it.vis, &it.attrs),
        Item::Fn(it) => one(&it.sig.ident, &it.vis, &it.attrs),
        Item::Static(it) => one(&it.ident, &it.vis, &it.attrs),
        Item::Struct(it) => one(&it.ident, &it.vis, &it.attrs),
        Item::Trait(it) => one(&it.ident, &it.vis, &it.attrs),
        Item::Type(it) => one(&it.ident, &it.vis, &it.attrs),
        Item::Union(it) => one(&it.ident, &it.vis, &it.attrs),
        Item::Macro(it) => of_macro(&it.mac.tokens.to_string()),
        _ => Vec::new(),
    }
}

/// The enums that a macro writes, or that one is defined to write under a name of its own.
fn of_macro(tokens: &str) -> Vec<Definition> {
    let names = tokens.split("pub enum ").skip(1);
    let names = names.filter_map(|rest| rest.split([' ', '{']).next());
    names
        .filter(|name| !name.starts_with('$'))
        .map(|name| Definition {
            name: name.to_owned(),
            is_listed: true,
        })
        .collect()
}
