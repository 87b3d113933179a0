#!/usr/bin/env bash
# Runs the whole loop for minutes while its processes are killed, stopped and starved at random,
# and then checks that nothing was lost and nothing counted twice: bench/soak.sh --minutes 60
set -euo pipefail
exec python3 "$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)/soak.py" "$@"
