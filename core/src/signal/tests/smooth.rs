//! Answers of several windows as one.

use super::*;

#[test]
fn answers_are_smoothed_over_the_last_windows() {
    let mean = Smooth {
        over: 3,
        vote: Vote::Mean,
    };
    let (mut answered, mut memory) = (Answered::default(), [f32::NAN; 6]);
    let mut found = Vec::new();
    for p in [0.25, 0.75, 0.5, 0.0] {
        let mut answer = [p, 1.0 - p];
        mean.push(&mut answered, &mut memory, &mut answer).unwrap();
        found.push(answer[0]);
    }
    assert_eq!(found, [0.25, 0.5, 0.5, 1.25 / 3.0]);
    let majority = Smooth {
        over: 3,
        vote: Vote::Majority,
    };
    let (mut answered, mut memory) = (Answered::default(), [f32::NAN; 6]);
    let mut found = Vec::new();
    for p in [0.9, 0.4, 0.4, 0.4] {
        let mut answer = [p, 1.0 - p];
        majority.push(&mut answered, &mut memory, &mut answer).unwrap();
        found.push(answer[1]);
    }
    assert_eq!(found, [0.0, 0.5, 2.0 / 3.0, 1.0]);
    let none = Smooth { over: 0, ..mean };
    let refused = none.push(&mut Answered::default(), &mut [0.0; 6], &mut [0.0; 2]);
    assert_eq!(refused, Err(Error::Parameter("smooth")));
}
