"""Becomes a kernel that ends with the Jupyter server that asked for it, even if that is killed.

    python start_kernel.py deno jupyter --kernel --conn FILE
"""

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from die_with_parent import die_with_parent  # noqa: E402

if __name__ == "__main__":
    die_with_parent(signal.SIGKILL)
    os.execv(sys.argv[1], sys.argv[1:])
