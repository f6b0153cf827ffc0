"""Opens the notebooks in JupyterLab. Called by `deno task lab`, whose arguments it takes.

The project's notebooks are trusted first: JupyterLab shows no figure of others until they are run. The
server, and its kernels with it, ends with the command that started it, however that ends.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "jupyter"))
os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"

import nbformat  # noqa: E402
from die_with_parent import die_with_parent  # noqa: E402
from jupyterlab.labapp import LabApp  # noqa: E402
from nbformat.sign import NotebookNotary  # noqa: E402

SETTINGS = [
    "--ServerApp.allow_root=True",
    # A second question on Ctrl+C would outlive the command that was interrupted.
    "--ServerApp.answer_yes=True",
    f"--ServerApp.root_dir={PROJECT}",
    f"--FileContentsManager.preferred_dir={PROJECT / 'notebooks'}",
    "--MultiKernelManager.default_kernel_name=deno",
    "--KernelSpecManager.ensure_native_kernel=False",
    # Without these two the server warns of language servers that are not there, and of its own default.
    "--LanguageServerManager.autodetect=False",
    "--ZMQChannelsWebsocketConnection.websocket_ping_timeout=30000",
    # They need LaTeX or a browser of their own; `deno task reproduce` renders pages.
    "--PDFExporter.enabled=False",
    "--WebPDFExporter.enabled=False",
    "--QtPDFExporter.enabled=False",
    "--QtPNGExporter.enabled=False",
]


def trust_notebooks():
    notary = NotebookNotary()
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        notary.sign(nbformat.read(path, as_version=4))


def end_with_caller():
    """Ends the server when the command that began it has ended: `deno task`, or the `npx` around it."""
    die_with_parent(signal.SIGTERM)
    # The server does not clean up after a terminal that is closed.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    parent, callers = os.getppid(), list(find_callers())

    def watch():
        while os.getppid() == parent and all(is_running(caller) for caller in callers):
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def find_callers():
    """The processes above this one that belong to the command; on systems without /proc none."""
    process = os.getppid()
    while process > 1:
        try:
            command = Path(f"/proc/{process}/cmdline").read_text().split("\0")
            stat = Path(f"/proc/{process}/stat").read_text()
        except OSError:
            return
        # npx calls itself "npm exec deno@...", and starts what it fetched by a shell.
        is_shell = command[:2] == ["sh", "-c"] and command[2].lstrip("'").startswith("deno")
        is_npx = command[0].startswith(("npm exec", "npx"))
        if not (is_shell or is_npx or Path(command[0]).name == "deno"):
            return
        yield process
        process = int(stat.rpartition(")")[2].split()[1])


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


if __name__ == "__main__":
    end_with_caller()
    trust_notebooks()
    sys.exit(LabApp.launch_instance([*SETTINGS, *sys.argv[1:]]))
