#!/usr/bin/env bash
# Runs the product under locales with other digits, case rules and calendars: `streamproc local`,
# and each role alone by its class name, in a JVM that keeps the locale's defaults. Posts events,
# reads both series, verifies the ledger, and checks that the output is ASCII:
#   scripts/locales.sh                      scripts/locales.sh tr-TR th-TH-u-ca-buddhist-nu-thai
# An argument is a language tag of BCP 47, or POSIX for LC_ALL=C. PORTS is the first of 30 ports, by
# default 29500; runs with other ports don't disturb each other. It takes about a minute per locale.
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"

[ $# -gt 0 ] || set -- en-US de-DE fr-FR sv-SE tr-TR az-AZ lt-LT ar-EG fa-IR bn-BD mr-IN ne-NP my-MM dz-BT hi-IN-u-nu-deva \
  th-TH-u-ca-buddhist-nu-thai ja-JP-u-ca-japanese tr-TR-u-nu-arab POSIX
ports=${PORTS:-29500}
roles=(EventApi:api ConsumerHigh:consumer.high ConsumerLow:consumer.low Aggregator:aggregator Auditor:auditor WebUi:web EventProducer:producer)
scratch=$(mktemp -d)
started=()
hold= # the process that holds the input of the embedded servers open: they shut down when it ends

stop() {
  local pid
  for pid in "${started[@]}"; do
    [ "$pid" = "${servers:-}" ] || kill -TERM "$pid" 2> /dev/null || true
  done
  if [ -n "$hold" ]; then
    kill "$hold"
    hold=
  fi
  for pid in "${started[@]}"; do
    wait "$pid" || true
  done
  started=()
}
trap 'stop; rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# JVM options for a locale.
options_of() { # tag
  local tag=$1 language extension=
  case $tag in
    POSIX) return ;;
    *-u-*) extension=u-${tag#*-u-} tag=${tag%%-u-*} ;;
  esac
  language=${tag%%-*}
  echo "-Duser.language=$language -Duser.country=${tag#*-}${extension:+ -Duser.extensions=$extension}"
}

# Runs streamproc under the locale; replaces the shell with the JVM.
streamproc() {
  run_streamproc -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -- "$@"
}

begin() { # output file, function that becomes a JVM, its arguments
  "${@:2}" > "$1" 2>&1 &
  started+=("$!")
}

await() { # file, text, seconds
  local deadline=$((SECONDS + $3))
  until grep -qsF -- "$2" "$1"; do
    kill -0 "${started[-1]}" 2> /dev/null && [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

# Our output must be ASCII. Lines of Hazelcast are ignored: in a JVM that keeps the locale's
# defaults, Java's logger writes localized dates.
only_ascii() { # file
  ! LC_ALL=C grep -n '[^ -~[:space:]]' "$1" | grep -vi hazelcast
}

check() { # event-api's port, port that serves series, data folder
  (streamproc smoke --api "http://127.0.0.1:$1" --series "http://127.0.0.1:$2") > "$scratch/smoke" 2>&1 \
    && (streamproc verify --local "$3" --server-ports "$ports" --wait 30s) > "$scratch/verify" 2>&1 \
    && only_ascii "$scratch/smoke" && only_ascii "$scratch/verify"
}

local_mode() {
  begin "$scratch/local" streamproc local --data "$scratch/data" --server-ports "$ports" --port $((ports + 5)) --rate 50 \
    --api-port $((ports + 6)) --set aggregator.port=$((ports + 7)) --set management.port=$((ports + 8))
  await "$scratch/local" "Ctrl-C stops it" 120 \
    && check $((ports + 6)) $((ports + 5)) "$scratch/data" && only_ascii "$scratch/local"
}

# Starts a role by class name with Vert.x's launcher, which does not change the locale.
one_role() { # class, package, management port
  java_opts
  # shellcheck disable=SC2154 # set by lib.sh
  exec env STREAMPROC_CLUSTER_NAME="locales-$ports" STREAMPROC_CLUSTER_PORT=$((ports + 20)) \
    STREAMPROC_MANAGEMENT_PORT="$3" STREAMPROC_AGGREGATOR_PORT=$((ports + 7)) STREAMPROC_EVENT_API_PORT=$((ports + 6)) \
    STREAMPROC_WEB_UI_PORT=$((ports + 5)) STREAMPROC_EVENT_PRODUCER_URL="http://127.0.0.1:$((ports + 6))" \
    STREAMPROC_KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:$ports" STREAMPROC_KAFKA_SASL_MECHANISM=scram-sha-256 \
    STREAMPROC_KAFKA_USER=streamproc STREAMPROC_KAFKA_PASSWORD="$(cat "$scratch/servers/kafka/password")" \
    STREAMPROC_TIMESCALE_HOST=127.0.0.1 \
    STREAMPROC_TIMESCALE_PORT=$((ports + 2)) STREAMPROC_TIMESCALE_PASSWORD="$(cat "$scratch/servers/postgres/password")" \
    STREAMPROC_INFLUX_URL="http://127.0.0.1:$((ports + 3))" STREAMPROC_INFLUX_DIALECT=questdb \
    STREAMPROC_INFLUX_USER=streamproc STREAMPROC_INFLUX_PASSWORD="$(cat "$scratch/servers/questdb/password")" \
    "$java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${java_opts[@]}" -cp "$lib/*" \
    io.vertx.launcher.application.VertxApplication "io.streamproc.$2.$1Verticle" -cluster
}

single_roles() {
  local role
  mkfifo "$scratch/hold"
  sleep 3600 > "$scratch/hold" &
  hold=$!
  begin "$scratch/servers.log" embedded
  servers=${started[-1]}
  await "$scratch/servers.log" "embedded server is ready" 60 || return 1
  local port=$((ports + 9))
  for role in "${roles[@]}"; do
    begin "$scratch/${role%:*}" one_role "${role%:*}" "${role#*:}" "$port"
    await "$scratch/${role%:*}" "Succeeded in deploying" 60 || return 1
    port=$((port + 1))
  done
  check $((ports + 6)) $((ports + 5)) "$scratch/servers" || return 1
  for role in "${roles[@]}"; do
    only_ascii "$scratch/${role%:*}" || return 1
  done
}

embedded() {
  exec "$java" -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$lib/*" io.streamproc.embedded.ServerMain all \
    "$scratch/servers" "$ports" $((ports + 1)) $((ports + 2)) $((ports + 3)) $((ports + 4)) < "$scratch/hold"
}

find_java
build
failed=0
for tag in "$@"; do
  # shellcheck disable=SC2034 # read by run_streamproc
  JAVA_OPTS=$(options_of "$tag")
  unset LC_ALL
  [ "$tag" != POSIX ] || export LC_ALL=C
  for kind in local_mode single_roles; do
    since=$SECONDS
    if "$kind"; then
      outcome=$(tail -n 1 "$scratch/verify")
    else
      outcome="FAILED"
      failed=$((failed + 1))
      find "$scratch" -maxdepth 1 -type f -exec tail -n 15 {} +
    fi
    stop
    printf '%-30s %-13s %3d s  %s\n' "$tag" "$kind" $((SECONDS - since)) "$outcome"
    rm -rf "${scratch:?}"/*
  done
done
[ "$failed" = 0 ] || die "$failed runs failed"
