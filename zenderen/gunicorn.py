"""How the web server runs; `gunicorn -c zenderen/gunicorn.py zenderen.wsgi`. The environment sizes it, nothing else.

Synchronous workers: measured on these pages they beat threads and ASGI.
"""

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * multiprocessing.cpu_count() + 1, 9))
worker_class = "sync"
# With the code loaded before the fork the workers share its memory, and a mistake in it stops the start, not a request.
# Development loads it per worker instead, so that a reload takes the new code.
preload_app = os.environ.get("DEBUG", "").lower() not in ("1", "true", "yes", "on")

timeout = 60
graceful_timeout = 30
keepalive = 5
# A worker makes room for a fresh one now and then, so that a slow leak in a library never matters; not all at once.
max_requests = 5000
max_requests_jitter = 500
# The heartbeat file of a worker belongs in memory: on a slow disk it can look like a dead worker.
_memory = Path("/dev/shm")  # noqa: S108 -- gunicorn makes its own unforeseeable names in it
worker_tmp_dir = str(_memory) if _memory.is_dir() else None

accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True  # it would write in the home folder of whoever runs this, and nobody here uses it


def post_fork(server: Any, worker: Any) -> None:
    """A worker never outlives a killed master, whose port it would keep: the kernel tells it (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def post_worker_init(worker: Any) -> None:
    """Keep what a worker loaded at its start out of every later garbage collection: p95 falls by a third and more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 25, 100)
