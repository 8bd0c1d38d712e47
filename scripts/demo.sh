#!/bin/sh
# Scans an adapter on the demo's model, dictionaries left out, and says where the evidence is.
# usage: demo.sh PROGRAM MODEL ADAPTER BUDGET [STORE]
set -eu

program="$1" model="$2" adapter="$3" budget="$4" store="${5:-}"
stages="static,leak,reaction,grow,invert,assemble,minimise,confirm"

code=0
if [ -n "$store" ]; then
  "$program" scan "$model" --adapter "$adapter" --stages "$stages" --budget "$budget" --store "$store" || code=$?
else
  "$program" scan "$model" --adapter "$adapter" --stages "$stages" --budget "$budget" || code=$?
fi
# 0 is none found and 1 is triggered: both are what a demo shows.
if [ "$code" -gt 1 ]; then exit "$code"; fi
[ "$code" -eq 0 ] || echo "
All answers: $program hits show STORE    again: $program hits verify STORE    for training: $program export STORE --format sft"
