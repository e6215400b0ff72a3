"""A process that follows a segment with the official Python client, or owns it if nobody does.

Usage: python follower.py <host:port> <key>

Says "connected", then obeys lines on standard input and answers each with one line. The lines
begin with "> ", since others may print, too:

  read FILE    reads the records whose user keys are in the file, a JSON list of strings, in one
               batch, found or not; answers "read COUNT" or "failed: ..."
  write NAME   writes and reads back the record NAME, answers "wrote NAME" or "failed: ..."
  fork COUNT   has so many processes, made by fork, write and read a record with clients of their
               own, while this one has its client; answers "fork COUNT" or "failed: ..."
  spawn COUNT  the same with new interpreters
  close        closes the client, answers "closed" and ends
"""

import json
import multiprocessing
import os
import sys

import aerospike
from aerospike_helpers.batch import records as batch

# A machine under load is no failure of a follower.
LIMIT = {"total_timeout": 60000}


def say(line):
    print("> " + line, flush=True)


def connect(host, key):
    name, _, port = host.rpartition(":")
    return aerospike.client(
        {
            "hosts": [(name, int(port))],
            "shm": {"shm_key": int(key, 0)},
            "policies": {"batch": LIMIT, "read": LIMIT, "write": LIMIT},
        }
    )


def read_all(client, file):
    with open(file) as names:
        records = [batch.Read(("test", "follower", name), None) for name in json.load(names)]
    answers = client.batch_write(batch.BatchRecords(records)).batch_records
    for answer in answers:
        # 2: there is no such record.
        if answer.result not in (0, 2):
            raise ValueError(f"record {answer.key[2]} has result {answer.result}")
    return len(answers)


def write_one(client, name):
    key = ("test", "follower", name)
    client.put(key, {"name": name})
    found = client.get(key)[2]["name"]
    if found != name:
        raise ValueError(f"wrote {name} and read {found}")


def child(host, key):
    client = connect(host, key)
    write_one(client, f"child-{os.getpid()}")
    client.close()


def start_children(method, count, host, key):
    context = multiprocessing.get_context(method)
    children = [context.Process(target=child, args=(host, key)) for _ in range(count)]
    for process in children:
        process.start()
    for process in children:
        process.join()
    ends = [process.exitcode for process in children]
    if any(ends):
        raise ValueError(f"exit codes {ends}")


def main(host, key):
    client = connect(host, key)
    say("connected")
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        try:
            if command == "read":
                say(f"read {read_all(client, argument)}")
            elif command == "write":
                write_one(client, argument)
                say(f"wrote {argument}")
            elif command in ("fork", "spawn"):
                start_children(command, int(argument), host, key)
                say(line.strip())
            elif command == "close":
                client.close()
                say("closed")
                return
            else:
                raise ValueError(f"no command: {line}")
        except (aerospike.exception.AerospikeError, ValueError) as error:
            say(f"failed: {type(error).__name__} {error}")


if __name__ == "__main__":
    main(*sys.argv[1:])
