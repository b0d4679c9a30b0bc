#!/usr/bin/env bash
# Deletes the cluster of create_kind_cluster.sh with its registry and all of its data:
#   scripts/delete_kind_cluster.sh            CLUSTER=other scripts/delete_kind_cluster.sh
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/clusters.sh
. "${scripts:?}/clusters.sh"

find_docker
need kind 0.27.0 "kind version" "see https://kind.sigs.k8s.io/docs/user/quick-start/#installation"
if kind get clusters 2> /dev/null | grep -qxF "$CLUSTER"; then
  change kind delete cluster --name "$CLUSTER"
fi
if [ "$(container_state "$CLUSTER-kind-registry")" != absent ]; then
  change docker rm -f -v "$CLUSTER-kind-registry"
fi
[ "$changes" != 0 ] || echo "there is no cluster $CLUSTER, nothing was changed"
