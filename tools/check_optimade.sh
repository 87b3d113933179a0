#!/bin/bash
# Runs the validator of the OPTIMADE consortium (the package optimade) against a dashboard.
set -euo pipefail
url=${1:-http://localhost:8080}
home=${NUCLEATE_CACHE:-$HOME/.cache/nucleate}/optimade-validator
if [ ! -x "$home/bin/optimade-validator" ]; then
  python3 -m venv "$home"
  "$home/bin/pip" install -q 'optimade==1.5.0' 'requests'
fi
exec "$home/bin/optimade-validator" "$url/optimade/v1" "${@:2}"
