//! Which names stand for a crate's items, and where they show in public.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Block, Expr, Field, ImplItem, Item, ItemImpl, ItemMod, ItemUse, Macro, Path, Visibility};

use crate::source::{Module, imported, only_in_tests};

/// `dependency`, and every name that an import or an alias gives to what is in it.
pub fn names_of(dependency: &str, modules: &[Module]) -> BTreeSet<String> {
    let mut names = BTreeSet::from([dependency.to_owned()]);
    loop {
        let before = names.len();
        for module in modules {
            let mut aliases = Aliases { names: &mut names };
            aliases.visit_file(&module.code);
        }
        if names.len() == before {
            return names;
        }
    }
}

/// Adds what stands for one of the names.
struct Aliases<'n> {
    names: &'n mut BTreeSet<String>,
}

impl<'a> Visit<'a> for Aliases<'_> {
    fn visit_item_use(&mut self, item: &'a ItemUse) {
        for import in imported(&item.tree) {
            if import.path.iter().any(|name| self.names.contains(name)) {
                assert_ne!(import.name, "*", "{:?} hides what it brings", import.path);
                self.names.insert(import.name);
            }
        }
    }

    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        if !only_in_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_type(&mut self, item: &'a syn::ItemType) {
        let mut shown = Shown::of(self.names);
        shown.visit_type(&item.ty);
        if !shown.found.is_empty() {
            self.names.insert(item.ident.to_string());
        }
    }
}

/// What a caller sees of a module that holds one of the names: paths, fields, signatures.
pub fn shown(names: &BTreeSet<String>, module: &Module) -> Vec<String> {
    let mut shown = Shown::of(names);
    shown.visit_file(&module.code);
    shown.found
}

struct Shown<'n> {
    names: &'n BTreeSet<String>,
    found: Vec<String>,
}

impl<'n> Shown<'n> {
    fn of(names: &'n BTreeSet<String>) -> Self {
        Self {
            names,
            found: Vec::new(),
        }
    }
}

pub fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

impl<'a> Visit<'a> for Shown<'_> {
    fn visit_path(&mut self, path: &'a Path) {
        let names = path.segments.iter().map(|segment| segment.ident.to_string());
        self.found.extend(names.filter(|name| self.names.contains(name)));
        visit::visit_path(self, path);
    }

    fn visit_item(&mut self, item: &'a Item) {
        let public = match item {
            Item::Const(item) => is_public(&item.vis),
            Item::Enum(item) => is_public(&item.vis),
            Item::ExternCrate(item) => is_public(&item.vis),
            Item::Fn(item) => is_public(&item.vis),
            Item::Static(item) => is_public(&item.vis),
            Item::Struct(item) => is_public(&item.vis),
            Item::Trait(item) => is_public(&item.vis),
            Item::Type(item) => is_public(&item.vis),
            Item::Union(item) => is_public(&item.vis),
            Item::Use(item) => is_public(&item.vis),
            _ => true,
        };
        if public {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        if !only_in_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        let paths = imported(&item.tree).into_iter().flat_map(|import| import.path);
        self.found.extend(paths.filter(|name| self.names.contains(name)));
    }

    fn visit_item_extern_crate(&mut self, item: &'a syn::ItemExternCrate) {
        let name = item.ident.to_string();
        self.found.extend(self.names.contains(&name).then_some(name));
    }

    /// What a trait asks for is public wherever the trait is; else each item says it.
    fn visit_item_impl(&mut self, item: &'a ItemImpl) {
        if item.trait_.is_some() {
            return visit::visit_item_impl(self, item);
        }
        self.visit_generics(&item.generics);
        self.visit_type(&item.self_ty);
        for item in &item.items {
            let public = match item {
                ImplItem::Const(item) => is_public(&item.vis),
                ImplItem::Fn(item) => is_public(&item.vis),
                ImplItem::Type(item) => is_public(&item.vis),
                _ => true,
            };
            if public {
                self.visit_impl_item(item);
            }
        }
    }

    /// The fields of a variant are as public as the enum.
    fn visit_variant(&mut self, variant: &'a syn::Variant) {
        for field in &variant.fields {
            self.visit_type(&field.ty);
        }
    }

    fn visit_field(&mut self, field: &'a Field) {
        if is_public(&field.vis) {
            self.visit_type(&field.ty);
        }
    }

    /// What a macro writes may be public.
    fn visit_macro(&mut self, code: &'a Macro) {
        let text = code.tokens.to_string();
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let named = words.filter(|word| self.names.contains(*word));
        self.found.extend(named.map(str::to_owned));
    }

    fn visit_block(&mut self, _: &'a Block) {}

    fn visit_expr(&mut self, _: &'a Expr) {}
}
