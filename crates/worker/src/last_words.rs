//! What a trainer wrote to stderr last: kept for the message of its death, and passed on as logs.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, BufReader},
    task::JoinHandle,
};

/// Lines that are kept.
const LINES: usize = 8;

/// The longest line that is kept whole.
const LINE_BYTES: u64 = 1 << 10;

/// How long the rest of a dead trainer's stderr is waited for: something that it started may still
/// hold the pipe open.
const PATIENCE: Duration = Duration::from_millis(500);

/// The last lines of a stream that is still being read.
#[derive(Debug)]
pub(crate) struct LastWords {
    lines: Arc<Mutex<VecDeque<String>>>,
    reader: JoinHandle<()>,
}

impl LastWords {
    /// Starts to read a trainer's stderr.
    pub(crate) fn of(stderr: impl AsyncRead + Send + Unpin + 'static, slot: u32) -> Self {
        let lines = Arc::new(Mutex::new(VecDeque::new()));
        let reader = tokio::spawn(keep(stderr, Arc::clone(&lines), slot));
        Self { lines, reader }
    }

    /// The last lines, once the stream has ended.
    pub(crate) async fn spoken(mut self) -> String {
        if tokio::time::timeout(PATIENCE, &mut self.reader)
            .await
            .is_err()
        {
            self.reader.abort();
        }
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        lines.join("\n")
    }
}

async fn keep(
    stderr: impl AsyncRead + Send + Unpin,
    lines: Arc<Mutex<VecDeque<String>>>,
    slot: u32,
) {
    let mut stderr = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut stderr)
            .take(LINE_BYTES)
            .read_until(b'\n', &mut line)
            .await;
        if !matches!(read, Ok(1..)) {
            return;
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        tracing::debug!(slot, "trainer: {line}");
        let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_last_lines_are_kept_and_long_ones_are_cut() {
        let long = "x".repeat(3 * LINE_BYTES as usize / 2);
        let mut lines: Vec<_> = (0..20).map(|i| format!("line {i}")).collect();
        lines.extend([long, "the end".to_owned()]);
        let stderr = std::io::Cursor::new(lines.join("\n"));
        let spoken = LastWords::of(stderr, 0).spoken().await;
        let lines: Vec<_> = spoken.lines().collect();
        assert_eq!(lines.len(), LINES);
        assert_eq!(lines[0], "line 15");
        assert_eq!(lines[5].len(), LINE_BYTES as usize);
        assert_eq!(lines[7], "the end");
    }
}
