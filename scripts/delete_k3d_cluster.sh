#!/usr/bin/env bash
# Deletes the cluster of create_k3d_cluster.sh with its registry and all of its data:
#   scripts/delete_k3d_cluster.sh            CLUSTER=other scripts/delete_k3d_cluster.sh
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/clusters.sh
. "${scripts:?}/clusters.sh"

find_docker
need k3d 5.5.0 "k3d version" "see https://k3d.io/stable/#installation"
if k3d cluster list --no-headers | awk -v name="$CLUSTER" '$1 == name {found = 1} END {exit !found}'; then
  change k3d cluster delete "$CLUSTER"
fi
if [ "$(container_state "k3d-$CLUSTER-registry")" != absent ]; then
  change k3d registry delete "k3d-$CLUSTER-registry"
fi
[ "$changes" != 0 ] || echo "there is no cluster $CLUSTER, nothing was changed"
