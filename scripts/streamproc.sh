#!/usr/bin/env bash
# Builds what changed and runs any command of the launcher: scripts/streamproc.sh run event-api
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

find_java
build
# A small JVM that is up soon, at the price of some throughput: JAVA_OPTS="-XX:TieredStopAtLevel=4 -Xmx2g" for a busy role.
run_streamproc -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms24m -Xmx512m -Xss512k -- "$@"
