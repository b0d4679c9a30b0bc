#!/usr/bin/env bash
# Builds changed modules and runs the whole pipeline in one JVM. Arguments are passed to `streamproc
# local`:
#   scripts/run_local.sh --rate 100 --port 8081      scripts/run_local.sh --help
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

find_java
build
# Without memory it ends as after a kill -9: the data is on the disk, and the next start ends the
# PostgreSQL that is left.
run_streamproc -Xmx768m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError -- local "$@"
