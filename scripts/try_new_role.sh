#!/usr/bin/env bash
# Follows docs/new-role.md in a copy of this checkout, builds it with Maven, runs the tests that guard roles and chart there, and
# starts the local mode with the new role. Takes a few minutes; the copy is deleted at the end. Maven's options may be given:
#   scripts/try_new_role.sh                      scripts/try_new_role.sh -o
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

original=$root
guide=$root/docs/new-role.md
work=$(mktemp -d)
local=
# shellcheck disable=SC2317 # called at the end
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
mkdir "$root"
tar -C "$original" --exclude=target --exclude=./.git --exclude=./data -cf - . | tar -C "$root" -xf -

# The module: the example under another name.
cp -R "$root/examples/alerter" "$root/verticles/tally"
mkdir -p "$root/verticles/tally/src/main/java/io/streamproc" "$root/verticles/tally/src/test/java/io/streamproc"
for part in main test; do
  mv "$root/verticles/tally/src/$part/java/io/streamproc/example/alerter" "$root/verticles/tally/src/$part/java/io/streamproc/tally"
  rmdir "$root/verticles/tally/src/$part/java/io/streamproc/example"
done
find "$root/verticles/tally" -name '*Alerter*' | while read -r file; do mv "$file" "${file//Alerter/Tally}"; done
find "$root/verticles/tally" -type f -exec sed -i \
  -e 's/streamproc-example-alerter/streamproc-tally/g; s/io\.streamproc\.example\.alerter/io.streamproc.tally/g' \
  -e 's/Alerter/Tally/g; s/alerter/tally/g' {} +

# The entries, as the guide shows them.
entry() { # part of the guide
  awk -v part="## $1." 'index($0, "## ") == 1 { within = index($0, part) == 1 } within && /^```$/ { exit }
    within && block { print } within && /^```./ { block = 1 }' "$guide"
}
insert() { # file, the line before which the entry goes, part of the guide
  entry "$3" > "$work/entry"
  [ -s "$work/entry" ] || die "the guide shows no entry for $1"
  ENTRY=$(cat "$work/entry") awk -v before="$2" '!done && $0 == before { print ENVIRON["ENTRY"]; done = 1 } { print }' \
    "$root/$1" > "$work/changed"
  ! cmp -s "$root/$1" "$work/changed" || die "$1 has no line $2"
  cp "$work/changed" "$root/$1"
}
insert pom.xml '    <module>verticles/testkit</module>' 1
insert launcher/pom.xml '    <dependency>' 2
insert k8s/streamproc/values.yaml '  web-ui:' 3

touched=$(cd "$root" && find . -type f ! -path './verticles/tally/*' ! -path '*/target/*' | sort | while read -r file; do
  cmp -s "$file" "$original/$file" || echo "  $file"
done)
printf 'files touched beside the new module: %s\n%s\n' "$(wc -l <<< "$touched")" "$touched"

find_java
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
