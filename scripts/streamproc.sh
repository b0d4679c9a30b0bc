#!/usr/bin/env bash
# Builds changed modules and runs any command of the launcher: scripts/streamproc.sh run event-api
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

find_java
build
# Roles have both JIT compilers; commands are done before the second one helps. For a busy role set
# JAVA_OPTS=-Xmx2g. Without memory a role would be there and do nothing, so it ends. A command ends
# by itself: the exit code 3 of such an end would mean something else for verify.
if [ "${1:-}" = run ]; then
  run_streamproc -XX:+UseSerialGC -Xms64m -Xmn40m -Xmx512m -Xss512k -XX:+ExitOnOutOfMemoryError -- "$@"
fi
run_streamproc -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms24m -Xmx512m -Xss512k -- "$@"
