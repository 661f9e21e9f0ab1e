//! What an accelerometer on a wrist may show of three gestures.
//!
//! A recording is of one of four people, who differ in how far and how fast they move and in how they wear the sensor;
//! each recording differs in that again, and its sensor has an offset of its own. So windows of one recording are alike
//! in what has nothing to do with the gesture: who shuffles windows into folds finds the recording again, and takes it
//! for the gesture.
//!
//! Nothing but sums, products, quotients and roots of f64, so that all machines write the same bytes.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use mcutune::core::random::{Random, Seeded, Xoshiro};

/// What is written where nobody asks for another.
pub const SEED: u32 = 8;

/// Recordings a gesture.
pub const COUNT: u32 = 12;

/// Gestures, in the order of their names.
pub const GESTURES: [&str; 3] = ["circle", "idle", "shake"];

/// Samples a second.
const RATE: f64 = 50.0;

/// Samples of a recording.
const SAMPLES: u32 = 500;

/// How many people there are.
const PEOPLE: u32 = 4;

/// What the sensor shows at rest, in its unit.
const GRAVITY: f64 = 1000.0;

/// Writes the recordings of all gestures.
pub fn write(folder: &Path, seed: u32, count: u32) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for gesture in GESTURES {
        for number in 1..=count {
            let mut text = "timestamp,x,y,z\n".to_owned();
            for (i, [x, y, z]) in (0_u32..).zip(recording(gesture, seed, number)) {
                // into a text nothing fails
                let _ = writeln!(text, "{},{x},{y},{z}", i * 20);
            }
            std::fs::write(folder.join(format!("{gesture}.{number:02}.csv")), text)?;
        }
    }
    Ok(())
}

/// The samples of a recording, each of three axes in thousandths of a g.
pub fn recording(gesture: &str, seed: u32, number: u32) -> Vec<[i32; 3]> {
    let place = GESTURES
        .iter()
        .position(|known| *known == gesture)
        .unwrap_or_default() as u32;
    let mut person = Xoshiro::from_seed_number(seed.wrapping_mul(31).wrapping_add(number % PEOPLE));
    let (reach, haste) = (person.uniform(0.8, 1.25), person.uniform(0.8, 1.25));
    let worn = turn(&mut person, 0.25);
    let own = (seed.wrapping_mul(1009)).wrapping_add(number * 16 + place);
    let mut random = Xoshiro::from_seed_number(own);
    let motion = Motion {
        reach: reach * random.uniform(0.8, 1.25),
        haste: haste * random.uniform(0.8, 1.25),
        phase: random.double(),
        unrest: random.uniform(0.2, 1.0),
    };
    let held = turn(&mut random, 0.3);
    let offset = [0; 3].map(|_| random.uniform(-40.0, 40.0));
    let mut slow = [0.0; 3];
    let sample = |i: u32| {
        let time = f64::from(i) / RATE;
        let moved = match place {
            0 => motion.circle(time),
            1 => motion.idle(time),
            _ => motion.shake(time),
        };
        // a hand that drifts
        slow = slow.map(|x| 0.98 * x + noise(&mut random) * 9.0);
        let felt = rotated(held, rotated(worn, [moved[0], moved[1], moved[2] + GRAVITY]));
        let axis = |at: usize| felt[at] + offset[at] + slow[at] + noise(&mut random) * 25.0;
        [0, 1, 2].map(axis).map(|x| x.round() as i32)
    };
    (0..SAMPLES).map(sample).collect()
}

/// How a recording's hand moves.
struct Motion {
    /// How far, about 1.
    reach: f64,
    /// How fast, about 1.
    haste: f64,
    /// Where it begins, in turns.
    phase: f64,
    /// How much the pace comes and goes.
    unrest: f64,
}

impl Motion {
    /// How much of the movement there is now, from 0 to 1.
    fn strength(&self, time: f64) -> f64 {
        1.0 - 0.35 * self.unrest * (1.0 + wave(0.21 * time + self.phase))
    }

    /// Round and round in a plane.
    fn circle(&self, time: f64) -> [f64; 3] {
        let turns = 1.4 * self.haste * time + 0.12 * wave(0.3 * time) + self.phase;
        let far = 260.0 * self.reach * self.strength(time);
        [
            far * wave(turns),
            far * wave(turns + 0.25),
            0.25 * far * wave(turns + 0.1),
        ]
    }

    /// At rest, but for a fidget now and then.
    fn idle(&self, time: f64) -> [f64; 3] {
        let turns = 2.3 * self.haste * time + self.phase;
        let fidgets = (wave(0.13 * time + 2.0 * self.phase) - 1.0 + 0.8 * self.unrest).max(0.0);
        let far = 300.0 * self.reach * fidgets;
        [
            far * wave(turns),
            0.6 * far * wave(0.7 * turns),
            0.3 * far * wave(1.3 * turns),
        ]
    }

    /// To and fro along a line that is not quite straight.
    fn shake(&self, time: f64) -> [f64; 3] {
        let turns = 2.6 * self.haste * time + 0.12 * wave(0.3 * time) + self.phase;
        let far = 450.0 * self.reach * self.strength(time);
        [
            far * wave(turns),
            0.25 * far * wave(turns + 0.12),
            0.2 * far * wave(2.0 * turns),
        ]
    }
}

/// One wave a turn, between -1 and 1: a sine but for 0.001.
fn wave(turns: f64) -> f64 {
    let part = turns - turns.floor();
    let bow = |x: f64| 16.0 * x * (0.5 - x);
    let first = match part < 0.5 {
        true => bow(part),
        false => -bow(part - 0.5),
    };
    first * (0.775 + 0.225 * first.abs())
}

/// About a normal deviate: the sum of three uniform ones.
fn noise(random: &mut Xoshiro) -> f64 {
    random.uniform(-1.0, 1.0) + random.uniform(-1.0, 1.0) + random.uniform(-1.0, 1.0)
}

/// A rotation by up to about twice as many radians about any axis, as a quaternion of length 1.
fn turn(random: &mut Xoshiro, most: f64) -> [f64; 4] {
    let [x, y, z] = [0; 3].map(|_| random.uniform(-most, most));
    let length = (1.0 + x * x + y * y + z * z).sqrt();
    [1.0 / length, x / length, y / length, z / length]
}

/// `v + 2 q x (q x v + w v)`.
fn rotated([w, x, y, z]: [f64; 4], v: [f64; 3]) -> [f64; 3] {
    let cross = |v: [f64; 3]| [y * v[2] - z * v[1], z * v[0] - x * v[2], x * v[1] - y * v[0]];
    let inner = cross(v);
    let outer = cross([inner[0] + w * v[0], inner[1] + w * v[1], inner[2] + w * v[2]]);
    [
        v[0] + 2.0 * outer[0],
        v[1] + 2.0 * outer[1],
        v[2] + 2.0 * outer[2],
    ]
}
