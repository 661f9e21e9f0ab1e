//! With the DSP instructions of Armv7E-M and Armv8-M Mainline: SMLAD multiplies two halves of 16
//! bits each and adds both products, SXTB16 widens bytes 0 and 2 to such halves.
//!
//! A whole layer is one block of assembly, so it takes as many instructions at any level of
//! optimisation: for 16 products 12 instructions and two loads, and 47 a tile.

use core::arch::asm;

use super::{BLOCK, Size, Store, Tiles, look, unpack, word};

/// What the loop over the tiles keeps in memory, in the order that it loads.
#[repr(C)]
struct State {
    input: *const i32,
    /// Steps of the first block, which takes what the whole blocks leave.
    first: usize,
    /// Whole blocks after it.
    blocks: usize,
    bias: *const i32,
    out: *mut i32,
    /// Bytes from a bias to its multiplier.
    to_multiplier: usize,
    zero: i32,
    narrow: usize,
    tiles: usize,
}

#[inline(never)]
pub(super) fn dense(
    from: &mut Tiles<'_>,
    size: Size,
    input: &[i32],
    store: Store<'_>,
    out: &mut [i32],
) -> Option<()> {
    let size = size.at_run_time();
    let (layer, Size { steps, tiles }) = (from.next(size)?, size);
    let (zero, narrow) = match store {
        Store::Whole => (0, 0),
        Store::Narrow { zero, .. } => (zero, 1),
    };
    let out = out.get_mut(..(4 - 2 * narrow) * tiles)?;
    if input.len() < 2 * steps || layer.words.is_empty() {
        return None;
    }
    let blocks = (steps - 1) / (BLOCK / 4);
    let mut state = State {
        input: input.as_ptr(),
        first: steps - blocks * (BLOCK / 4),
        blocks,
        bias: layer.biases.as_ptr(),
        out: out.as_mut_ptr(),
        to_multiplier: (layer.multipliers.as_ptr() as usize).wrapping_sub(layer.biases.as_ptr() as usize),
        zero,
        narrow,
        tiles,
    };
    // SAFETY: the slices are that long: `tiles` tiles of `4 * steps` words, four biases, four
    // multipliers and two or four words of `out` each, and `2 * steps` words of input.
    unsafe { run(layer.words.as_ptr(), &mut state) };
    if let Store::Narrow {
        table: table @ Some(_),
        ..
    } = store
    {
        for q in out {
            let [low, high] = unpack(*q);
            *q = word(look(table, low), look(table, high));
        }
    }
    Some(())
}

/// Four inputs of four outputs. Sums of halves are in r8 and r10, of low bytes in r9 and r11.
macro_rules! step {
    () => {
        "ldmia r0!, {{r2, r3, r4, r5}}
        ldrd r12, lr, [r1], #8
        smlad r8, r2, r12, r8
        sxtb16 r2, r2
        smlad r9, r2, r12, r9
        smlad r10, r3, r12, r10
        sxtb16 r3, r3
        smlad r11, r3, r12, r11
        smlad r8, r4, lr, r8
        sxtb16 r4, r4
        smlad r9, r4, lr, r9
        smlad r10, r5, lr, r10
        sxtb16 r5, r5
        smlad r11, r5, lr, r11"
    };
}

/// [`super::requantize`] plus the zero point in r8; the last bit that ASRS shifts out is the carry
/// that rounds.
macro_rules! requantize {
    ($sum:literal, $multiplier:literal) => {
        concat!(
            "smmul ",
            $sum,
            ", ",
            $sum,
            ", ",
            $multiplier,
            "\n",
            "asrs ",
            $sum,
            ", ",
            $sum,
            ", ",
            $multiplier,
            "\n",
            "adc ",
            $sum,
            ", ",
            $sum,
            ", r8"
        )
    };
}

/// # Safety
/// Every pointer in `state` is valid for what its numbers of tiles and steps say, none of which
/// is zero, and `words` for `4 * (first + 128 * blocks)` words a tile.
#[inline(always)]
unsafe fn run(words: *const u32, state: &mut State) {
    // SAFETY: the caller's; r6 and r7, which the compiler keeps for itself, are put back.
    unsafe {
        asm!(
            "push {{r6, r7}}",
            "mov r7, r2",
            // a tile: sums of outputs 0 and 2 start from their biases, those of 1 and 3 wait
            "2:",
            "ldm r7, {{r1, r2, r3, r4}}",
            "add r6, r2, #1",
            "ldrd r9, r5, [r4]",
            "ldrd r11, r4, [r4, #8]",
            "push {{r3, r4, r5}}",
            // a block
            "3:",
            "mov r8, r9",
            "mov r10, r11",
            // two steps a round; an odd number enters at the second
            "lsrs r6, r6, #1",
            "bcc 5f",
            "4:",
            step!(),
            "5:",
            step!(),
            "subs r6, r6, #1",
            "bne 4b",
            "pop {{r3, r4, r5}}",
            "sub r8, r8, r9",
            "sub r10, r10, r11",
            "add r5, r5, r8, asr #8",
            "add r4, r4, r10, asr #8",
            "subs r3, r3, #1",
            "bpl 8f",
            // the sums are r9, r5, r11, r4
            "ldrd r1, r2, [r7, #12]",
            "ldrd r3, r8, [r7, #20]",
            "add r3, r3, r1",
            "add r1, r1, #16",
            "str r1, [r7, #12]",
            "ldm r3, {{r1, r3, r6, r10}}",
            requantize!("r9", "r1"),
            requantize!("r5", "r3"),
            requantize!("r11", "r6"),
            requantize!("r4", "r10"),
            "ldrd r1, r3, [r7, #28]",
            "cbz r1, 7f",
            "ssat r9, #8, r9",
            "ssat r5, #8, r5",
            "ssat r11, #8, r11",
            "ssat r4, #8, r4",
            "pkhbt r9, r9, r5, lsl #16",
            "pkhbt r11, r11, r4, lsl #16",
            "stmia r2!, {{r9, r11}}",
            "6:",
            "subs r3, r3, #1",
            "str r2, [r7, #16]",
            "str r3, [r7, #32]",
            "bne 2b",
            "b 9f",
            // 32-bit outputs
            "7:",
            "strd r9, r5, [r2], #8",
            "strd r11, r4, [r2], #8",
            "b 6b",
            // another block, which has 128 steps
            "8:",
            "push {{r3, r4, r5}}",
            "mov r6, #129",
            "b 3b",
            "9:",
            "pop {{r6, r7}}",
            inout("r0") words => _,
            out("r1") _,
            inout("r2") state => _,
            out("r3") _, out("r4") _, out("r5") _, out("r8") _, out("r9") _,
            out("r10") _, out("r11") _, out("r12") _, out("lr") _,
        );
    }
}
