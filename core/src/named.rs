//! Choices that have a name: an enum, all of its variants, and their names, from one list.

/// Declares an enum whose variants are known by name: `Variant = "name"`.
macro_rules! named {
    (
        $(#[$meta:meta])*
        pub enum $type:ident {
            $($(#[$doc:meta])* $variant:ident = $name:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type { $($(#[$doc])* $variant,)+ }

        impl $type {
            /// All of them.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Calls `each` with all of them in their order; no loop, so that of those that a constant chooses the calls
            /// remain.
            #[doc(hidden)]
            #[inline(always)]
            pub fn for_each(mut each: impl FnMut(Self)) {
                $(each(Self::$variant);)+
            }

            /// The one of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }
        }
    };
}

pub(crate) use named;
