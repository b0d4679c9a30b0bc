#!/usr/bin/env bash
# Pushes the image of build_images.sh to the registry that the cluster pulls from:
#   scripts/push_images.sh localhost:5000            REGISTRY=ghcr.io/me TAG=dev scripts/push_images.sh
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/images.sh
. "${scripts:?}/images.sh"

registry=${1:-${REGISTRY:-}}
[ -n "$registry" ] || die "which registry? scripts/push_images.sh HOST[:PORT][/PATH], or REGISTRY=..."
find_container_tool
push_image "$registry"
echo "pushed; for the chart: --set image.repository=$registry/$image_name,image.tag=$image_tag"
