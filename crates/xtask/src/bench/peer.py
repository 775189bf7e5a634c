"""The peers of `cargo xtask bench train-cpu`: measures one of them and prints one JSON object.

    peer.py package|plain N SECONDS

An update is forward, backward and Adam on parity, as `dwell-trainer bench` does it; the batches lie
ready beforehand, which favours the peers. Nothing here is needed to build or test Dwell.
"""

import itertools
import json
import sys
import time

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

BITS, HIDDEN, BATCH = 64, 128, 128
PONDER_COST, LEARNING_RATE = 1e-3, 1e-3
NEVER_HALTS = -20.0  # a halting bias that leaves the end to the limit on N
WARM_UP = 20


class Package(torch.nn.Module):
    """pytorch-adaptive-computation-time, with the output layer that its own parity task adds."""

    def __init__(self, n):
        super().__init__()
        from pytorch_adaptive_computation_time.models import AdaptiveRNNCell

        # Its limit counts one update more than it computes.
        self.cell = AdaptiveRNNCell(
            BITS, HIDDEN, PONDER_COST, initial_halting_bias=NEVER_HALTS, time_limit=n + 1
        )
        self.output = torch.nn.Linear(HIDDEN, 1)

    def loss(self, inputs, targets):
        state, ponder_cost, _ = self.cell(inputs)
        return (
            binary_cross_entropy_with_logits(self.output(state).squeeze(1), targets) + ponder_cost
        )


class Plain(torch.nn.Module):
    """ACT as one would write it down: the input projected once, then N updates."""

    def __init__(self, n):
        super().__init__()
        self.n = n
        self.input = torch.nn.Linear(BITS, HIDDEN)
        self.flag = torch.nn.Parameter(torch.zeros(HIDDEN))
        self.recurrent = torch.nn.Linear(HIDDEN, HIDDEN, bias=False)
        self.halting = torch.nn.Linear(HIDDEN, 1)
        self.output = torch.nn.Linear(HIDDEN, 1)
        torch.nn.init.constant_(self.halting.bias, NEVER_HALTS)

    def loss(self, inputs, targets):
        projected = self.input(inputs)
        state = torch.zeros(BATCH, HIDDEN)
        mean_state = torch.zeros(BATCH, HIDDEN)
        remainder = torch.ones(BATCH, 1)
        for update in range(self.n):
            first = self.flag if update == 0 else 0.0
            state = torch.tanh(projected + first + self.recurrent(state))
            if update < self.n - 1:
                halting = torch.sigmoid(self.halting(state))
                mean_state = mean_state + halting * state
                remainder = remainder - halting
        mean_state = mean_state + remainder * state
        ponder = self.n + remainder.mean()
        logits = self.output(mean_state).squeeze(1)
        return binary_cross_entropy_with_logits(logits, targets) + PONDER_COST * ponder


def batch():
    """Parity: the first k of the bits are -1 or +1, the rest are 0; is the number of +1s odd?"""
    count = torch.randint(1, BITS + 1, (BATCH, 1))
    inputs = (torch.randint(2, (BATCH, BITS)) * 2 - 1) * (torch.arange(BITS) < count)
    return inputs.float(), ((inputs == 1).sum(dim=1) % 2).float()


def measure(model, seconds):
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    batches = itertools.cycle([batch() for _ in range(64)])

    def update():
        optimizer.zero_grad()
        model.loss(*next(batches)).backward()
        optimizer.step()

    for _ in range(WARM_UP):
        update()
    updates, start = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - start) < seconds:
        update()
        updates += 1
    return updates / elapsed


if __name__ == "__main__":
    which, n, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = {"package": Package, "plain": Plain}[which](n)
    print(json.dumps({"updates_per_second": measure(model, seconds)}))
