"""Fetches one pinned wheel into a folder, going on where a broken run stopped.

    fetch.py PROJECT FILE SHA256 FOLDER

Where the wheel lies, and how to get there, is pip's business: its own finder and session are used,
so that every index, mirror, proxy, certificate and credential that works for `pip install` works
here. What pip cannot do is to continue a half-fetched file in a later run; that is this script's.
It decides nothing about versions.
"""

import hashlib
import os
import subprocess
import sys
import time

CHUNK = 1 << 20
ATTEMPTS = 5


class Refused(Exception):
    """A failure to report in one sentence, without a traceback."""


def target(file):
    """pip's options for the platform that the wheel's own name states."""
    python, _, platforms = file[: -len(".whl")].split("-")[-3:]
    version = "3." + python[len("cp3") :] if python.startswith("cp3") else "3"
    options = [
        "--no-deps",
        "--only-binary=:all:",
        "--python-version=" + version,
        "--implementation=cp",
    ]
    return options + ["--platform=" + platform for platform in platforms.split(".")]


def locate(project, file):
    """The wheel's address and a session that may read it, both from pip."""
    from pip._internal.cli import cmdoptions
    from pip._internal.commands import create_command

    command = create_command("download")
    options, _ = command.parse_args(["--no-cache-dir", *target(file), project])
    with command.main_context():
        session = command._build_session(options)
        finder = command._build_package_finder(
            options, session, target_python=cmdoptions.make_target_python(options)
        )
        for candidate in finder.find_all_candidates(project):
            if candidate.link.filename == file:
                return session, candidate.link.url_without_fragment
    raise Refused(
        f"pip finds no {file}: is there a network, and does the configured package index carry it?"
    )


def receive(session, url, part):
    """Appends to `part` what it still lacks."""
    have = os.path.getsize(part) if os.path.exists(part) else 0
    headers = {"Accept-Encoding": "identity", "Range": f"bytes={have}-"}
    with session.get(url, headers=headers, stream=True, timeout=60) as response:
        if response.status_code == 416:
            return  # nothing is missing; the digest will tell whether it is right
        response.raise_for_status()
        resumed = response.status_code == 206
        have = have if resumed else 0
        total = have + int(response.headers.get("Content-Length", 0))
        with open(part, "ab" if resumed else "wb") as sink:
            for chunk in response.iter_content(CHUNK):
                sink.write(chunk)
                have += len(chunk)
                show(have, total)
    if have < total:
        raise OSError("the connection ended early")


def show(have, total):
    """One line that overwrites itself, on a terminal only."""
    if sys.stderr.isatty():
        end = "\n" if have >= total else ""
        sys.stderr.write(f"\r  {have >> 20} of {total >> 20} MiB{end}")


def receive_patiently(session, url, part):
    """Goes on after each broken connection; gives up when several in a row bring nothing."""
    failures = 0
    while True:
        before = os.path.getsize(part) if os.path.exists(part) else 0
        try:
            return receive(session, url, part)
        except Exception as error:  # pip's session raises its own vendored types
            grown = os.path.exists(part) and os.path.getsize(part) > before
            failures = 1 if grown else failures + 1
            if failures >= ATTEMPTS:
                raise Refused(
                    f"the connection keeps failing ({error}); what has arrived is kept"
                ) from error
            time.sleep(failures)


def receive_with_pip(project, file, part):
    """The whole wheel in one go, for a pip whose insides have moved."""
    folder = part + ".pip"
    version = file.split("-")[1]
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--dest",
        folder,
        *target(file),
        f"{project}=={version}",
    ]
    if subprocess.call(command) != 0:
        raise Refused(f"pip could not download {file}: is there a network?")
    os.replace(os.path.join(folder, file), part)
    os.rmdir(folder)


def digest(path):
    total = hashlib.sha256()
    with open(path, "rb") as source:
        for chunk in iter(lambda: source.read(CHUNK), b""):
            total.update(chunk)
    return total.hexdigest()


def fetch(project, file, sha256, folder):
    wheel = os.path.join(folder, file)
    part = wheel + ".part"
    os.makedirs(folder, exist_ok=True)
    if os.path.exists(wheel):
        if digest(wheel) == sha256:
            return
        os.remove(wheel)
    try:
        session, url = locate(project, file)
    except (ImportError, AttributeError, TypeError):
        receive_with_pip(project, file, part)
    else:
        receive_patiently(session, url, part)
    if digest(part) != sha256:
        os.remove(part)
        raise Refused(
            f"{file} does not have the pinned SHA-256 and was removed; run again to fetch it anew"
        )
    os.replace(part, wheel)


if __name__ == "__main__":
    try:
        fetch(*sys.argv[1:])
    except Refused as refusal:
        sys.exit(f"error: {refusal}")
    except KeyboardInterrupt:
        sys.exit("interrupted; what has arrived is kept, and the next run goes on from there")
