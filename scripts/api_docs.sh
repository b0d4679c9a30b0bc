#!/usr/bin/env bash
# Builds the API documentation (javadoc) of all modules in one place; fails on a warning. Further
# arguments are passed to Maven:
#   scripts/api_docs.sh
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

find_java
# One thread: the javadoc plugin does not support parallel builds.
run_maven -q -T1 javadoc:aggregate "$@"
echo "open $root/target/reports/apidocs/index.html"
