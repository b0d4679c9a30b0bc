#!/usr/bin/env bash
# Builds what changed and runs a program that puts the system to the test as real processes:
#   scripts/bench.sh outage --server postgres --kind FREEZE --seconds 60      scripts/bench.sh --help
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

find_java
build
# JAVA_OPTS is split into words on purpose.
# shellcheck disable=SC2086
exec "$java" ${JAVA_OPTS:--Xmx2g} -Dlogback.configurationFile="$root/bench/logback.xml" \
  -cp "$root/bench/target/lib/*" io.streamproc.bench.Bench "$@"
