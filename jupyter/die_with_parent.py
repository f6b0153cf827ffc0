"""Ends a process with the one that started it, so that nothing trains on for nobody."""

import ctypes
import os
import sys


def die_with_parent(signal):
    """
    Has the kernel of Linux send this process the signal when its parent ends, however that ends; other
    systems know no such thing. It outlives an `exec`.
    """
    if sys.platform != "linux":
        return
    parent = os.getppid()
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal)
    if os.getppid() != parent:  # It has ended meanwhile.
        os.kill(os.getpid(), signal)
