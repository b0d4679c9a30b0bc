# shellcheck shell=bash
# Functions of the scripts that build a commit in another folder; sourced after lib.sh, not run.

# Clones a repository with its last commit.
clone() { # from, to
  git -c advice.detachedHead=false clone -q --no-local "$1" "$2"
  git -c advice.detachedHead=false -C "$2" checkout -q --detach "$(git -C "$1" rev-parse HEAD)"
}

build_copy() { # folder, further arguments of Maven
  echo "building in $1 ..."
  run_maven -f "$1/pom.xml" -q -DskipTests -Dspotless.check.skip=true -Dmdep.analyze.skip=true "${@:2}" \
    package cyclonedx:makeBom
  touch "$1/launcher/target/streamproc/built" # scripts/build_images.sh then builds only the image
}
