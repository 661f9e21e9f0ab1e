//! Features of the stages and samples that come by standard input, for `tests/signal/oracle.py`.
//!
//! A stage is a line of JSON (`mcutune_tests::windows`) with how many `samples` follow it: little-endian f32, one number
//! an axis. The answer is one line a window, its last sample and its features, and an empty one behind the last; with
//! `--bytes` it is the features alone, as little-endian f32.

use std::error::Error;
use std::io::{self, BufRead, BufWriter, Read, Write};

use mcutune_tests::windows::{Described, rows};

fn main() -> Result<(), Box<dyn Error>> {
    let (mut input, mut output) = (io::stdin().lock(), BufWriter::new(io::stdout().lock()));
    let as_bytes = std::env::args().any(|argument| argument == "--bytes");
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let stage: serde_json::Value = serde_json::from_str(&line)?;
        line.clear();
        let samples = stage["samples"].as_u64().ok_or("a stage without `samples`")? as usize;
        let described = Described::of(&stage)?;
        let mut bytes = vec![0; samples * described.stage().inputs() * 4];
        input.read_exact(&mut bytes)?;
        let (numbers, _) = bytes.as_chunks();
        let numbers: Vec<f32> = numbers.iter().map(|&four| f32::from_le_bytes(four)).collect();
        let rows = rows(&described.stage(), &numbers)?;
        if as_bytes {
            for feature in rows.iter().flat_map(|(_, features)| features) {
                output.write_all(&feature.to_le_bytes())?;
            }
            continue;
        }
        for (t, features) in rows {
            write!(output, "{t}")?;
            for feature in features {
                write!(output, " {feature:?}")?;
            }
            writeln!(output)?;
        }
        writeln!(output)?;
    }
    output.flush()?;
    Ok(())
}
