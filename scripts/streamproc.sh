#!/usr/bin/env bash
# Builds changed modules and runs any command of the launcher: scripts/streamproc.sh run event-api
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

find_java
build
# These options favour a fast start and low memory over throughput. For a busy role set
# JAVA_OPTS="-XX:TieredStopAtLevel=4 -Xmx2g".
run_streamproc -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms24m -Xmx512m -Xss512k -- "$@"
