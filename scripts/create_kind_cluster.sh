#!/usr/bin/env bash
# Creates a kind cluster with registry and ingress on this machine, or completes or starts an
# existing one:
#   scripts/create_kind_cluster.sh            CLUSTER=other HTTP_PORT=8089 REGISTRY_PORT=5002 scripts/create_kind_cluster.sh
# INGRESS=none omits the ingress controller, the only part that downloads a chart.
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/clusters.sh
. "${scripts:?}/clusters.sh"

find_docker
# The first version whose nodes read /etc/containerd/certs.d without further configuration.
need kind 0.27.0 "kind version" "see https://kind.sigs.k8s.io/docs/user/quick-start/#installation"
need kubectl 1.20.0 "kubectl version --client" "see https://kubernetes.io/docs/tasks/tools/"
registry=$CLUSTER-kind-registry
context=kind-$CLUSTER

case $(container_state "$registry") in
  absent)
    change docker run -d --restart=always -p "127.0.0.1:$REGISTRY_PORT:5000" --network bridge --name "$registry" registry:3
    ;;
  stopped) change docker start "$registry" ;;
esac

if ! kind get clusters 2> /dev/null | grep -qxF "$CLUSTER"; then
  folder=$(printf '%s' "$root" | sed 's/[&|\]/\\&/g')
  sed -e "s|\${STREAMPROC_ROOT}|$folder|" -e "s|\${HTTP_PORT}|$HTTP_PORT|" "$root/k8s/kind/cluster.yaml" \
    | change kind create cluster --name "$CLUSTER" --config -
  changes=1 # the pipe's subshell loses its count
elif [ "$(container_state "$CLUSTER-control-plane")" = stopped ]; then
  change docker start "$CLUSTER-control-plane"
fi

# An image then has the same name on this machine and in the cluster, where localhost is the node.
folder=/etc/containerd/certs.d/localhost:$REGISTRY_PORT
for node in $(kind get nodes --name "$CLUSTER"); do
  if ! docker exec "$node" test -s "$folder/hosts.toml"; then
    change docker exec "$node" mkdir -p "$folder"
    echo "[host.\"http://$registry:5000\"]" | docker exec -i "$node" cp /dev/stdin "$folder/hosts.toml"
  fi
done
connect_registry "$registry" kind

if ! kubectl config get-contexts "$context" > /dev/null 2>&1; then
  change kind export kubeconfig --name "$CLUSTER"
fi
await_api "$context" scripts/delete_kind_cluster.sh

if [ "${INGRESS:-}" = none ]; then
  ingress="none (INGRESS=none)"
elif ! kubectl --context "$context" -n traefik get deployment traefik > /dev/null 2>&1; then
  need helm 3.9.0 "helm version" "see https://helm.sh/docs/intro/install/"
  if ! change helm upgrade --install traefik traefik --repo https://traefik.github.io/charts --version 41.3.0 \
    --kube-context "$context" -n traefik --create-namespace -f "$root/k8s/kind/traefik.yaml" --wait --timeout 5m; then
    # shellcheck disable=SC2034  # printed by print_summary
    ingress="none: its chart or image could not be downloaded. Use kubectl port-forward, or run this script again"
  fi
fi
print_summary "$context"
