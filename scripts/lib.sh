# shellcheck shell=bash
# What the other scripts share; sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034  # used by those that source this
lib="$root/launcher/target/streamproc/lib"

die() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# The JDK that JAVA_HOME names, else the one on the path; 17 or newer.
find_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" > /dev/null || die "no java found: install a JDK 17 or newer, or set JAVA_HOME"
  local version
  version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
  [ "${version%%.*}" -ge 17 ] || die "needs a JDK 17 or newer, $java is $version"
}

# An installed Maven if there is one, else the wrapper, which downloads it once.
run_maven() {
  local maven=$root/mvnw
  if command -v mvn > /dev/null; then
    maven=mvn
  fi
  (cd "$root" && "$maven" "$@")
}

# Builds unless nothing has changed since the last build.
build() {
  local stamp=$root/launcher/target/streamproc/built
  if [ -f "$stamp" ] && [ -z "$(find "$root/pom.xml" "$root/verticles" "$root/launcher" "$root/bench" "$root/webroot" \
      -name target -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    return
  fi
  echo "building ..."
  run_maven -q -DskipTests -Dspotless.check.skip=true package
  touch "$stamp"
}
