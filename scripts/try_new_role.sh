#!/usr/bin/env bash
# Follows docs/new-role.md in a copy of this checkout: builds it with Maven, runs the tests of roles
# and chart, and starts the local mode with the new role. It takes a few minutes; the copy is
# deleted at the end. Arguments are passed to Maven:
#   scripts/try_new_role.sh                      scripts/try_new_role.sh -o
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

original=$root
work=$(mktemp -d)
local=
# shellcheck disable=SC2317 # called on exit
cleanup() {
  if [ -n "$local" ]; then
    kill -TERM "$local" 2> /dev/null || true
    wait "$local" 2> /dev/null || true
  fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
root=$work/checkout

# The module and its three entries, as the test of the guide makes them.
find_java
touched=$(cd "$original/launcher" \
  && "$java" src/test/java/io/streamproc/launcher/newrole/NewRoleCheckout.java "$root")
printf 'files touched beside the new module: %s\n%s\n' "$(wc -l <<< "$touched")" "$touched"

echo "building ..."
run_maven -q "$@" verify -pl verticles/tally,launcher,k8s/tests -am -DskipITs -Dspotless.check.skip=true \
  -Dsurefire.failIfNoSpecifiedTests=false \
  '-Dtest=TallyVerticleTest,RoleModulesTest,RoleDocumentsTest,ChartValuesTest,RoleTableTest,ArchitectureTest,ChartTest#anotherRole+strict+security'

lib=$root/launcher/target/streamproc/lib
for words in config "run --help"; do
  # shellcheck disable=SC2086 # two words
  (run_streamproc -XX:TieredStopAtLevel=1 -- $words) > "$work/output"
  grep -q tally "$work/output" || die "$words does not list the role"
done
echo "starting the local mode ..."
(run_streamproc -Xmx768m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir="$work" -- local --ephemeral --port 0 --api-port 0 \
  --server-ports 0 --set aggregator.port=0 --set management.port="${MANAGEMENT_PORT:-19990}") > "$work/local" 2>&1 &
local=$!
for ((i = 0; i < 600; i++)); do
  ! grep -q 'Ctrl-C stops it' "$work/local" || break
  kill -0 "$local" 2> /dev/null || break
  sleep 0.2
done
ready=$(curl -sS "http://127.0.0.1:${MANAGEMENT_PORT:-19990}/health/ready" || true)
kill -TERM "$local" 2> /dev/null || true
wait "$local" || { cat "$work/local" >&2; die "the local mode failed"; }
local=
[[ $ready == *'"tally"'* ]] || die "readiness does not name the role: $ready"
grep 'stopping tally' "$work/local"
echo "the new role works"
