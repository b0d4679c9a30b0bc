#!/usr/bin/env bash
# Builds changed modules and the container image of all roles:
#   scripts/build_images.sh            IMAGE=streamproc TAG=dev BASE_IMAGE=my/jre:17 scripts/build_images.sh
# BASE_IMAGE is any image with a Java 17 runtime; CONTAINER_TOOL is docker (the default) or podman.
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/images.sh
. "${scripts:?}/images.sh"

find_java
find_container_tool
build
build_image
echo "built $image"
