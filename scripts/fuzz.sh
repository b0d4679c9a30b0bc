#!/usr/bin/env bash
# Sends generated requests, settings files, files to replay and bus messages to a running system and judges it:
#   scripts/fuzz.sh --seconds 3600 --seed 7      scripts/fuzz.sh --help
set -euo pipefail
exec "$(dirname "$0")/bench.sh" fuzz "$@"
