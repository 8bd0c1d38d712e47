#!/bin/sh
# Measures this program and llama.cpp on the same model and threads.
# usage: bench.sh PROGRAM MODEL
set -eu

program="$1" model="$2" threads="$(nproc)"
environment=".cache/bench-venv"
if [ ! -x "$environment/bin/python" ]; then python3 -m venv "$environment"; fi
"$environment/bin/python" -c "import xllamacpp" 2>/dev/null \
  || "$environment/bin/python" -m pip install --quiet --disable-pip-version-check xllamacpp
"$program" model bench "$model" --threads "$threads"
echo
"$environment/bin/python" "$(dirname "$0")/bench_llamacpp.py" "$model" --threads "$threads" 2>/dev/null
