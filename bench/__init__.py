"""Benchmarks: server CPU per operation, ours beside another homeserver. See README.md."""
