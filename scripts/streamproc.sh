#!/usr/bin/env bash
# Builds what changed and runs any command of the launcher: scripts/streamproc.sh run event-api
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$0")/lib.sh"

find_java
build
run_streamproc -- "$@"
