#!/usr/bin/env bash
# Runs every `./nucleate …` command of the README's fenced blocks, in order, in an empty directory.
# `up` never ends by itself and gets --minutes 2; it must have scored crystals by then. Fails at
# the first command that fails. The dashboard's port is NUCLEATE_README_PORT or 18080, Kafka's 1000
# above it.
set -euo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
port="${NUCLEATE_README_PORT:-18080}"
directory="$(mktemp -d)"
export TMPDIR="$directory"
trap 'rm -rf "$directory"' EXIT
ln -s "$home/nucleate" "$directory/nucleate"
cd "$directory"

# A line that ends with a backslash goes on in the next one.
mapfile -t commands < <(awk '
  /^```/ { fenced = !fenced; next }
  fenced && (continued || /^[^#]*\.\/nucleate /) {
    continued = sub(/\\$/, "")
    printf "%s%s", $0, continued ? "" : "\n"
  }' "$home/README.md")
[ "${#commands[@]}" -gt 0 ] || { echo "error: README.md has no command" >&2; exit 1; }

for command in "${commands[@]}"; do
  run="$command"
  if [[ "$run" == *"./nucleate up"* ]]; then
    options="--data-dir $(mktemp -d) --dashboard-port $port --kafka-port $((port + 1000))"
    [[ "$run" == *--minutes* ]] || options="--minutes 2 $options"
    run="${run/nucleate up/nucleate up $options} | tee .summary"
    run="$run && grep -q '\"scored\":[1-9]' .summary"
  fi
  echo "$ $command"
  start="$SECONDS"
  status=0
  bash -o pipefail -c "$run" >"$directory/.out" 2>"$directory/.err" </dev/null || status=$?
  tail -n 1 "$directory/.out" | cut -c 1-200
  if [ "$status" -ne 0 ]; then
    echo "error: exit code $status of: $run" >&2
    tail -n 20 "$directory/.err" >&2
    exit 1
  fi
  echo "  ($((SECONDS - start)) s)"
done
echo "${#commands[@]} passed, 0 failed"
