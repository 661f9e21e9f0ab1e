//! JSON that is cut off within its list of samples.

/// The text up to the last sample that is whole, with what is open closed behind it; none where it does not end within
/// the list `values` behind a sample, so that it is not known what is missing.
pub(super) fn whole_samples(text: &str) -> Option<String> {
    let mut open = Vec::new();
    let (mut in_text, mut escaped) = (false, false);
    // what closes the list of samples, with all around it, and where the last sample in it ends
    let (mut closes, mut end): (Option<Vec<char>>, Option<usize>) = (None, None);
    let mut name = 0;
    for (at, c) in text.char_indices() {
        if in_text {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_text = false,
                _ => {}
            }
            continue;
        }
        let is_in_list = closes.as_ref().is_some_and(|closes| *closes == open);
        match c {
            '"' => (in_text, name) = (true, at),
            '[' | '{' => {
                open.push(if c == '[' { ']' } else { '}' });
                if closes.is_none() && c == '[' && text[name..at].starts_with("\"values\"") {
                    closes = Some(open.clone());
                }
            }
            ']' | '}' => {
                open.pop().filter(|closed| *closed == c)?;
                if closes.as_ref().is_some_and(|closes| *closes == open) {
                    end = Some(at + 1);
                } else if is_in_list {
                    // the list is whole: something else is missing
                    return None;
                }
            }
            ',' if is_in_list => end = Some(at),
            _ => {}
        }
    }
    let closed: String = closes?.into_iter().rev().collect();
    Some(text[..end?].to_owned() + &closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_whole_stays() {
        let whole = |text: &str| whole_samples(text);
        let start = r#"{"a": "[\"", "payload": {"values": "#;
        for (cut, kept) in [
            ("[[1, 2], [3, 4], [5", "[[1, 2], [3, 4]]}}"),
            ("[[1, 2], [3, 4],", "[[1, 2], [3, 4]]}}"),
            ("[[1, 2], [3, 4]", "[[1, 2], [3, 4]]}}"),
            ("[1, 2, 30", "[1, 2]}}"),
        ] {
            assert_eq!(
                whole(&format!("{start}{cut}")),
                Some(format!("{start}{kept}")),
                "{cut}"
            );
        }
        for cut in [
            "",
            "[",
            "[[1, 2",
            "[12",
            "[[1, 2]]",
            "[[1, 2]], \"b\": [[1], [2",
            "[[1, 2}, [3",
        ] {
            assert_eq!(whole(&format!("{start}{cut}")), None, "{cut}");
        }
    }
}
