//! What lies beside data and is none, by its name: hidden files, copies that editors keep, what systems
//! leave behind, and what is about the data.

/// Copies that are no longer in use, and files that are not yet whole.
const COPIES: [&str; 8] = ["bak", "old", "orig", "tmp", "swp", "swo", "part", "crdownload"];

/// Texts, programs and images.
const OTHERS: [&str; 22] = [
    "md", "rst", "pdf", "doc", "docx", "html", "htm", "py", "ipynb", "sh", "bat", "ino", "toml", "yaml",
    "yml", "ini", "cfg", "png", "jpg", "jpeg", "gif", "svg",
];

/// What is called so is about the data, whatever it ends in.
const ABOUT: [&str; 7] = [
    "readme",
    "license",
    "licence",
    "copying",
    "changelog",
    "citation",
    "authors",
];

/// Whether the file's path within a directory or an archive says that it is no data.
pub(crate) fn is_aside(path: &str) -> bool {
    let mut parts = path.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let mut folders = parts.filter(|part| !matches!(*part, "" | "." | ".."));
    let (stem, end) = name.rsplit_once('.').unwrap_or((name.as_str(), ""));
    name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with('#') && name.ends_with('#')
        || matches!(name.as_str(), "thumbs.db" | "ehthumbs.db")
        || COPIES.contains(&end)
        || OTHERS.contains(&end)
        || ABOUT.contains(&stem)
        || folders.any(|folder| folder.starts_with('.') || folder == "__MACOSX")
}

/// Some of the files, enough to see which they are.
pub(super) fn listed(files: &[String]) -> String {
    const SHOWN: usize = 5;
    match files {
        [first @ .., last] if files.len() <= SHOWN && !first.is_empty() => {
            format!("{} and {last}", first.join(", "))
        }
        few if few.len() <= SHOWN => few.join(", "),
        many => format!("{} and {} more", many[..SHOWN].join(", "), many.len() - SHOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_are_told_from_what_lies_beside_them() {
        for aside in [
            ".hidden",
            "x.csv~",
            "#x.csv#",
            "x.csv.bak",
            "README.md",
            "README",
            "LICENSE.txt",
            "Thumbs.db",
            "desktop.ini",
            "__MACOSX/._x.csv",
            "__MACOSX/x.csv",
            ".git/config",
        ] {
            assert!(is_aside(aside), "{aside}");
        }
        for data in [
            "x.csv",
            "walk.1.txt",
            "X.npy",
            "log",
            "readme_times.csv",
            "a/b.json",
            "./x.csv",
        ] {
            assert!(!is_aside(data), "{data}");
        }
    }

    #[test]
    fn many_are_cut_short() {
        let names = |count: usize| (0..count).map(|i| i.to_string()).collect::<Vec<_>>();
        assert_eq!(listed(&names(1)), "0");
        assert_eq!(listed(&names(3)), "0, 1 and 2");
        assert_eq!(listed(&names(7)), "0, 1, 2, 3, 4 and 2 more");
    }
}
