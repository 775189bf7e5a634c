//! Checkpoint files.

use dwell_act::Checkpoint;

/// Reads a checkpoint, and writes what is accepted.
pub fn checkpoint(bytes: &[u8]) {
    match Checkpoint::from_bytes(bytes) {
        Ok(checkpoint) => {
            let written = checkpoint.to_bytes();
            let again = Checkpoint::from_bytes(&written).expect("what was written is read");
            // Compared as bytes: a weight that is no number does not equal itself.
            assert_eq!(again.to_bytes(), written);
        }
        Err(damage) => assert!(!damage.to_string().is_empty()),
    }
}
