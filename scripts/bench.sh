#!/usr/bin/env bash
# Builds changed modules and runs a measurement of the system as real processes; `all` runs all
# benchmark cases and writes docs/benchmarks.md:
#   scripts/bench.sh ingest-single      scripts/bench.sh all
#   scripts/bench.sh outage --server postgres --kind FREEZE --seconds 60      scripts/bench.sh --help
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

find_java
build
JAVA_OPTS=${JAVA_OPTS:--Xmx2g}
java_opts
exec "$java" "${java_opts[@]}" -Dstreamproc.home="$root" -Dlogback.configurationFile="$root/bench/logback.xml" \
  -Dstreamproc.test.product="$root/launcher/target/streamproc" \
  -cp "$root/bench/target/lib/*" io.streamproc.bench.Bench "$@"
