#!/usr/bin/env bash
# Sends generated requests, settings files, replay files and bus messages to a running system and
# checks its reactions:
#   scripts/fuzz.sh --seconds 3600 --seed 7      scripts/fuzz.sh --help
set -euo pipefail
exec "$(dirname "$0")/bench.sh" fuzz "$@"
