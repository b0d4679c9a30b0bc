#!/usr/bin/env bash
# Builds the last commit twice, in two folders, and compares all jars and the SBOMs byte by byte:
#   scripts/check_reproducible.sh
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/builds.sh
. "${scripts:?}/builds.sh"

[ $# = 0 ] || die "usage: scripts/check_reproducible.sh"
git -C "$root" rev-parse -q --verify HEAD > /dev/null || die "$root is not a git checkout with a commit"
find_java
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for copy in first second; do
  clone "$root" "$scratch/$copy"
  build_copy "$scratch/$copy" -Dclass-archive.skip
  (cd "$scratch/$copy" && find . -path '*/target/*' \( -name '*.jar' -o -name sbom.json \) -print0 | sort -z | xargs -0 sha256sum) > "$scratch/$copy.sums"
done
diff "$scratch/first.sums" "$scratch/second.sums" || die "two builds of the same commit differ: see the lines above"
echo "two builds are identical: $(wc -l < "$scratch/first.sums") files"
