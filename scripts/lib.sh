# shellcheck shell=bash
# What the other scripts share; sourced, not run.

# The dot keeps the newline with which a folder's name may end.
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd && echo .)
root=${root%??}
# shellcheck disable=SC2034  # used by those that source this
scripts=$root/scripts
# shellcheck disable=SC2034  # used by those that source this
lib="$root/launcher/target/streamproc/lib"

die() {
  echo "$(basename -- "$0"): $*" >&2
  exit 1
}

# The locale decides nothing but the encoding of file names, which is UTF-8 where it has none of its own: POSIX, C, or one that
# is not installed. Where there is no such locale at all, Java can't open files whose names are not ASCII, and says so.
neutral_locale() {
  local encoding=${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}
  case $(locale charmap 2> /dev/null) in
    '' | ANSI_X3.4-1968 | US-ASCII)
      encoding=C.UTF-8
      if [ "$(LC_ALL=$encoding locale charmap 2> /dev/null)" != UTF-8 ]; then
        encoding=$(locale -a 2> /dev/null | grep -i -m 1 'utf-\{0,1\}8$') || encoding=C.UTF-8
      fi
      ;;
  esac
  unset LC_ALL LANGUAGE LC_COLLATE LC_MESSAGES LC_MONETARY LC_NUMERIC LC_TIME
  export LANG=C LC_CTYPE=$encoding
}
neutral_locale 2> /dev/null # bash itself complains of one that is not installed

# A tool in a version that will do, or one line that says how to get it.
need() { # tool, least version, command that prints its version, how to install it
  command -v "$1" > /dev/null || die "no $1 found, needs $2 or newer: $4"
  local said version
  # The command is split into words on purpose.
  # shellcheck disable=SC2086
  said=$($3 2> /dev/null) || die "$3 fails: is $1 installed as it should be? $4"
  [[ $said =~ [0-9]+\.[0-9]+(\.[0-9]+)? ]] || die "$3 does not say which version it is: $4"
  version=${BASH_REMATCH[0]}
  [ "$(printf '%s\n' "$2" "$version" | sort -V | head -n 1)" = "$2" ] || die "$1 is $version, needs $2 or newer: $4"
}

# The JDK that JAVA_HOME names, else the one on the path; 17 or newer.
find_java() {
  case $root/ in
    *:*) die "Java can't run from a folder with a ':' in its path, which separates the entries of a class path: rename $root" ;;
    *'!/'*) die "Java can't run from a folder whose name ends with a '!', which ends the name of a jar: rename $root" ;;
    *\\*) die "Maven can't build in a folder with a '\\' in its path, which it takes for a '/': rename $root" ;;
  esac
  java=java
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || die "JAVA_HOME is $JAVA_HOME, but there is no $java"
  fi
  command -v "$java" > /dev/null || die "no java found: install a JDK 17 or newer, or set JAVA_HOME"
  local version
  version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
  version=${version%%.*}
  [ "$version" -ge 17 ] || die "needs a JDK 17 or newer, $java is $version"
  # Newer JDKs warn about what QuestDB and Netty do beyond Java.
  java_flags=()
  if [ "$version" -ge 24 ]; then
    java_flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
  fi
}

# JAVA_OPTS as words, of which none is taken for a pattern of file names.
java_opts() {
  IFS=$' \t\n' read -r -d '' -a java_opts <<< "${JAVA_OPTS:-}" || true
}

# streamproc with these JVM options, then --, then its arguments. JAVA_OPTS comes last and wins. class_path, where set, is
# other code than what was built.
run_streamproc() {
  local options=()
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  java_opts
  exec "$java" "${java_flags[@]}" "${options[@]}" "${java_opts[@]}" \
    -Dstreamproc.home="$root" -cp "${class_path:-$lib/*}" io.streamproc.launcher.Main "$@"
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
      "$root/k8s/image" "$root/k8s/tests" -name target -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    return
  fi
  echo "building ..."
  run_maven -q -DskipTests -Dspotless.check.skip=true -Dmdep.analyze.skip=true package
  touch "$stamp"
}
