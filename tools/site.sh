#!/bin/bash
# Renders the documentation as a site, with a search, into target/site/html.
set -euo pipefail
cd "$(dirname "$0")/.."
home=${NUCLEATE_CACHE:-$HOME/.cache/nucleate}/site
if ! cmp -s tools/site/requirements.txt "$home/requirements.txt"; then
  python3 -m venv --clear "$home"
  "$home/bin/pip" install -q -r tools/site/requirements.txt
  cp tools/site/requirements.txt "$home"
fi
pages=target/site/pages
rm -rf "$pages"
mkdir -p "$pages"
# The pages, and what they link to.
git ls-files -z ./*.md docs datasets/README.md LICENSE NOTICE docker-compose.yml \
  experiments/*.py '*.jsonl' '*.sha256' | xargs -0 cp --parents -t "$pages"
NO_MKDOCS_2_WARNING=true "$home/bin/mkdocs" build --strict -f tools/site/mkdocs.yml "$@"
echo "the site is in target/site/html; to read it: python3 -m http.server -d target/site/html"
