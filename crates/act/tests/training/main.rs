//! The engine from outside: packs as a trainer drives them.

mod checkpoints;
mod events;
mod lanes;
mod trial;
