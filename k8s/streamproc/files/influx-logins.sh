#!/usr/bin/env bash
# Creates the roles' logins in InfluxDB 2 each time its pod starts: one that reads and writes the
# bucket, and one that only reads it. They are "v1 authorizations": InfluxDB generates tokens itself,
# but lets us choose these passwords.
set -euo pipefail

export INFLUX_HOST=http://127.0.0.1:8086 INFLUX_ORG=$DOCKER_INFLUXDB_INIT_ORG INFLUX_TOKEN=$DOCKER_INFLUXDB_INIT_ADMIN_TOKEN
bucket=$DOCKER_INFLUXDB_INIT_BUCKET

# The bucket is missing if another name was set after the installation.
bucket_id() {
  {
    influx bucket list --name "$bucket" --hide-headers 2> /dev/null || influx bucket create --name "$bucket" --hide-headers
  } | cut -f 1
}

# Replaces a login: its permissions contain the bucket's id, which changes if the bucket is created
# again, and its password may have changed.
login() { # user, password, options with the permissions
  [ -n "$1" ] || return 0
  influx v1 auth delete --username "$1" > /dev/null 2>&1 || true
  influx v1 auth create --username "$1" --password "$2" "${@:3}" > /dev/null
}

logins() {
  local id
  id=$(bucket_id) && [ -n "$id" ] \
    && login "${STREAMPROC_WRITER_USER:-}" "${STREAMPROC_WRITER_PASSWORD:-}" --read-bucket "$id" --write-bucket "$id" \
    && login "${STREAMPROC_READER_USER:-}" "${STREAMPROC_READER_PASSWORD:-}" --read-bucket "$id" \
    && echo "the logins for bucket $bucket are ready"
}

# During the first start, the entry point sets up the server on another port.
until influx ping > /dev/null 2>&1; do sleep 1; done
until logins; do
  echo "can't create the logins for bucket $bucket; trying again in 5 s" >&2
  sleep 5
done
