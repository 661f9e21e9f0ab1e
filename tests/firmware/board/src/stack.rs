//! How deep the stack went: paint what lies below it, and look what is left of the paint.

use core::arch::asm;

const PAINT: u32 = 0xa5c3_965a;

unsafe extern "C" {
    /// The end of static memory, from the runtime's linker script.
    static mut __sheap: u32;
}

/// All memory below the stack pointer, painted.
pub struct Painted {
    top: usize,
}

fn lowest() -> *mut u32 {
    &raw mut __sheap
}

impl Painted {
    /// Paints from the end of static memory up to the stack of the caller.
    #[inline(always)]
    pub fn new() -> Self {
        let top: usize;
        // SAFETY: memory between the end of statics and the stack pointer belongs to nobody, and
        // one asm block pushes nothing while it fills it.
        unsafe {
            #[cfg(target_arch = "arm")]
            asm!(
                "mov {top}, sp",
                "2: cmp {at}, {top}",
                "bhs 3f",
                "str {paint}, [{at}]",
                "adds {at}, #4",
                "b 2b",
                "3:",
                top = out(reg) top,
                at = inout(reg) lowest() => _,
                paint = in(reg) PAINT,
            );
            #[cfg(target_arch = "riscv32")]
            asm!(
                "mv {top}, sp",
                "2: bgeu {at}, {top}, 3f",
                "sw {paint}, 0({at})",
                "addi {at}, {at}, 4",
                "j 2b",
                "3:",
                top = out(reg) top,
                at = inout(reg) lowest() => _,
                paint = in(reg) PAINT,
            );
        }
        Self { top }
    }

    /// How many bytes of stack have been used since; none when static memory may have been
    /// overwritten.
    pub fn depth(&self) -> Option<usize> {
        let mut at = lowest();
        // SAFETY: aligned words of RAM below the stack, read as they are.
        while (at as usize) < self.top && unsafe { at.read_volatile() } == PAINT {
            at = at.wrapping_add(1);
        }
        (at != lowest()).then(|| self.top - at as usize)
    }
}

impl Default for Painted {
    fn default() -> Self {
        Self::new()
    }
}
