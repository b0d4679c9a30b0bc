# shellcheck shell=bash
# Functions of all scripts; sourced, not run.

# The dot protects a newline at the end of a folder's name.
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd && echo .)
root=${root%??}
# shellcheck disable=SC2034  # used by those that source this
scripts=$root/scripts
lib="$root/launcher/target/streamproc/lib"
class_archive="$root/launcher/target/streamproc/classes.jsa"

die() {
  echo "$(basename -- "$0"): $*" >&2
  exit 1
}

# Sets a locale in which only the encoding of file names depends on the user's locale. It is UTF-8
# if the user's locale has no encoding: POSIX, C, or one that is not installed. Without any UTF-8
# locale, Java reports that it can't open files with non-ASCII names.
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
neutral_locale 2> /dev/null # bash warns about a locale that is not installed

# Checks that a tool exists in a sufficient version; otherwise prints in one line how to install it.
need() { # tool, minimum version, command that prints its version, how to install it
  command -v "$1" > /dev/null || die "no $1 found, needs $2 or newer: $4"
  local said version
  # The command is deliberately split into words.
  # shellcheck disable=SC2086
  said=$($3 2> /dev/null) || die "$3 fails: is $1 installed correctly? $4"
  [[ $said =~ [0-9]+\.[0-9]+(\.[0-9]+)? ]] || die "$3 prints no version: $4"
  version=${BASH_REMATCH[0]}
  [ "$(printf '%s\n' "$2" "$version" | sort -V | head -n 1)" = "$2" ] || die "$1 is $version, needs $2 or newer: $4"
}

# Finds java 17 or newer, in JAVA_HOME if it is set, otherwise in PATH.
find_java() {
  case $root/ in
    *:*) die "Java can't run from a folder with a ':' in its path, which separates the entries of a class path: rename $root" ;;
    *'!/'*) die "Java can't run from a folder whose name ends with a '!', which ends the name of a jar: rename $root" ;;
    *\\*) die "Maven can't build in a folder with a '\\' in its path, which it takes for a '/': rename $root" ;;
  esac
  java=java
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || die "JAVA_HOME is $JAVA_HOME, but $java does not exist"
  fi
  command -v "$java" > /dev/null || die "no java found: install a JDK 17 or newer, or set JAVA_HOME"
  local version home
  # The file saves a start of the JVM. Not every JRE has it.
  home=$(readlink -f -- "$(command -v "$java")") || home=
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "${home%/bin/java}/release" 2> /dev/null) || version=
  [ -n "$version" ] || version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
  version=${version%%.*}
  [ "$version" -ge 17 ] || die "needs a JDK 17 or newer, $java is $version"
  # Newer JDKs warn about the native access of QuestDB and Netty.
  java_flags=()
  if [ "$version" -ge 24 ]; then
    java_flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
  fi
}

# Splits JAVA_OPTS into words, without expansion of file name patterns.
java_opts() {
  IFS=$' \t\n' read -r -d '' -a java_opts <<< "${JAVA_OPTS:-}" || true
}

# Runs streamproc with the JVM options before -- and the arguments after it. JAVA_OPTS comes last
# and takes precedence. class_path, if set, replaces the built jars. The archive of their classes,
# if there is one, halves the processor time of a start; another Java than the build's ignores it. It
# contains the embedded servers, for which a single role would pay 70 MiB.
run_streamproc() {
  local options=()
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  java_opts
  if [ -z "${class_path:-}" ] && [ "${1:-}" != run ] && [ -f "$class_archive" ]; then
    options+=(-XX:SharedArchiveFile="$class_archive" "-Xlog:cds=off,cds+dynamic=off")
  fi
  exec "$java" "${java_flags[@]}" "${options[@]}" "${java_opts[@]}" \
    -Dstreamproc.home="$root" -cp "${class_path:-$lib/*}" io.streamproc.launcher.Main "$@"
}

# Runs an installed Maven, or else the wrapper, which downloads it once.
run_maven() {
  local maven=$root/mvnw
  if command -v mvn > /dev/null; then
    maven=mvn
  fi
  (cd "$root" && "$maven" "$@")
}

# Builds unless nothing has changed since the last build.
build() {
  local stamp=$root/launcher/target/streamproc/built skip=()
  if [ -f "$stamp" ] && [ -z "$(find "$root/pom.xml" "$root/verticles" "$root/launcher" "$root/bench" "$root/webroot" \
      "$root/k8s/image" "$root/k8s/tests" -name target -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    return
  fi
  echo "building ..."
  # Whoever changes the code starts it once or twice: less than the archive of the classes costs.
  [ ! -f "$stamp" ] || skip=(-Dclass-archive.skip)
  run_maven -q -DskipTests -Dspotless.check.skip=true -Dmdep.analyze.skip=true "${skip[@]}" package
  touch "$stamp"
}
