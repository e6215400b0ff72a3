"""An HTTP server of several processes: GET reads and POST writes the record of a path.

The workers find the cluster in the shared memory of the host's tender. All that says so here is
shm_key; without a tender the same program works too, and then one of the workers tends.

Environment:
  AEROSPIKE_HOSTS    servers to connect to, 127.0.0.1:3000 unless set
  AEROSPIKE_SHM_KEY  the key of the tender's C-client segment, 0xAC000000 unless set
  AEROSPIKE_TIMEOUT  milliseconds that a command may take, 5000 unless set
  AEROSPIKE_RETRIES  how often a command may be repeated meanwhile, 50 unless set
  PORT               8080 unless set; 0 for a free one
  START_METHOD       how workers are made: fork (unless set) or spawn
  WORKERS            how many processes, 4 unless set
"""

import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from urllib.parse import urlsplit

import aerospike
from aerospike import exception

# The server's limit for a record is a megabyte unless configured.
MAX_BODY = 1000000

# Nobody handles signals here: whoever waits for one takes it with sigwait. They stay blocked in the
# threads and processes that are started later, so none is lost while a worker comes up.
SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGCHLD}


# ---- The primary process: it never talks to Aerospike ----


def start_workers(count, method, listener):
    if method == "spawn":
        # What multiprocessing starts beside the first worker otherwise, and then it unblocks signals.
        resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    # The client is made in the worker, after the fork: what a client consists of, its tend thread
    # and its connections, is not what a fork copies.
    context = multiprocessing.get_context(method)

    def start():
        worker = context.Process(target=serve, args=(listener,))
        worker.start()
        return worker

    workers = [start() for _ in range(count)]
    while signal.sigwait(SIGNALS) == signal.SIGCHLD:
        # One signal may stand for several ends.
        for i, worker in enumerate(workers):
            if worker.exitcode is None:
                continue
            print(f"worker {worker.pid} ended by {end_of(worker)}", flush=True)
            workers[i] = start()
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join()
        if worker.exitcode != 0:
            print(f"worker {worker.pid} ended by {end_of(worker)}", flush=True)


def end_of(worker):
    if worker.exitcode < 0:
        return signal.Signals(-worker.exitcode).name
    return f"exit code {worker.exitcode}"


# ---- A worker ----


def serve(listener):
    limits = {
        "total_timeout": int(os.environ.get("AEROSPIKE_TIMEOUT", 5000)),
        # Both commands may be repeated: a record is written as a whole. So they wait until the
        # cluster has found out that a node is gone.
        "max_retries": int(os.environ.get("AEROSPIKE_RETRIES", 50)),
        "sleep_between_retries": 100,
    }
    try:
        client = aerospike.client(
            {
                "hosts": hosts(os.environ.get("AEROSPIKE_HOSTS", "127.0.0.1:3000")),
                "shm": {"shm_key": int(os.environ.get("AEROSPIKE_SHM_KEY", "0xAC000000"), 0)},
                "policies": {"read": limits, "write": limits},
            }
        )
    except exception.AerospikeError as error:
        # That may last: the next one shall not try at once.
        time.sleep(1)
        sys.exit(f"worker {os.getpid()} cannot connect: {error.msg} ({error.code})")
    server = RecordServer(listener, client)
    threading.Thread(target=server.serve_forever).start()
    threading.Thread(target=stop_with_the_primary, daemon=True).start()
    print(f"worker {os.getpid()} serves http://{server.place}/", flush=True)
    # Ctrl-C reaches the whole group of processes; the primary passes it on.
    signal.sigwait({signal.SIGTERM})
    # Takes no more requests, and finishes those that it has taken.
    server.shutdown()
    server.server_close()
    client.close()


def hosts(text):
    pairs = (host.rpartition(":") for host in text.split(","))
    return [(name, int(port)) for name, _, port in pairs]


def stop_with_the_primary():
    wait([multiprocessing.parent_process().sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


class RecordServer(ThreadingHTTPServer):
    """Takes connections from a socket that all workers share: who is free accepts."""

    # Those under way are answered before a stop.
    daemon_threads = False

    def __init__(self, listener, client):
        address = listener.getsockname()
        super().__init__(address, RecordHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.client = client
        self.place = f"{address[0]}:{address[1]}"


class RecordHandler(BaseHTTPRequestHandler):
    # A silent peer does not keep a worker from stopping.
    timeout = 10

    def do_GET(self):
        self.answer_with(self.read)

    def do_POST(self):
        self.answer_with(self.write)

    def read(self, key):
        bins = self.server.client.get(key)[2]
        return 200, bins["body"]

    def write(self, key):
        length = int(self.headers.get("Content-Length", 0))
        if length > MAX_BODY:
            return 413, f"more than {MAX_BODY} bytes\n"
        body = self.rfile.read(length)
        if len(body) < length:
            return 400, f"{len(body)} of {length} bytes\n"
        self.server.client.put(key, {"body": body.decode()})
        return 204, ""

    def answer_with(self, command):
        path = urlsplit(self.path).path
        try:
            status, text = command(("test", "pages", path))
        except exception.RecordNotFound:
            status, text = 404, f"no record {path}\n"
        except exception.AerospikeError as error:
            status, text = 500, f"{error.msg} ({error.code})\n"
        except ValueError as error:
            status, text = 400, f"{error}\n"
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("X-Worker", str(os.getpid()))
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Prints nothing for each request."""


def main():
    method = os.environ.get("START_METHOD", "fork")
    if method not in ("fork", "spawn"):
        sys.exit(f"START_METHOD is '{method}': set it to fork or spawn, or unset it")
    # As many may wait as the kernel allows. Whoever is late to accept goes on: it does not block.
    listener = socket.create_server(
        ("127.0.0.1", int(os.environ.get("PORT", 8080))), backlog=socket.SOMAXCONN
    )
    listener.setblocking(False)
    start_workers(int(os.environ.get("WORKERS", 4)), method, listener)


if __name__ == "__main__":
    main()
