#!/usr/bin/env bash
# Builds everything and runs every test; lists the skipped tests and the reasons at the end.
# Arguments are passed to Maven: scripts/test.sh -pl verticles/core -am
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

find_java
status=0
run_maven verify "$@" || status=$?

echo
echo "Skipped tests:"
skipped=$(find "$root" -path '*/target/*-reports/TEST-*.xml' -print0 \
  | xargs -0 -r sed -n 's/.*<skipped [^>]*>.*SKIPPED \(.*\)$/  - \1/p' | sort | uniq -c)
echo "${skipped:-  none}"
exit "$status"
