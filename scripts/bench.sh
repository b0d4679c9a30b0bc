#!/usr/bin/env bash
# Builds changed modules and runs a measurement of the system as real processes:
#   scripts/bench.sh outage --server postgres --kind FREEZE --seconds 60      scripts/bench.sh --help
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

find_java
build
JAVA_OPTS=${JAVA_OPTS:--Xmx2g}
java_opts
exec "$java" "${java_opts[@]}" -Dlogback.configurationFile="$root/bench/logback.xml" \
  -Dstreamproc.test.product="$root/launcher/target/streamproc" \
  -cp "$root/bench/target/lib/*" io.streamproc.bench.Bench "$@"
