#!/usr/bin/env bash
# Creates a k3d cluster with registry and ingress on this machine, or completes or starts an
# existing one:
#   scripts/create_k3d_cluster.sh            CLUSTER=other HTTP_PORT=8089 REGISTRY_PORT=5002 scripts/create_k3d_cluster.sh
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/clusters.sh
. "${scripts:?}/clusters.sh"

find_docker
need k3d 5.5.0 "k3d version" "see https://k3d.io/stable/#installation" # the first version with k3d.io/v1alpha5
need kubectl 1.20.0 "kubectl version --client" "see https://kubernetes.io/docs/tasks/tools/"
registry=k3d-$CLUSTER-registry
context=k3d-$CLUSTER

case $(container_state "$registry") in
  absent) change k3d registry create "$CLUSTER-registry" --port "127.0.0.1:$REGISTRY_PORT" --no-help ;;
  stopped) change docker start "$registry" ;;
esac

# Prints its name and how many of its servers run: streamproc 1/1
servers=$(k3d cluster list --no-headers | awk -v name="$CLUSTER" '$1 == name {print $2}')
case $servers in
  "") change k3d cluster create --config "$root/k8s/k3d/cluster.yaml" ;;
  0/*) change k3d cluster start "$CLUSTER" ;;
esac
connect_registry "$registry" "k3d-$CLUSTER"

if ! kubectl config get-contexts "$context" > /dev/null 2>&1; then
  change k3d kubeconfig merge "$CLUSTER" --kubeconfig-merge-default
fi
await_api "$context" scripts/delete_k3d_cluster.sh

# k3s installs it after its start.
echo "waiting for the ingress controller"
deadline=$((SECONDS + ${INGRESS_SECONDS:-300}))
until kubectl --context "$context" -n kube-system get deployment traefik > /dev/null 2>&1; do
  [ "$SECONDS" -lt "$deadline" ] || die "no ingress controller yet: kubectl --context $context -n kube-system get jobs"
  sleep 2
done
kubectl --context "$context" -n kube-system rollout status deployment/traefik --timeout=300s
print_summary "$context"
