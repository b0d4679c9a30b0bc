#!/bin/sh
# Posts an event, reads both series and follows them live: client.sh [EVENT-API [WEB-UI]]
set -eu
events=${1:-http://127.0.0.1:9998}
web=${2:-http://127.0.0.1:8080}

call() { # without a key in STREAMPROC_KEY the header is ignored, unless authentication is on
  curl --fail --silent --show-error -H "Authorization: Bearer ${STREAMPROC_KEY:-none}" "$@"
}

# A repeat has the same key, so the event is stored once.
key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
call --retry 5 --retry-connrefused -H "Idempotency-Key: $key" -H 'Content-Type: application/json' \
  -d '{"amount": 7.2}' "$events/events"
echo

call --compressed -H 'Accept: text/csv' "$web/api/series?step=10s"

last= # the id of the last update
while true; do
  seen=$(call --no-buffer --speed-limit 1 --speed-time 30 -H "Last-Event-ID: $last" \
    "$web/api/series/live?step=1s" | tee /dev/stderr | sed -n 's/^id: //p' | tail -n 1)
  last=${seen:-$last}
  sleep 2
done
