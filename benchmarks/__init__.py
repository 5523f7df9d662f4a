"""Figures of the house, each beside its bar: found, review, way, idle, stalled, crash (`make bench`).

Every program prints its figure last and exits non-zero when it is short. Load comes over real sockets by
docs/protocol.md alone. Server and load share the machine, so only ratios within one run mean something.
"""
