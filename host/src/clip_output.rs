//! How a range that answers are held to is spelled, in a flag and in a study.

use mcutune_core::data::ClipOutput;

/// The word for the range of the rows that train.
const TRAIN: &str = "train";

/// `train`, `LOW:HIGH`, or `none`.
#[must_use]
pub fn clip_output_text(clip: ClipOutput) -> String {
    match clip {
        ClipOutput::None => "none".to_owned(),
        ClipOutput::Train => TRAIN.to_owned(),
        ClipOutput::Range { low, high } => format!("{low}:{high}"),
    }
}

/// The one that is spelled so; none for a range whose ends are not finite f32, or not in their order.
#[must_use]
pub fn parse_clip_output(text: &str) -> Option<ClipOutput> {
    match text {
        "none" => Some(ClipOutput::None),
        TRAIN => Some(ClipOutput::Train),
        range => {
            let (low, high) = range.split_once(':')?;
            let [low, high] =
                [low, high].map(|end| end.trim().parse::<f32>().ok().filter(|end| end.is_finite()));
            let (low, high) = (low?, high?);
            (low <= high).then_some(ClipOutput::Range { low, high })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelled_is_read_again() {
        let range = |low, high| ClipOutput::Range { low, high };
        for clip in [
            ClipOutput::None,
            ClipOutput::Train,
            range(-0.1, 0.3),
            range(f32::MIN, f32::MAX),
            range(0.0, f32::MIN_POSITIVE),
            range(2.0, 2.0),
        ] {
            assert_eq!(parse_clip_output(&clip_output_text(clip)), Some(clip));
        }
        for wrong in [
            "", ":", "1", "1:", ":1", "2:1", "nan:1", "0:inf", "0:1e39", "0:1:2", "Train", "0-1",
        ] {
            assert_eq!(parse_clip_output(wrong), None, "{wrong}");
        }
    }
}
