"""The peer of `cargo xtask bench trials`: no-op trials of Optuna, and prints one JSON object.

    optuna_trials.py STORAGE SECONDS PROCESSES

A trial draws one value at random and has an objective that does nothing. Each process counts from when
it is ready. Nothing here is needed to build or test Dwell.
"""

import json
import multiprocessing
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def work(storage, study_name, seconds):
    """Trials that were completed in so many seconds."""
    sampler = optuna.samplers.RandomSampler()
    study = optuna.load_study(storage=storage, study_name=study_name, sampler=sampler)
    trials, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        trial = study.ask()
        trial.suggest_float("ponder_cost", 1e-3, 1.0)
        study.tell(trial, 0.5)
        trials += 1
    return trials


def main():
    storage, seconds, processes = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    study_name = optuna.create_study(storage=storage).study_name
    calls = [(storage, study_name, seconds)] * processes
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        trials = sum(pool.starmap(work, calls))
    print(json.dumps({"trials_per_second": trials / seconds}))


if __name__ == "__main__":
    main()
