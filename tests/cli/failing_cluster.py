"""A dask cluster of two workers in this process and two more; one worker is killed as soon as it works and something has been done.

Prints the address of the scheduler, then what was killed: number of tasks done and left at that moment. Ends when its input is closed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def strike(cluster) -> None:
    scheduler = cluster.scheduler
    while True:
        time.sleep(0.005)
        states = [task.state for task in list(scheduler.tasks.values())]
        busy = [address for address, worker in list(scheduler.workers.items()) if worker.processing]
        if busy and "memory" in states and "processing" in states:
            victim = next(worker for worker in cluster.workers.values() if worker.worker_address == busy[0])
            os.kill(victim.pid, signal.SIGKILL)
            say(f"killed {states.count('memory')} {states.count('processing')}")
            return


def main() -> None:
    import dask
    import distributed

    with (
        dask.config.set({"distributed.worker.memory.terminate": False}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster,
    ):
        say(cluster.scheduler_address)
        threading.Thread(target=strike, args=(cluster,), daemon=True).start()
        sys.stdin.read()


if __name__ == "__main__":
    main()
