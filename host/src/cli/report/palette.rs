//! Colours, of a light and of a dark page, and the rules of a picture that use them.

/// A colour's name, what it is on a light page, and on a dark one. The marks are of Okabe and Ito's palette, which the
/// colour-blind can distinguish, darker or lighter where the contrast asks for it.
const COLORS: [(&str, &str, &str); 16] = [
    ("back", "#ffffff", "#14181d"),
    ("raised", "#f4f6f8", "#1d232a"),
    ("text", "#1b1f24", "#e6ebf0"),
    ("muted", "#57606a", "#a3afbb"),
    ("edge", "#d0d7de", "#38424d"),
    ("grid", "#e3e7eb", "#2a323a"),
    ("link", "#0a58a6", "#7cbcff"),
    ("dot", "#7b848d", "#8994a0"),
    ("front", "#0072b2", "#56b4e9"),
    ("winner", "#c44e00", "#ff9d4d"),
    ("limit", "#b3261e", "#ff8a80"),
    ("c1", "#0072b2", "#56b4e9"),
    ("c2", "#c44e00", "#ff9d4d"),
    ("c3", "#00795a", "#2fc79b"),
    ("c4", "#a8437f", "#e291c0"),
    ("c5", "#6b5b00", "#d9c53a"),
];

const CHART: &str = include_str!("chart.css");

/// The colours as variables, and the rules of pictures.
pub fn rules() -> String {
    let variables = |of: fn(&(&str, &str, &str)) -> String| COLORS.iter().map(of).collect::<String>();
    let light = variables(|(name, light, _)| format!("--{name}:{light};"));
    let dark = variables(|(name, _, dark)| format!("--{name}:{dark};"));
    format!(
        ":root{{color-scheme:light;{light}}}\n@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{\
         color-scheme:dark;{dark}}}}}\n@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n{CHART}"
    )
}

/// The rules of a picture in a file of its own, on a light ground.
pub fn of_file() -> String {
    let mut rules = CHART.to_owned();
    for (name, light, _) in COLORS {
        rules = rules.replace(&format!("var(--{name})"), light);
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_a_rule_is_known() {
        assert!(!of_file().contains("var("), "{}", of_file());
    }

    /// As WCAG 2.2 defines it.
    fn luminance(color: &str) -> f64 {
        let part = |at: usize| f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
        let linear = |part: f64| {
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
    }

    #[test]
    fn text_and_marks_stand_out_on_both_grounds() {
        let of = |name: &str| *COLORS.iter().find(|(known, _, _)| *known == name).unwrap();
        let contrast = |a: &str, b: &str| {
            let (a, b) = (luminance(a), luminance(b));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        for (name, least) in [
            ("text", 7.0),
            ("muted", 4.5),
            ("link", 4.5),
            ("dot", 3.0),
            ("front", 3.0),
            ("winner", 3.0),
            ("limit", 3.0),
            ("c1", 3.0),
            ("c2", 3.0),
            ("c3", 3.0),
            ("c4", 3.0),
            ("c5", 3.0),
        ] {
            for ground in ["back", "raised"] {
                let (ground, mark) = (of(ground), of(name));
                for (ground, mark) in [(ground.1, mark.1), (ground.2, mark.2)] {
                    let found = contrast(ground, mark);
                    assert!(found >= least, "{name} on {ground}: {found:.2}");
                }
            }
        }
    }
}
