#!/bin/bash
# Runs a campaign twice, once undisturbed and once killed at random instants and resumed, and compares the two.
#   scripts/campaign_twins.sh PROGRAM MODEL ADAPTER [KILLS] [SEED] [further options of campaign start]
# Ends with 0 where steps, findings and digests are equal, with 1 where not.
set -euo pipefail

program=$1 model=$2 adapter=$3 kills=${4:-5} seed=${5:-1}
shift $(($# < 5 ? $# : 5))
options=("$@")
[ ${#options[@]} -gt 0 ] || options=(--slots prefix --candidates 52000)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The command itself and no shell around it, so that what is killed is the campaign.
start() { exec "$program" campaign start "$folder/$1" "$model" --adapter "$adapter" --seed "$seed" --json "${options[@]}"; }
# What is left of a report without its times and paths.
core() { python3 -c '
import json, sys
report = json.load(open(sys.argv[1]))
report["cost"].pop("seconds"); report.pop("store")
for stage in report["coverage"]["stages"]: stage.pop("seconds")
print(json.dumps(report, sort_keys=True))' "$1"; }

echo "options: ${options[*]}, seed $seed"
began=$SECONDS
(start twin) >"$folder/twin.json" 2>"$folder/twin.log" && status=0 || status=$?
took=$((SECONDS - began))
echo "undisturbed: exit code $status, $took s"
[ -s "$folder/twin.json" ] || { cat "$folder/twin.log"; exit 1; }

RANDOM=$seed
for number in $(seq "$kills"); do
  # Within a third of the time that it takes, the reading of the model included.
  wait=$((1 + RANDOM % (took / 3 + 1)))
  if [ -e "$folder/cut/campaign.toml" ]; then
    "$program" campaign resume "$folder/cut" --json >"$folder/cut.json" 2>"$folder/cut.log" &
  else
    rm -rf "$folder/cut"
    start cut >"$folder/cut.json" 2>"$folder/cut.log" &
  fi
  process=$!
  sleep "$wait"
  if kill -KILL "$process" 2>/dev/null; then how=killed; else how="over before"; fi
  wait "$process" 2>/dev/null || true
  steps=$("$program" campaign status "$folder/cut" --json 2>/dev/null | sed -n 's/^ *"steps": \([0-9]*\),*$/\1/p') || true
  echo "run $number: $how after $wait s, about ${steps:-0} steps"
done
"$program" campaign resume "$folder/cut" --json >"$folder/cut.json" 2>"$folder/cut.log" && last=0 || last=$?
echo "resumed to its end: exit code $last"

first=$("$program" store digest "$folder/twin") second=$("$program" store digest "$folder/cut")
echo "digest $first"
echo "digest $second"
if [ "$first" = "$second" ] && [ "$status" = "$last" ] && [ "$(core "$folder/twin.json")" = "$(core "$folder/cut.json")" ]; then
  echo "EQUAL"
else
  echo "DIFFERENT"
  exit 1
fi
