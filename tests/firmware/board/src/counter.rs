//! How many instructions were executed, not how many cycles they would take.
//!
//! Under `-icount shift=0` an instruction takes one nanosecond of the emulator's time. RISC-V
//! counts them itself (`minstret`); on Arm a timer counts ticks of many instructions each, and
//! the rest of a tick is counted out in a loop of known length: right to a few instructions.

/// Instructions when an instrument began to read, and when it had read.
#[derive(Clone, Copy)]
struct Stamp {
    before: u64,
    after: u64,
}

/// Counts instructions, and can leave some out.
pub struct Stopwatch {
    start: Stamp,
    overhead: u64,
    left_out: u64,
}

impl Stopwatch {
    /// Starts.
    #[inline(never)]
    pub fn start() -> Self {
        timer::start();
        let overhead = Self::with(0).instructions();
        Self::with(overhead)
    }

    #[inline(never)]
    fn with(overhead: u64) -> Self {
        Self {
            overhead,
            left_out: 0,
            start: now(),
        }
    }

    /// Runs something that does not count.
    #[inline(never)]
    pub fn leave_out(&mut self, run: impl FnOnce()) {
        let from = now();
        run();
        self.left_out += now().after - from.before + self.overhead;
    }

    /// Instructions since the start.
    #[inline(never)]
    pub fn instructions(&self) -> u64 {
        let end = now();
        (end.before - self.start.after).saturating_sub(self.left_out + self.overhead)
    }
}

#[cfg(target_arch = "riscv32")]
mod timer {
    pub(super) fn start() {}
}

#[cfg(target_arch = "riscv32")]
#[inline(never)]
fn now() -> Stamp {
    let (mut high, mut low, mut again): (u32, u32, u32);
    loop {
        // SAFETY: reads counters.
        unsafe {
            core::arch::asm!(
                "csrr {high}, minstreth",
                "csrr {low}, minstret",
                "csrr {again}, minstreth",
                high = out(reg) high,
                low = out(reg) low,
                again = out(reg) again,
            );
        }
        if high == again {
            break;
        }
    }
    let count = u64::from(high) << 32 | u64::from(low);
    Stamp {
        before: count,
        after: count,
    }
}

#[cfg(target_arch = "arm")]
#[inline(never)]
fn now() -> Stamp {
    let (ticks, passes) = timer::next_tick();
    // halves, as a tick of the microbit is 62.5 instructions
    let after = u64::from(ticks) * timer::HALF_INSTRUCTIONS_PER_TICK / 2;
    Stamp {
        before: after.saturating_sub(u64::from(passes) * timer::INSTRUCTIONS_PER_PASS),
        after,
    }
}

/// TIMER0 of Arm's CMSDK (Application Note 386 and 505): counts down, 32 bits.
#[cfg(any(machine = "mps2-an386", machine = "mps2-an505"))]
mod timer {
    const BASE: usize = if cfg!(machine = "mps2-an386") {
        0x4000_0000
    } else {
        0x5000_0000
    };
    /// 25 MHz on the one, 20 MHz on the other.
    pub(super) const HALF_INSTRUCTIONS_PER_TICK: u64 = if cfg!(machine = "mps2-an386") { 80 } else { 100 };
    pub(super) const INSTRUCTIONS_PER_PASS: u64 = 4;

    pub(super) fn start() {
        let base = BASE as *mut u32;
        // SAFETY: registers CTRL, VALUE and RELOAD of a timer that nobody else uses.
        unsafe {
            base.write_volatile(0);
            base.add(2).write_volatile(u32::MAX);
            base.add(1).write_volatile(u32::MAX);
            base.write_volatile(1);
        }
    }

    /// Waits for a tick: how many there have been, and how often the loop ran.
    #[inline(always)]
    pub(super) fn next_tick() -> (u32, u32) {
        let (value, passes): (u32, u32);
        // SAFETY: reads the timer's VALUE.
        unsafe {
            core::arch::asm!(
                "ldr {value}, [{base}, #4]",
                "mov {first}, {value}",
                "2: adds {passes}, #1",
                "ldr {value}, [{base}, #4]",
                "cmp {value}, {first}",
                "beq 2b",
                base = in(reg) BASE,
                value = out(reg) value,
                first = out(reg) _,
                passes = inout(reg) 0 => passes,
            );
        }
        (u32::MAX - value, passes)
    }
}

/// TIMER0 of Nordic's nRF51 (Reference Manual 3.0, chapter 18): counts up at 16 MHz.
#[cfg(machine = "microbit")]
mod timer {
    const BASE: usize = 0x4000_8000;
    pub(super) const HALF_INSTRUCTIONS_PER_TICK: u64 = 125;
    pub(super) const INSTRUCTIONS_PER_PASS: u64 = 5;

    pub(super) fn start() {
        let register = |offset: usize, value: u32| {
            // SAFETY: registers of a timer that nobody else uses.
            unsafe { ((BASE + offset) as *mut u32).write_volatile(value) }
        };
        register(0x508, 3); // BITMODE: 32 bits
        register(0x510, 0); // PRESCALER
        register(0x00c, 1); // CLEAR
        register(0x000, 1); // START
    }

    /// Waits for a tick: how many there have been, and how often the loop ran.
    #[inline(always)]
    pub(super) fn next_tick() -> (u32, u32) {
        let (value, passes): (u32, u32);
        // SAFETY: TASKS_CAPTURE[0] at 0x040 copies the count to CC[0] at 0x540.
        unsafe {
            core::arch::asm!(
                "str {one}, [{capture}]",
                "ldr {value}, [{count}]",
                "mov {first}, {value}",
                "2: str {one}, [{capture}]",
                "ldr {value}, [{count}]",
                "adds {passes}, #1",
                "cmp {value}, {first}",
                "beq 2b",
                one = in(reg) 1,
                capture = in(reg) BASE + 0x040,
                count = in(reg) BASE + 0x540,
                value = out(reg) value,
                first = out(reg) _,
                passes = inout(reg) 0 => passes,
            );
        }
        (value, passes)
    }
}
