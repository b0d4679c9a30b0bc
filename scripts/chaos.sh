#!/usr/bin/env bash
# Builds what changed, then kills and freezes every process of a whole system at random and holds
# Kafka against both stores: scripts/chaos.sh --faults 200 --seed 7      scripts/chaos.sh --help
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

find_java
build
# shellcheck disable=SC2086
exec "$java" -Xmx512m ${JAVA_OPTS:-} -Dlogback.configurationFile="$root/bench/logback.xml" \
  -cp "$root/bench/target/lib/*" io.streamproc.bench.Bench chaos "$@"
