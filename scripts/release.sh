#!/usr/bin/env bash
# Builds a version from the last commit: jars, image, chart package, SBOMs, checksums. See
# RELEASING.md.
#   scripts/release.sh 0.1.0                          a rehearsal: builds and checks, changes nothing
#   scripts/release.sh --tag 0.1.0                    the same, then tags the version here
#   scripts/release.sh --set-version 0.2.0-SNAPSHOT   sets the version in the files of this checkout
# Pushes nothing. The results are in target/release/VERSION; a second run replaces them.
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/images.sh
. "${scripts:?}/images.sh"
# shellcheck source=scripts/builds.sh
. "$scripts/builds.sh"

usage() {
  die "usage: scripts/release.sh [--tag | --set-version] VERSION, such as 0.1.0"
}

# The chart's version has no -SNAPSHOT, because chart registries keep each version forever.
set_version() { # folder, version
  local folder=$1 version=$2 chart=$1/k8s/streamproc/Chart.yaml old old_chart
  old=$(sed -n '/<artifactId>streamproc-parent</,$ s/.*<version>\(.*\)<\/version>.*/\1/p' "$folder/pom.xml" | head -n 1)
  old_chart=$(sed -n 's/^version: *//p' "$chart")
  git -C "$folder" ls-files -z -- pom.xml '*/pom.xml' \
    | (cd "$folder" && xargs -0 sed -i "s|<version>${old//./\\.}</version>|<version>$version</version>|")
  sed -i -e "s|^version: .*|version: ${version%-SNAPSHOT}|" \
    -e "s|^appVersion: .*|appVersion: \"${version%-SNAPSHOT}\"|" "$chart"
  # The golden files of the chart's tests contain the chart's version.
  git -C "$folder" ls-files -z -- k8s/tests/src/test/resources/golden | (cd "$folder" && xargs -0 -r sed -i \
    "s/\(streamproc[-:]\|version: \"\?\|StreamProc \)${old_chart//./\\.}\b/\1${version%-SNAPSHOT}/")
}

check_tree() {
  git -C "$root" rev-parse -q --verify HEAD > /dev/null || die "$root is not a git checkout with a commit"
  local changes
  changes=$(git -C "$root" status --porcelain)
  [ -z "$changes" ] || die "commit or remove uncommitted changes: $(head -n 1 <<< "$changes")"
}

# Prints the section of the changelog that becomes the message of the tag.
release_notes() { # version
  awk -v heading="## $1" '
    $0 == heading || index($0, heading " ") == 1 { inside = 1; next }
    /^## / { inside = 0 }
    inside' "$root/CHANGELOG.md"
}

# Creates a clone whose last commit is the version. The commit has the dates of its parent, so that
# each run creates the same commit.
prepare() { # folder, version
  local folder=$1 version=$2 date key value
  date=$(TZ=UTC git -C "$root" show -s --format=%cd --date=format-local:%Y-%m-%dT%H:%M:%SZ HEAD)
  clone "$root" "$folder"
  if git -C "$root" rev-parse -q --verify "refs/tags/v$version" > /dev/null \
    && [ "$(git -C "$root" rev-parse "v$version^{commit}")" = "$(git -C "$root" rev-parse HEAD)" ]; then
    return # the tag itself is checked out
  fi
  set_version "$folder" "$version"
  sed -i "s|\(<project.build.outputTimestamp>\).*\(</\)|\1$date\2|" "$folder/pom.xml"
  for key in user.name user.email; do
    if value=$(git -C "$root" config "$key"); then
      git -C "$folder" config "$key" "$value"
    fi
  done
  git -C "$folder" -c commit.gpgsign=false commit -q --all --date "$date" -m "Release $version"
}

# Checks that the clone has the requested version; a manually created tag may have another one.
check_version() { # folder, version
  grep -q "<version>$2</version>" "$1/pom.xml" || die "the tag v$2 has another version in its pom.xml"
}

check_tag() { # folder, version
  git -C "$root" rev-parse -q --verify "refs/tags/v$2" > /dev/null || return 0
  [ "$(git -C "$root" rev-parse "v$2^{tree}")" = "$(git -C "$1" rev-parse "HEAD^{tree}")" ] \
    || die "the tag v$2 has other content: choose another version, or check out v$2"
}

# Copies the files that must be identical in each build.
collect() { # folder, version, target
  mkdir -p "$3"
  cp "$1"/launcher/target/streamproc/lib/streamproc-*-"$2".jar "$1"/verticles/testkit*/target/streamproc-*-"$2".jar "$3"
  cp "$1/launcher/target/sbom.json" "$3/streamproc-$2.cdx.json"
  cp "$1/k8s/image/target/sbom.json" "$3/streamproc-$2-image.cdx.json"
}

checksums() { # folder
  (cd "$1" && find . -type f ! -name SHA256SUMS -printf '%P\0' | sort -z | xargs -0 sha256sum)
}

make_image() { # folder, version
  if ! (find_container_tool) > /dev/null 2>&1; then
    missing+=("the image, because ${CONTAINER_TOOL:-docker} is not installed or does not answer")
    return
  fi
  TAG=$2 "$1/scripts/build_images.sh" || die "the image was not built; is BASE_IMAGE needed?"
}

make_chart() { # folder, target
  if ! command -v helm > /dev/null; then
    missing+=("the chart package, because helm is not installed")
    return
  fi
  helm package "$1/k8s/streamproc" --destination "$2"
}

mode=rehearse
case ${1:-} in
  --tag | --set-version)
    mode=$1
    shift
    ;;
esac
[ $# = 1 ] || usage
version=$1
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || usage

if [ "$mode" = --set-version ]; then
  set_version "$root" "$version"
  echo "the version is now $version; commit it"
  exit
fi

[[ $version != *-SNAPSHOT ]] || die "$version is not a release version"
check_tree
[ -n "$(release_notes "$version" | tr -d '[:space:]')" ] \
  || die "CHANGELOG.md has no section '## $version': rename 'Unreleased' to that, and commit it"
find_java

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
missing=()
export GIT_COMMITTER_DATE
GIT_COMMITTER_DATE=$(git -C "$root" show -s --format=%cI HEAD)
prepare "$scratch/first" "$version"
check_version "$scratch/first" "$version"
check_tag "$scratch/first" "$version"
clone "$scratch/first" "$scratch/second"

build_copy "$scratch/first" # with the list of classes, for the image
build_copy "$scratch/second" -Dclass-archive.skip
for copy in first second; do
  collect "$scratch/$copy" "$version" "$scratch/$copy.result"
done
diff <(checksums "$scratch/first.result") <(checksums "$scratch/second.result") \
  || die "two builds of the same commit differ: see the lines above"

out=$root/target/release/$version
rm -rf "${out:?}"
mkdir -p "$(dirname -- "$out")"
cp -r "$scratch/first.result" "$out"
make_chart "$scratch/first" "$out"
release_notes "$version" > "$out/NOTES.md"
checksums "$out" > "$scratch/SHA256SUMS"
mv "$scratch/SHA256SUMS" "$out"
echo "two builds are identical; $(wc -l < "$out/SHA256SUMS") files with their checksums are in $out"
make_image "$scratch/first" "$version"

for part in "${missing[@]}"; do
  echo "$(basename -- "$0"): left out: $part" >&2
done
if [ "$mode" = --tag ]; then
  [ ${#missing[@]} = 0 ] || die "v$version is not tagged, because a part of the version is missing"
  if git -C "$root" rev-parse -q --verify "refs/tags/v$version" > /dev/null; then
    echo "v$version is already tagged, with the same content"
  else
    git -C "$scratch/first" tag -a "v$version" --cleanup=whitespace -F "$out/NOTES.md"
    git -C "$root" fetch -q "$scratch/first" "refs/tags/v$version:refs/tags/v$version"
    echo "tagged v$version; publish it with: git push origin v$version"
  fi
else
  echo "this was a rehearsal: nothing was changed; --tag tags the version"
fi
