#!/usr/bin/env bash
# Rebuilds, pushes to the cluster's registry, upgrades the release and waits for the rollouts:
#   scripts/dev_upgrade.sh                       VALUES=my-values.yaml RELEASE=demo NAMESPACE=demo scripts/dev_upgrade.sh
#   scripts/dev_upgrade.sh --no-push             if the nodes use the images of this machine's docker
# Further arguments are passed to helm:
#   scripts/dev_upgrade.sh --set roles.event-producer.enabled=false
# REGISTRY defaults to localhost:5001, as in scripts/create_*_cluster.sh; IMAGE, BASE_IMAGE and
# CONTAINER_TOOL are those of build_images.sh.
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/dev.sh
. "${scripts:?}/dev.sh"

push=yes
if [ "${1:-}" = --no-push ]; then
  push=
  shift
fi

find_cluster_tools
find_java
build
# The tag is a hash of the content, so that pods are replaced only if it has changed. The list of the
# classes changes from build to build, and nothing but the time of a start with it.
content=$(cd "$root/k8s/image" && {
  echo "${BASE_IMAGE:-}"
  find Dockerfile bin target/lib/own target/lib/third-party -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
} | sha256sum)
TAG=dev-${content:0:12}
# shellcheck source=scripts/images.sh
. "${scripts:?}/images.sh"
find_container_tool
if "$container_tool" image inspect "$image" > /dev/null 2>&1; then
  echo "$image exists already"
else
  build_image > /dev/null
  echo "built $image"
fi
repository=$image_name
if [ -n "$push" ]; then
  registry=${REGISTRY:-localhost:5001}
  push_image "$registry" > /dev/null
  repository=$registry/$image_name
  echo "pushed it to $registry"
fi

settle_upgrades
read_values
deploy --set "image.repository=$repository,image.tag=$image_tag" "$@"
while read -r role _; do
  await_rollout "$role"
done < <(deployed_roles)
echo "$release in $namespace runs $repository:$image_tag"
