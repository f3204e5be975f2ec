"""What a peer is, and how its work is timed."""
import dataclasses
import importlib.metadata
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

NODE_MODULES = pathlib.Path(sys.prefix) / "node_modules"
"""Where `npm install --prefix` of the Python environment puts its packages."""
PEERS = {}
"""All peers by name, in the order they run in."""


@dataclasses.dataclass
class Peer:
    """A program to compare with."""
    paths: list
    packages: list
    programs: list
    npm: list
    is_program: bool
    run: callable

    def missing(self):
        """What of it is not installed."""
        def is_there(package):
            try:
                return bool(importlib.metadata.version(package))
            except importlib.metadata.PackageNotFoundError:
                return False
        return [*(package for package in self.packages if not is_there(package)),
                *(program for program in self.programs if not shutil.which(program)),
                *(f"npm {package}" for package in self.npm if not (NODE_MODULES / package).is_dir())]

    def version(self):
        """Names and versions of what it is made of."""
        versions = [f"{package} {importlib.metadata.version(package)}" for package in self.packages]
        for program in self.programs:
            said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.splitlines()
            versions.append(f"{program} {said[0].removeprefix(program).split(',')[0].strip()[:40] if said else ''}".strip())
        for package in self.npm:
            versions.append(f"{package} {json.loads((NODE_MODULES / package / 'package.json').read_text())['version']}")
        return ", ".join(versions)


PREPARED_WITH = Peer([], ["numpy", "polars", "pyproj"], [], [], False, None)
"""What reading the catalogue for all of them takes."""


def peer(name, paths, packages=(), programs=(), npm=(), is_program=False):
    """Registers a peer; `is_program` where the work is done by a process that the function starts."""
    def register(run):
        PEERS[name] = Peer(list(paths), list(packages), list(programs), list(npm), is_program, run)
        return run
    return register


def timed(work, runs, warm=1):
    """Median seconds of `runs` runs after `warm` that do not count, and the last result."""
    seconds, result = [], None
    for _ in range(warm + runs):
        result = None
        begun = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds[warm:]), result
