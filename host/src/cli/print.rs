//! Results on stdout, and all else on stderr: the two places where the command speaks.

use std::borrow::Cow;
use std::error::Error as _;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::builder::styling::AnsiColor;
use clap::error::ContextValue;
use comfy_table::Table;
use mcutune::text::{is_joiner, is_without_width};
use mcutune::write_file;

use crate::cli::command_error::CommandError;

/// Prints a result for people; that nobody reads on is no error.
pub fn print(text: &str) -> Result<(), CommandError> {
    write(lines(text).as_bytes())
}

/// Prints a result for programs: to the byte, but for a terminal, which would obey its control
/// characters.
pub fn print_data(text: &str) -> Result<(), CommandError> {
    match io::stdout().is_terminal() {
        true => print(text),
        false => write(text.as_bytes()),
    }
}

/// As [`print_data`], of much text.
pub fn print_bytes(bytes: &[u8]) -> Result<(), CommandError> {
    match io::stdout().is_terminal() {
        true => print(&String::from_utf8_lossy(bytes)),
        false => write(bytes),
    }
}

/// As [`print_bytes`], of JSON, which stays JSON on a terminal, too.
pub fn print_json(bytes: &[u8]) -> Result<(), CommandError> {
    match io::stdout().is_terminal() {
        true => write(json_lines(&String::from_utf8_lossy(bytes)).as_bytes()),
        false => write(bytes),
    }
}

/// Text that is written into memory: where there is none, that is an error, and no abort.
#[derive(Debug, Default)]
pub struct Text(Vec<u8>);

impl Text {
    /// What was written.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        /// What grows by so much may end where nothing else has room.
        const LARGE: usize = 64 << 10;
        if self.0.capacity() - self.0.len() < bytes.len() {
            let mut room = self.0.try_reserve(bytes.len());
            if self.0.capacity() > LARGE {
                let mut beside = Vec::<u8>::new();
                room = room.and_then(|()| beside.try_reserve_exact(LARGE));
                // else the compiler is free to leave it out
                std::hint::black_box(&mut beside);
            }
            let full = "the text of the answers is more than memory holds; give fewer rows at a time";
            room.map_err(|_| io::Error::new(ErrorKind::OutOfMemory, full))?;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Prints one object for programs, or text for people.
pub fn print_result(json: bool, text: &str) -> Result<(), CommandError> {
    match json {
        true => print_json(text.as_bytes()),
        false => print(text),
    }
}

/// Writes a file, or to stdout where it [`is_stdout`].
pub fn deliver(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    match is_stdout(path) {
        true => write(bytes),
        false => Ok(write_file(path, bytes)?),
    }
}

/// Whether a flag names stdout, as `-` or as `/dev/stdout`: what is said about the file then belongs on
/// stderr.
pub fn is_stdout(path: &Path) -> bool {
    path == Path::new("-") || mcutune::is_stdout(path)
}

/// What clap says of wrong flags, of which it repeats arguments as they are: their line ends are escaped, and its own
/// stay.
fn usage_lines(usage: &clap::Error, arguments: impl Iterator<Item = String>) -> String {
    let repeated = usage.context().flat_map(|(_, value)| match value {
        ContextValue::String(text) => vec![text.clone()],
        ContextValue::Strings(texts) => texts.clone(),
        _ => Vec::new(),
    });
    // what a flag says of its value may repeat a part of it
    let said = usage.source().map(ToString::to_string);
    let mut text = usage.to_string();
    for part in arguments.chain(repeated).chain(said) {
        let quoted = format!("'{part}'");
        match part.trim().is_empty() {
            // clap has such line ends, too
            true => text = text.replace(&quoted, &shown(&quoted)),
            false if part.contains('\n') => text = text.replace(&part, &shown(&part)),
            false => {}
        }
    }
    lines(text.trim_end()).into_owned()
}

/// Prints the help or the version that was asked for, or says on stderr which flags are wrong.
pub fn say_usage(usage: &clap::Error) -> ExitCode {
    let arguments = || std::env::args_os().map(|arg| arg.to_string_lossy().into_owned());
    let said = match usage.use_stderr() && arguments().any(|arg| !arg.chars().all(is_plain)) {
        true => writeln!(io::stderr(), "{}", usage_lines(usage, arguments())),
        false => usage.print().and_then(|()| io::stdout().flush()),
    };
    match judged(said) {
        Err(error) if !usage.use_stderr() => {
            say_error(&error.to_string());
            ExitCode::FAILURE
        }
        _ => u8::try_from(usage.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from),
    }
}

fn write(bytes: &[u8]) -> Result<(), CommandError> {
    let mut stdout = io::stdout().lock();
    judged(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

/// What became of writing to stdout; that nobody reads on is no error.
fn judged(written: io::Result<()>) -> Result<(), CommandError> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(format!("stdout: cannot be written: {error}").into()),
        Ok(()) => Ok(()),
    }
}

/// Columns that a line for people has.
const WIDTH: usize = 80;

/// Columns that a result for people has: those of the terminal, or [`WIDTH`] of what is none, and of a terminal that
/// does not know its own.
pub fn columns() -> usize {
    let width = Table::new().width().map_or(WIDTH, usize::from);
    if width == 0 { WIDTH } else { width }
}

/// A line within [`WIDTH`], the rest of it indented below.
pub fn wrapped(line: &str) -> String {
    wrapped_to(line, WIDTH)
}

fn wrapped_to(line: &str, most: usize) -> String {
    let words = line.trim_start_matches(' ');
    let indent = line.len() - words.len();
    let mut text = " ".repeat(indent);
    let mut width = indent;
    for (at, word) in words.split(' ').enumerate() {
        let length = word.chars().count();
        if at > 0 && width + 1 + length > most {
            text += "\n  ";
            text += &" ".repeat(indent);
            width = indent + 2;
        } else if at > 0 {
            text.push(' ');
            width += 1;
        }
        text += word;
        width += length;
    }
    text
}

/// A line of a result, wrapped to [`columns`] where it goes to a terminal; programs and files have it whole.
pub fn line(text: &str) -> String {
    fitted(text, io::stdout().is_terminal().then(columns))
}

/// [`line`] of each of several, which end as lines do.
pub fn each_line(text: &str) -> String {
    text.lines().map(|text| line(text) + "\n").collect()
}

fn fitted(text: &str, columns: Option<usize>) -> String {
    columns.map_or(text.to_owned(), |columns| wrapped_to(text, columns))
}

/// Says one line on stderr, [`wrapped`] on a terminal. Where it cannot be written, the command goes on: its result counts.
pub fn say(line: &str) {
    let line = fitted(&shown(line), io::stderr().is_terminal().then_some(WIDTH)) + "\n";
    // one write, so that lines of several threads do not mix
    let _ = io::stderr().write_all(line.as_bytes());
}

/// Says that a journal's lock is waited for.
pub fn say_waiting(lock: &Path) {
    let lock = lock.display();
    say(&format!(
        "waiting for {lock}: another program is writing the journal, or left this lock when it was killed"
    ));
}

/// Says an error, as [`say`] does; its mark has a colour on a terminal, unless `NO_COLOR` is set.
pub fn say_error(text: &str) {
    say_marked("error:", AnsiColor::Red, text);
}

/// Says a warning, as [`say_error`].
pub fn say_warning(text: &str) {
    say_marked("warning:", AnsiColor::Yellow, text);
}

fn say_marked(mark: &str, color: AnsiColor, text: &str) {
    let style = color.on_default().bold();
    let columns = io::stderr().is_terminal().then_some(WIDTH);
    let line = fitted(&format!("{mark} {}", shown(text)), columns);
    let rest = line.strip_prefix(mark).unwrap_or(&line);
    let line = format!("{style}{mark}{style:#}{rest}\n");
    let _ = anstream::stderr().write_all(line.as_bytes());
}

/// Text of a file or a name as it may stand in a line: control characters, those that turn the
/// direction of writing, and those that XML has no place for are escaped.
pub fn shown(text: &str) -> Cow<'_, str> {
    escaped(text, |c| !is_plain(c), |c, out| out.extend(c.escape_default()))
}

/// As [`shown`], of several lines.
fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, is_bad_in_lines, |c, out| out.extend(c.escape_default()))
}

/// As [`lines`], of JSON, in whose strings alone such characters stand and which has its own escapes.
fn json_lines(text: &str) -> Cow<'_, str> {
    let escape = |c: char, out: &mut String| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            *out += &format!("\\u{unit:04x}");
        }
    };
    escaped(text, is_bad_in_lines, escape)
}

fn escaped(text: &str, bad: impl Fn(char) -> bool, escape: impl Fn(char, &mut String)) -> Cow<'_, str> {
    if !text.contains(&bad) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match bad(c) {
            true => escape(c, &mut out),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn is_bad_in_lines(c: char) -> bool {
    c != '\n' && !is_plain(c)
}

fn is_plain(c: char) -> bool {
    let turns =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let ends_a_line = matches!(c, '\u{2028}' | '\u{2029}');
    // words of several languages are not spelled without joiners
    let unseen = is_without_width(c) && !is_joiner(c);
    let in_no_xml = matches!(c, '\u{fffe}' | '\u{ffff}');
    !(c.is_control() || turns || unseen || ends_a_line || in_no_xml)
}

/// A mean score with its deviation.
pub fn score(mean: f64, std: f64) -> String {
    if mean.is_nan() {
        return "failed".into();
    }
    format!("{} ± {}", number(mean), number(std))
}

/// A mean score alone.
pub fn mean(mean: f64) -> String {
    if mean.is_nan() {
        return "failed".into();
    }
    number(mean)
}

/// Four places behind the point, or an exponent where there would be many before it.
fn number(number: f64) -> String {
    match number.abs() < 1e7 {
        true => format!("{number:.4}"),
        false => format!("{number:.4e}"),
    }
}

/// How much quantising changes a score.
pub fn gap(gap: f64) -> String {
    if gap.is_nan() {
        return String::new();
    }
    format!("{gap:+.4}")
}

/// A time to fit.
pub fn milliseconds(seconds: f64) -> String {
    format!("{:.1} ms", seconds * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_go_on_below() {
        let words = ["twelve-chars"; 9].join(" ");
        let text = fitted(&words, Some(WIDTH));
        assert_eq!(fitted(&words, None), words);
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        assert_eq!(text.split_whitespace().count(), 9);
        assert_eq!(
            text.lines().nth(1),
            Some("  twelve-chars twelve-chars twelve-chars")
        );
    }

    #[test]
    fn what_goes_on_stands_below_its_indented_line() {
        for (line, columns, expected) in [
            ("  fold 0: 0.5, 3 epochs", 13, "  fold 0:\n    0.5, 3\n    epochs"),
            ("", 13, ""),
            ("a-long-word next", 5, "a-long-word\n  next"),
            ("two  blanks", 80, "two  blanks"),
        ] {
            assert_eq!(wrapped_to(line, columns), expected);
        }
    }

    #[test]
    fn a_name_cannot_speak_to_the_terminal() {
        for (text, safe) in [
            ("größe, 温度 ± 1", "größe, 温度 ± 1"),
            ("می\u{200c}خواهم, क्\u{200d}ष", "می\u{200c}خواهم, क्\u{200d}ष"),
            (
                "a\u{200b}\u{ad}\u{2060}\u{feff}",
                "a\\u{200b}\\u{ad}\\u{2060}\\u{feff}",
            ),
            ("\x1b[2J", "\\u{1b}[2J"),
            ("a\nb\tc", "a\\nb\\tc"),
            ("\u{202e}gpj.exe", "\\u{202e}gpj.exe"),
            ("\u{9b}31m\u{7f}", "\\u{9b}31m\\u{7f}"),
        ] {
            assert_eq!(shown(text), safe);
        }
        assert_eq!(lines("a\nb\u{2066}"), "a\nb\\u{2066}");
    }

    #[test]
    fn json_on_a_terminal_is_json() {
        let names = [
            "\u{202e}gpj.exe",
            "\u{7f}\u{9b}31m\u{2028}\u{ffff}",
            "größe, 温度 🌱",
            "a\nb",
        ];
        let text = serde_json::to_string_pretty(&names).unwrap();
        let safe = json_lines(&text);
        assert!(safe.contains(r#""\u202egpj.exe""#), "{safe}");
        assert!(safe.chars().all(|c| !is_bad_in_lines(c)), "{safe}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&safe).unwrap(), names);
    }
}
