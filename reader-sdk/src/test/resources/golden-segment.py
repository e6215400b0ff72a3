"""Writes golden-segment.gz: a segment of layout version 1, by SegmentLayout's page alone.

The file pins the layout. It changes only together with the layout's version, under another name.
"""

import gzip
import os
import struct
import zlib

PARTITIONS = 4096
HEADER = 512
BODY_HEADER = 128
NODE_SLOT = 400
MAX_NODES, MAX_NAMESPACES, MAX_REPLICAS = 4, 2, 3


def align(offset, to):
    return (offset + to - 1) // to * to


def table_length(nodes, replicas):
    return align(40 + 4 * nodes, 8) + 4 * PARTITIONS + 2 * PARTITIONS * replicas


def text(value, length):
    return value.encode("utf-8").ljust(length, b"\0")


def node(name, address, port, active, tls_name, build, features, rebalance):
    return (
        text(name, 32)
        + text(address, 64)
        + struct.pack("<II", port, active)
        + text(tls_name, 256)
        + text(build, 32)
        + struct.pack("<II", features, rebalance)
    )


def table(name, strong, racks, regimes, replicas):
    head = text(name, 32) + struct.pack("<II", len(replicas), strong)
    head += struct.pack("<%dI" % len(racks), *racks)
    head = head.ljust(align(len(head), 8), b"\0")
    rows = b"".join(struct.pack("<%dH" % PARTITIONS, *row) for row in replicas)
    return head + struct.pack("<%dI" % PARTITIONS, *regimes) + rows


def body(publish, published_at, cluster_name, nodes, tables):
    rest = b"".join(nodes) + b"".join(tables)
    head = struct.pack(
        "<IQQII", BODY_HEADER + len(rest), publish, published_at, len(nodes), len(tables)
    )
    head = (head + text(cluster_name, 72)).ljust(BODY_HEADER - 4, b"\0")
    return struct.pack("<I", zlib.crc32(head + rest)) + head + rest


def segment(publish, first, second, body_length):
    constants = struct.pack(
        "<8sIIQIIIIIIQQQIIQQ",
        b"AEROSHMT",
        1,
        HEADER,
        HEADER + 2 * body_length,
        0xA7000000,
        PARTITIONS,
        MAX_NODES,
        MAX_NAMESPACES,
        MAX_REPLICAS,
        body_length,
        4711,  # the owner's process id
        1700000000000,  # when it started
        7,  # epoch
        2,  # fence
        3,  # number
        1700000001000,  # when the file was made
        0x0123456789ABCDEF,  # the file's id
    ).ljust(248, b"\0")
    constants += struct.pack("<Q", zlib.crc32(constants))
    sequence = struct.pack("<Q", publish).ljust(64, b"\0")
    tends = struct.pack(
        "<7Q", 1000000000, 1700000002000, 42, 1500000, 0, 1000000000, 15000000000
    ).ljust(HEADER - 320, b"\0")
    header = constants + sequence + tends
    return header + first.ljust(body_length, b"\0") + second.ljust(body_length, b"\0")


def main():
    length = BODY_HEADER + MAX_NODES * NODE_SLOT
    length += MAX_NAMESPACES * table_length(MAX_NODES, MAX_REPLICAS)
    length = align(length, 64)
    nodes = [
        node("BB9010011AC4202", "10.1.2.3", 3000, 1, "", "8.1.2.0", 31, 11),
        node("BB9020011AC4202", "10.1.2.4", 3001, 0, "", "7.0.0.2", 15, 12),
        node("BB9030011AC4202", "fd00::17", 4333, 1, "db.example", "8.1.2.0", 31, 13),
    ]
    strong = table(
        "sc",
        1,
        [0, 0, 9],
        [1000 + partition % 7 for partition in range(PARTITIONS)],
        [[1 + (partition + 1 + r) % 3 for partition in range(PARTITIONS)] for r in range(3)],
    )
    replicas = [[1 + (partition + r) % 3 for partition in range(PARTITIONS)] for r in range(2)]
    replicas[0][4095] = 0
    available = table("test", 0, [1, 2, 3], [0] * PARTITIONS, replicas)
    publish = (1 << 40) + 5
    before = body(publish - 1, 1700000001500, "before", nodes[:1], [])
    current = body(publish, 1700000001750, "golden", nodes, [strong, available])
    whole = segment(publish, before, current, length)
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "golden-segment.gz"), "wb") as file:
        file.write(gzip.compress(whole, 9, mtime=0))


main()
