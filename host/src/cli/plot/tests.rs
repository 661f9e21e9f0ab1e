use super::*;

fn plot<'a>(means: &'a [f64], costs: &'a [u64], front: &'a [usize]) -> Plot<'a> {
    Plot {
        title: "iris & co",
        score: "accuracy (mean of 5 folds)".into(),
        cost: "parameters",
        means,
        costs,
        front,
        winner: Some(0),
    }
}

#[test]
fn pictures_hold_what_they_should() {
    let means = [0.95, 0.90, f64::NAN, 0.93, 0.97, 0.94, 0.96, 0.1];
    let costs = [67, 35, 12, 67, 300, 35, 300, 9];
    let svg = plot(&means, &costs, &[7, 5, 0, 4]).svg().unwrap_or_default();
    for part in [
        "iris &amp; co",
        "accuracy (mean of 5 folds)",
        "parameters",
        "trials (7 of 8 have a score)",
        "below the axis (1)",
        "winner: trial 0, 0.9500",
    ] {
        assert!(svg.contains(part), "{part}: {svg}");
    }
    let png = plot(&means, &costs, &[7, 5, 0, 4]).png().unwrap_or_default();
    let mut reader = png::Decoder::new(std::io::Cursor::new(&png))
        .read_info()
        .unwrap_or_else(|e| panic!("{e}"));
    let mut pixels = vec![0; reader.output_buffer_size().unwrap_or(0)];
    reader.next_frame(&mut pixels).unwrap_or_else(|e| panic!("{e}"));
    let count = |colour: RGBColor| {
        let colour = [colour.0, colour.1, colour.2];
        pixels.chunks(3).filter(|pixel| **pixel == colour).count()
    };
    assert!(count(FRONT) > 100 && count(WINNER) > 20 && count(GREY) > 40);
    assert!(count(RGBColor(0, 0, 0)) > 500, "the text is there");
}

#[test]
fn corner_cases_are_drawn() {
    for (means, costs, front) in [
        (&[0.5][..], &[1][..], &[0][..]),
        (&[0.0, 0.0, 0.0], &[0, 0, 0], &[0, 1, 2]),
        (&[-1e300, 1.0, 0.99, 0.98], &[u64::MAX, 5, 6, 7], &[1]),
        (&[f64::NAN, -3.0, -2.0], &[1, 2, 3], &[1, 2]),
    ] {
        let plot = plot(means, costs, front);
        assert!(plot.svg().is_ok() && plot.png().is_ok(), "{means:?}");
    }
    assert!(plot(&[f64::NAN], &[1], &[]).svg().is_err());
}

#[test]
fn names_say_the_format() {
    assert_eq!(Picture::of(Path::new("a/b.SVG")), Ok(Picture::Svg));
    assert_eq!(Picture::of(Path::new("b.x.png")), Ok(Picture::Png));
    for name in ["b.pdf", "png", ".svg", ""] {
        assert!(check_name(Path::new(name)).is_err(), "{name}");
    }
}
