"""Load from outside: swarms, storms and their reports. The engine's own benchmark stands beside it (contest_engine/bench.py)."""
