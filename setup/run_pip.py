"""Runs pip and dies with the process that asked for it: a killed set-up leaves no download going on."""

import ctypes
import runpy
import signal

SET_PARENT_DEATH_SIGNAL = 1

ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
runpy.run_module("pip", run_name="__main__", alter_sys=True)
