#!/usr/bin/env bash
# Builds changed modules and runs a measurement of the system as real processes; `all` runs all
# benchmark cases and writes docs/benchmarks.md:
#   scripts/bench.sh ingest-single      scripts/bench.sh all
#   scripts/bench.sh outage --server postgres --kind FREEZE --seconds 60      scripts/bench.sh --help
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

# The programs that the case `peers` compares with, unless they are built. They are not part of the
# normal build: their libraries are many and contradict its own.
build_peers() {
  local stamp=$root/bench/peers/webflux/target/built
  if [ -f "$stamp" ] && [ -z "$(find "$root/pom.xml" "$root/bench/peers" -name target -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    return
  fi
  echo "building bench/peers ..."
  run_maven -q -P peers -pl bench/peers/webflux,bench/peers/connect clean package \
    && touch "$stamp" \
    || echo "$(basename -- "$0"): bench/peers can't be built; Maven has to download its libraries once" >&2
}

find_java
build
case ${1:-} in
  peers | all) build_peers ;;
esac
JAVA_OPTS=${JAVA_OPTS:--Xmx2g}
java_opts
exec "$java" "${java_opts[@]}" -Dstreamproc.home="$root" -Dlogback.configurationFile="$root/bench/logback.xml" \
  -Dstreamproc.test.product="$root/launcher/target/streamproc" \
  -cp "$root/bench/target/lib/*" io.streamproc.bench.Bench "$@"
