"""Unpacks from wheels what is needed to compile against libtorch and to run with it.

    unpack.py FOLDER WHEEL..

Headers, shared objects and licences, in the wheels' own layout: libtorch_cpu.so finds the CUDA
runtime by a path relative to itself. Python's own modules stay packed.
"""

import sys
import zipfile

NEEDED = ("torch/lib/", "torch/include/", "nvidia/cu13/lib/")


def needed(name):
    return name.startswith(NEEDED) or ".dist-info/" in name


if __name__ == "__main__":
    folder, *wheels = sys.argv[1:]
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder, filter(needed, archive.namelist()))
