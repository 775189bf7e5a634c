//! A coordinator on a real socket and a real database, talked to as its clients do; the worker is
//! driven by hand, so that no test trains or waits for anything but the coordinator.

mod access;
mod backups;
mod checkpoints;
mod checks;
mod cluster;
mod corpora;
mod dispatch;
mod explaining;
mod exports;
mod fake_worker;
mod hostile;
mod leases;
mod lifecycle;
mod limits;
mod queries;
mod results;
mod sharing;
mod sweeps;
mod weights;
