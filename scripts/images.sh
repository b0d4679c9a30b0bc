# shellcheck shell=bash
# Functions of the scripts that build, push or use the container image; sourced after lib.sh, not
# run.

image_name=${IMAGE:-streamproc}
image_tag=${TAG:-$(sed -n 's/^appVersion: *"\?\([^"]*\)"\?$/\1/p' "${root:?}/k8s/streamproc/Chart.yaml")}
image=$image_name:$image_tag

# Checks that the container tool (docker, or CONTAINER_TOOL) works.
find_container_tool() {
  container_tool=${CONTAINER_TOOL:-docker}
  command -v "$container_tool" > /dev/null || die "no $container_tool found: install it, or set CONTAINER_TOOL"
  "$container_tool" version > /dev/null || die "$container_tool does not answer: is its daemon running, and do you have access to it?"
}

# Builds the image from Maven's output.
build_image() {
  local context=$root/k8s/image/target/lib arguments=()
  local list=$root/launcher/target/streamproc/classes.list # a build with -Dclass-archive.skip has none
  [ -d "$context/own" ] || die "$context is missing: build the project first"
  rm -rf "${context:?}/bin" "$context/training"
  cp -r "$root/k8s/image/bin" "$context/bin"
  mkdir "$context/training"
  [ ! -f "$list" ] || cp "$list" "$context/training"
  if [ -n "${BASE_IMAGE:-}" ]; then
    arguments+=(--build-arg "BASE_IMAGE=$BASE_IMAGE")
  fi
  "$container_tool" build -q -t "$image" -f "$root/k8s/image/Dockerfile" "${arguments[@]}" \
    --build-arg "VERSION=$image_tag" \
    --build-arg "REVISION=$(git -C "$root" rev-parse HEAD 2> /dev/null || echo unknown)" \
    "$context"
}

# Pushes the image to a registry, under the same name.
push_image() {
  "$container_tool" image inspect "$image" > /dev/null || die "there is no image $image: run scripts/build_images.sh"
  "$container_tool" tag "$image" "$1/$image"
  "$container_tool" push "$1/$image"
}
