"""Runs notebooks on the project's Deno kernel without losing an output. Called by notebooks.ts.

    python run_notebooks.py [--to DIR] [--attached] notebook.ipynb ...

Deno's kernel reports a cell as idle before its queue of displays is flushed, so a client that stops
there (`jupyter execute`, `nbconvert --execute`) loses outputs. This one then sends a marker through
that queue and collects until the marker arrives. The marker has a connection of its own: to send on
a socket on which a reply is being awaited may take the only notice of that reply, which is then
awaited for ever (jupyter_client sends past the asyncio socket that pyzmq watches).

Standard output carries one JSON object a line: {"notebook", "cell", "cells", "detail"} when a cell
starts or reports its progress, and {"notebook", "cell", "cells", "error"} before it stops with status 1.
"""

import argparse
import json
import os
import re
import sys
import tempfile
import threading
import uuid
from pathlib import Path

import nbformat.v4
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

KERNEL = {"display_name": "Deno", "language": "typescript", "name": "deno"}
ANSI_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


class DenoNotebookClient(NotebookClient):
    """Executes one notebook and keeps every output, whatever order the kernel reports it in."""

    def __init__(self, notebook, report):
        super().__init__(notebook, kernel_name=KERNEL["name"], timeout=None, iopub_timeout=3600)
        self.record_timing = False
        self.report = report
        self.number = 0
        self.on_cell_execute = self.count_cell
        self.marker_client = None

    def count_cell(self, cell, cell_index):
        self.number += 1
        self.report(self.number)

    async def async_start_new_kernel_client(self):
        client = await super().async_start_new_kernel_client()
        self.marker_client = self.km.client()
        self.marker_client.start_channels(iopub=False, stdin=False, hb=False, control=False)
        return client

    async def _async_cleanup_kernel(self):
        if self.marker_client is not None:
            self.marker_client.stop_channels()
        await super()._async_cleanup_kernel()

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        marker = uuid.uuid4().hex
        while True:
            message = await self.kc.iopub_channel.get_msg(timeout=None)
            kind, content = message["msg_type"], message["content"]
            if kind == "status":
                if (
                    content["execution_state"] == "idle"
                    and message["parent_header"].get("msg_id") == parent_msg_id
                ):
                    self.send_marker(marker)
            elif content.get("metadata", {}).get("marker") == marker:
                return
            elif kind != "execute_input":
                # Whatever its parent: what was queued is sent as if the marker's request had made it.
                self.keep(message, cell, cell_index)

    def send_marker(self, marker):
        """Has the kernel broadcast a display that comes after all that the cell has displayed."""
        display = json.dumps({"data": {}, "metadata": {"marker": marker}})
        self.marker_client.execute(
            f'await Deno.jupyter.broadcast("display_data", {display});', store_history=False
        )

    def keep(self, message, cell, cell_index):
        self.process_message(message, cell, cell_index)
        content = message["content"]
        text = content.get("text") or content.get("data", {}).get("text/plain")
        if text and message["msg_type"] != "execute_result":
            self.report(self.number, detail=last_line(text))


def last_line(text):
    """The last line with something on it, as a terminal would show it."""
    text = without_overwritten(ANSI_SEQUENCE.sub("", "".join(text)[-10_000:]).rstrip())
    return text.rsplit("\n", 1)[-1].strip()[:100]


def without_overwritten(text):
    """Each line as a terminal shows it at the end, after what returns to its beginning."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rsplit("\r", 1)[-1] for line in lines)


def read_notebook(path):
    """The notebook without what a former run left in it."""
    notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
    notebook.nbformat_minor = 5
    for index, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{index}")
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    return notebook


def normalize(notebook):
    """Leaves only what is the same on every run with the same results."""
    language = notebook.metadata["language_info"]
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": language})
    for count, cell in enumerate(code_cells(notebook), start=1):
        cell.metadata.pop("execution", None)
        cell.execution_count = count
        cell.outputs = merge_streams(cell.outputs)
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count


def merge_streams(outputs):
    """Joins the pieces of text that follow each other, however the kernel happened to cut them."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else None
        if output.output_type == "stream" and last and last.get("name") == output.name:
            last.text += output.text
        else:
            merged.append(output)
    for output in merged:
        if output.output_type == "stream":
            output.text = without_overwritten(output.text)
    return merged


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def write_atomically(notebook, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.partial")
    try:
        nbformat.write(notebook, partial)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def execute(path, to):
    """Executes the notebook in its own folder, writes it to the folder `to` and returns whether it ran."""
    notebook = read_notebook(path)
    place = {"notebook": path.stem, "cells": len(code_cells(notebook))}

    def report(number, **more):
        print(json.dumps({**place, "cell": number, **more}), flush=True)

    client = DenoNotebookClient(notebook, report)
    try:
        run_in_kernel(client, path.parent)
        normalize(notebook)
        write_atomically(notebook, to / path.name)
    except CellExecutionError as error:
        message = ANSI_SEQUENCE.sub("", error.evalue)
        report(client.number, error={"name": error.ename, "message": message})
    except (DeadKernelError, OSError) as error:
        name = "The kernel stopped" if isinstance(error, DeadKernelError) else "Not written"
        report(client.number, error={"name": name, "message": str(error)})
    else:
        return True
    return False


def run_in_kernel(client, folder):
    """Runs all cells; if the kernel dies, the error carries the last line that it wrote."""
    with tempfile.TemporaryFile("w+") as written:
        try:
            client.execute(cwd=str(folder), stdout=written, stderr=written)
        except RuntimeError as error:  # among them nbclient's DeadKernelError
            written.seek(0)
            message = last_line(written.read()) or "it left no message (was it out of memory?)"
            raise DeadKernelError(message) from error


def stop_when_input_ends():
    """Ends this process, and with it the kernel, when the caller that holds our input is gone."""

    def wait():
        while os.read(sys.stdin.fileno(), 1024):
            pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def main():
    parser = argparse.ArgumentParser(description="Runs notebooks on the project's Deno kernel.")
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, help="folder for the results (default: in place)")
    parser.add_argument("--attached", action="store_true", help="stop when standard input ends")
    arguments = parser.parse_args()
    if arguments.attached:
        stop_when_input_ends()
    for path in arguments.notebooks:
        path = path.resolve()
        if not execute(path, arguments.to or path.parent):
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
