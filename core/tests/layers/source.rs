//! The sources as a compiler reads them: along their `mod` lines, without what only tests have.

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, File, ItemMod, ItemUse, Macro, UseTree, VisRestricted};

/// A file of the crate.
pub struct Module {
    /// `["train", "layout"]`; none of `lib.rs`.
    pub path: Vec<String>,
    pub code: File,
}

impl Module {
    /// # Panics
    /// Where it is no Rust.
    pub fn new(path: &[&str], text: &str) -> Self {
        Self {
            path: path.iter().map(|name| (*name).to_owned()).collect(),
            code: syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", path.join("::"))),
        }
    }

    /// As in messages: `train::layout`.
    pub fn name(&self) -> String {
        ["crate"]
            .into_iter()
            .chain(self.path.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join("::")
    }
}

/// Every file of the crate that is more than a test.
pub fn modules() -> Vec<Module> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut modules = Vec::new();
    let mut files = vec![(Vec::<String>::new(), source.join("lib.rs"), source)];
    while let Some((path, file, children)) = files.pop() {
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let module = Module::new(&names, &text);
        for child in children_of(&module.code) {
            let file = [format!("{child}.rs"), format!("{child}/mod.rs")].map(|name| children.join(name));
            let file: PathBuf = file.into_iter().find(|file| file.exists()).expect("a module");
            files.push((
                [&path[..], std::slice::from_ref(&child)].concat(),
                file,
                children.join(child),
            ));
        }
        modules.push(module);
    }
    modules.sort_by(|a, b| a.path.cmp(&b.path));
    modules
}

/// The modules that stand in files of their own.
fn children_of(code: &File) -> Vec<String> {
    let mut children = Vec::new();
    for item in &code.items {
        if let syn::Item::Mod(item) = item
            && item.content.is_none()
            && !only_in_tests(&item.attrs)
        {
            let elsewhere = item
                .attrs
                .iter()
                .any(|attribute| attribute.path().is_ident("path"));
            assert!(!elsewhere, "mod {} is not where it seems to be", item.ident);
            children.push(item.ident.to_string());
        }
    }
    children
}

/// Whether they hold `#[cfg(test)]`.
pub fn only_in_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let cfg = attribute
            .path()
            .is_ident("cfg")
            .then(|| attribute.parse_args::<syn::Path>());
        cfg.is_some_and(|test| test.is_ok_and(|test| test.is_ident("test")))
    })
}

/// What one name of an import stands for.
pub struct Import {
    pub path: Vec<String>,
    /// What the module calls it; `*` for all that is there.
    pub name: String,
}

/// The names that an import brings.
pub fn imported(tree: &UseTree) -> Vec<Import> {
    let last = |path: String, name: String| {
        vec![Import {
            path: vec![path],
            name,
        }]
    };
    match tree {
        UseTree::Name(it) => last(it.ident.to_string(), it.ident.to_string()),
        UseTree::Rename(it) => last(it.ident.to_string(), it.rename.to_string()),
        UseTree::Glob(_) => last("*".to_owned(), "*".to_owned()),
        UseTree::Group(it) => it.items.iter().flat_map(imported).collect(),
        UseTree::Path(it) => {
            let mut imports = imported(&it.tree);
            for import in &mut imports {
                import.path.insert(0, it.ident.to_string());
            }
            imports
        }
    }
}

/// A path that the code names, and the module that names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    module: Vec<String>,
    names: Vec<String>,
}

impl Named {
    /// The crate that it is of, where it is none of ours.
    pub fn first(&self) -> &str {
        &self.names[0]
    }

    /// The path from the root of the crate, where it begins with `crate`, `self` or `super`.
    pub fn within_the_crate(&self) -> Option<Vec<&str>> {
        let mut names = self.names.iter().map(String::as_str).peekable();
        let mut at: Vec<&str> = self.module.iter().map(String::as_str).collect();
        match names.peek() {
            Some(&"crate" | &"$crate") => at.clear(),
            Some(&"self" | &"super") => {}
            _ => return None,
        }
        while let Some(up) = names.next_if(|name| ["crate", "$crate", "self", "super"].contains(name)) {
            if up == "super" {
                at.pop();
            }
        }
        at.extend(names);
        Some(at)
    }
}

/// All paths that a module names, in imports, expressions, types and macros.
pub fn named(module: &Module) -> Vec<Named> {
    let mut reader = Reader {
        module: module.path.clone(),
        named: Vec::new(),
    };
    reader.visit_file(&module.code);
    reader.named
}

struct Reader {
    module: Vec<String>,
    named: Vec<Named>,
}

impl Reader {
    fn push(&mut self, names: Vec<String>) {
        self.named.push(Named {
            module: self.module.clone(),
            names,
        });
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        if !only_in_tests(&item.attrs) {
            self.module.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        for names in imported(&item.tree) {
            self.push(names.path);
        }
    }

    fn visit_item_extern_crate(&mut self, item: &'a syn::ItemExternCrate) {
        self.push(vec![item.ident.to_string()]);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        self.push(
            path.segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect(),
        );
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, code: &'a Macro) {
        let text = without_strings(&code.tokens.to_string())
            .replace(" :: ", "::")
            .replace(":: ", "::");
        let words = text.split(|c: char| !c.is_alphanumeric() && !"_:$".contains(c));
        for word in words.map(|word| word.trim_start_matches(':')) {
            let names: Vec<String> = word.split("::").map(str::to_owned).collect();
            if !names[0].is_empty() {
                self.push(names);
            }
        }
    }

    /// Where an item may be seen is no use of it.
    fn visit_vis_restricted(&mut self, _: &'a VisRestricted) {}

    fn visit_attribute(&mut self, _: &'a Attribute) {}
}

/// The comments of what stands in a macro are strings by then.
fn without_strings(tokens: &str) -> String {
    let tokens = tokens.replace("\\\"", "").replace("'\"'", "");
    tokens.split('"').step_by(2).collect()
}
