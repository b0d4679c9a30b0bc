#!/usr/bin/env bash
# Kills and freezes the processes of a whole system at random and compares Kafka with both stores:
#   scripts/chaos.sh --faults 200 --seed 7      scripts/chaos.sh --help
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
exec "$(dirname -- "$(readlink -f -- "$0")")/bench.sh" chaos "$@"
