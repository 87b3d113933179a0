#!/usr/bin/env bash
# Simulates the whole loop from many seeds, on all cores: docs/reference/simulation.md
#   tools/simulate.sh --seeds 10000           seeds 1 to 10000
#   tools/simulate.sh --seeds 100 --from 501  seeds 501 to 600
#   tools/simulate.sh --seed 17               one seed, with its whole trace where it fails
set -euo pipefail
cd "$(dirname "$0")/.."

first=1
count=10000
trace=120
while [ $# -gt 0 ]; do
  case "$1" in
    --seeds) count="${2:?--seeds takes a number}"; shift 2 ;;
    --from) first="${2:?--from takes a number}"; shift 2 ;;
    --seed) first="${2:?--seed takes a number}"; count=1; trace=1000000; shift 2 ;;
    *) echo "error: unknown option $1; use --seeds N, --from N or --seed N" >&2; exit 2 ;;
  esac
done

classpath="$(mktemp)"
trap 'rm -f "$classpath"' EXIT
mvn -q -B -pl simulation -am -DskipTests test-compile dependency:build-classpath \
  -Dmdep.outputFile="$classpath" -Dmdep.includeScope=test
java -Xmx2g -Dorg.jboss.logging.provider=jdk -Dsimulation.trace="$trace" \
  -cp "simulation/target/test-classes:$(cat "$classpath")" \
  io.nucleate.simulation.Simulate "$first" "$count"
