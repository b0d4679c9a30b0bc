#!/usr/bin/env bash
# Runs a role on this machine instead of in the cluster, through telepresence: with the pod's
# variables, requests and name resolution, and on the cluster's event bus:
#   scripts/dev_telepresence.sh aggregator           scripts/dev_telepresence.sh event-api -- --set event-api.max-in-flight=1000000
# Needs telepresence 2.22 or newer, with its traffic manager in the cluster (telepresence helm
# install), and one replica of the role. RELEASE and NAMESPACE select the release; both default to
# streamproc.
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/dev.sh
. "${scripts:?}/dev.sh"

[ $# -gt 0 ] || die "which role? one of: $(chart_roles | paste -sd ' ' -)"
role=$1
shift
[ "${1:-}" != -- ] || shift
check_roles "$role"
# The first version with the command replace, which needs no service: consumers have none.
need telepresence 2.22.0 "telepresence version" "see https://telepresence.io/docs/install/client"
find_cluster_tools
find_java
require_release
build

connected=
replaced=

# shellcheck disable=SC2317 # called on every exit
cleanup() {
  stop_running # needs the connection
  local status=0
  if [ -n "$replaced" ]; then
    # Newer versions have detach instead of leave.
    telepresence leave "$fullname-$role" || telepresence detach "$fullname-$role" || status=$?
  fi
  if [ -n "$connected" ]; then
    telepresence quit || status=$?
  fi
  return "$status"
}

if ! telepresence status 2> /dev/null | grep -q 'Status *: Connected'; then
  connected=yes
  note connected
  telepresence connect --namespace "$namespace"
fi
# The file contains passwords: only its owner can read it, and it is deleted at the end.
umask 077
replaced=yes
note replaced "$fullname-$role"
telepresence replace "$fullname-$role" "--container=$role" "--env-file=$scratch/environment" --env-syntax=sh --mount=false
while IFS= read -r line; do
  case $line in
    STREAMPROC_RUN_DISABLED=* | STREAMPROC_MANAGEMENT_HOST=*) ;;
    STREAMPROC_*=*) is_pod_setting "${line%%=*}" || eval "export $line" ;; # quoted for a shell by telepresence
  esac
done < "$scratch/environment"

# Other members connect to the pod's address; telepresence forwards these connections to this
# machine.
if [ -n "${STREAMPROC_CLUSTER_HOST:-}" ]; then
  export STREAMPROC_CLUSTER_PUBLIC_HOST=$STREAMPROC_CLUSTER_HOST STREAMPROC_CLUSTER_HOST=127.0.0.1
fi

# Hazelcast would bind its outgoing connections to the public address, which this machine does not
# have.
run_here -Dhazelcast.socket.client.bind=false -- run "$role" "$@"
