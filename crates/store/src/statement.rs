//! How SQL is kept: named constants, each of which the tests of its engine prepare and explain.

/// Declares the statements of a module.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$doc])* pub(super) const $name: &str = $sql;)+

        /// Every statement of this module by its name.
        #[cfg(test)]
        pub(super) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name),)+];
    };
}

pub(crate) use statements;
