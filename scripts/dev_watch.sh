#!/usr/bin/env bash
# Compiles edited modules and restarts only the affected roles, in the pods of a local cluster or in
# `streamproc local`. A failed compilation changes nothing:
#   scripts/dev_watch.sh                     scripts/dev_watch.sh aggregator web-ui
#   scripts/dev_watch.sh --local             scripts/dev_watch.sh --local --rate 100 --port 8081
# RELEASE and NAMESPACE select the release; both default to streamproc. VALUES names the values
# files if helm can't print them. NODE_ROOT is the path of this repository on the nodes, /streamproc
# in the clusters of scripts/create_*_cluster.sh. New dependencies and deleted classes need a
# restart of this script, settings of the chart a dev_upgrade.sh.
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/dev.sh
. "${scripts:?}/dev.sh"

local=
roles=()
if [ "${1:-}" = --local ]; then
  local=yes
  shift
else
  check_roles "$@"
fi

find_java
javac=${java%java}javac
command -v "$javac" > /dev/null || die "no $javac found: a JDK is needed, not only a Java runtime"
if [ -z "$local" ]; then
  find_cluster_tools
  require_release
  mapfile -t deployed < <(deployed_roles | cut -d ' ' -f 1)
  roles=("$@")
  [ $# -gt 0 ] || roles=("${deployed[@]}")
  for role in "${roles[@]}"; do
    [[ " ${deployed[*]} " == *" $role "* ]] || die "$role is not deployed in $release"
  done
fi
touch "$scratch/seen" # edits after this time are compiled
build

modules=()
for module in "$root"/verticles/* "$root"/launcher/* "$root/launcher"; do
  module=${module#"$root/"}
  case $module in
    */testkit* | */src | */target) ;;
    launcher/embedded) [ -z "$local" ] || modules+=("$module") ;; # not part of the image
    *) [ ! -d "$root/$module/src/main" ] || modules+=("$module") ;;
  esac
done

# One jar with all of our classes replaces the modules' jars. A new one is moved into place; a JVM
# keeps the old file open, so roles that are not restarted are not affected.
dev=$root/target/dev
rm -rf "$dev/classes" "$dev/third-party"
mkdir -p "$dev/classes" "$dev/third-party" "$dev/own"
classes=("${modules[@]/#/$root/}")
cp -R "${classes[@]/%//target/classes/.}" "$dev/classes"
for jar in "$lib"/*.jar; do
  case ${jar##*/} in
    streamproc-*) ;;
    *) ln -s "$jar" "$dev/third-party" ;;
  esac
done
# Several modules can have the same META-INF/services file, such as that of the roles: its lines are
# merged.
merge_services() {
  local file module merged=$dev/classes/META-INF/services
  rm -rf "$merged"
  mkdir -p "$merged"
  for module in "${modules[@]}"; do
    for file in "$root/$module"/src/main/resources/META-INF/services/*; do
      [ ! -f "$file" ] || cat "$file" >> "$merged/${file##*/}"
    done
  done
}

make_jar() {
  merge_services
  "${java%java}jar" --create --no-compress --file "$dev/own.jar" -C "$dev/classes" .
  chmod a+r "$dev/own.jar"
  mv -f "$dev/own.jar" "$dev/own/streamproc.jar"
}
make_jar
chmod a+rx "$dev" "$dev/own"

# Writes the modules with changes since the last call into the file `modules`, each once. It is not
# called in a command substitution: bash 5.2 can fail on a trap that runs while it parses one.
watched=("$root/webroot")
for module in "${modules[@]}"; do
  watched+=("$root/$module/src/main")
done
find_changed() {
  find "${watched[@]}" -newer "$scratch/seen" ! -name '.*' ! -name '*~' > "$scratch/changed"
  [ -s "$scratch/changed" ]
}
changed() {
  find_changed || return 1
  sleep 0.1 # editors save several files at once; and the found files must be older than the new time stamp
  touch "$scratch/now"
  find_changed || return 1
  mv "$scratch/now" "$scratch/seen"
  ROOT=$root awk '{ print substr($0, length(ENVIRON["ROOT"]) + 2) }' "$scratch/changed" \
    | sed -e 's|/src/main.*||' -e 's|^webroot.*|webroot|' | sort -u > "$scratch/modules"
}

# The modules to compile after a change in these. The launcher is the only other module that uses
# classes of a role.
to_compile() { # modules
  local module some=()
  for module in "$@"; do
    if is_role "${module#verticles/}"; then
      some+=("$module" launcher)
    elif [ "$module" != webroot ]; then
      some=("${modules[@]}")
      break
    fi
  done
  printf '%s\n' "${some[@]}" | sort -u
}

# Whether a module uses another one: directly, or by a module that it uses.
uses() { # module, module
  local pom=$root/verticles/$1/pom.xml library libraries
  grep -qF "<artifactId>streamproc-$2</artifactId>" "$pom" && return
  mapfile -t libraries < <(sed -n 's#.*<artifactId>streamproc-\(.*\)</artifactId>.*#\1#p' "$pom")
  for library in "${libraries[@]}"; do
    case $library in
      parent | core | testkit* | "$1") ;;
      *) ! grep -qF "<artifactId>streamproc-$2</artifactId>" "$root/verticles/$library/pom.xml" || return 0 ;;
    esac
  done
  return 1
}

# The watched roles that run code of these modules.
affected_roles() { # modules
  local module role name
  for module in "$@"; do
    name=${module##*/}
    for role in "${roles[@]}"; do
      case $module in
        webroot) [ "$role" != web-ui ] || echo "$role" ;;
        launcher*) echo "$role" ;;
        *)
          if [ "$role" = "$name" ] || uses "$role" "$name"; then
            echo "$role"
          fi
          ;;
      esac
    done
  done | sort -u
}

# Replaces the classes only if everything compiles. The launcher needs the embedded servers on its
# class path for that; pods do not.
compile() { # modules
  local module sources
  rm -rf "$dev/new"
  mkdir "$dev/new"
  mapfile -d '' -t sources < <(for module in "$@"; do find "$root/$module/src/main/java" -name '*.java' -print0; done)
  [ $# = 0 ] || "$javac" -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC --release 17 -parameters -proc:none -Xlint:all,-processing,-classfile,-serial \
    -d "$dev/new" -cp "$dev/classes:$root/launcher/embedded/target/classes:$dev/third-party/*" "${sources[@]}" || return
  for module in "$@"; do
    [ ! -d "$root/$module/src/main/resources" ] || cp -R "$root/$module/src/main/resources/." "$dev/new"
  done
  mkdir -p "$dev/new/webroot"
  cp -R "$root/webroot/." "$dev/new/webroot"
  cp -R "$dev/new/." "$dev/classes"
  make_jar
}

# Pods of these roles that are not terminating, one per line: role, name, and whether it is ready.
pods() { # roles
  kubectl -n "$namespace" get pods -l "app.kubernetes.io/instance=$release,app.kubernetes.io/component in ($(IFS=,; echo "$*"))" \
    -o go-template='
      {{- range .items}}{{if not .metadata.deletionTimestamp}}{{index .metadata.labels "app.kubernetes.io/component"}} {{.metadata.name}}
      {{- range .status.conditions}}{{if eq .type "Ready"}} {{.status}}{{end}}{{end}}{{"\n"}}{{end}}{{end}}'
}

# Deletes the pods of these roles and waits for the new ones. This is faster than a rollout, which
# waits for the old pods at each step.
restart_pods() { # roles
  local old ready
  pods "$@" | cut -d ' ' -f 2 > "$scratch/old"
  old=$(wc -l < "$scratch/old")
  if [ "$old" = 0 ]; then
    echo "no pods of $* to restart"
    return 1
  fi
  xargs kubectl -n "$namespace" delete pod --wait=false --grace-period="${GRACE_SECONDS:-10}" < "$scratch/old" > /dev/null
  local deadline=$((SECONDS + ${READY_SECONDS:-60}))
  while true; do
    ready=$(pods "$@" | grep -vwFf "$scratch/old" | grep -c ' True$' || true)
    [ "$ready" -lt "$old" ] || return 0
    if find_changed; then
      return 1
    elif [ "$SECONDS" -ge "$deadline" ]; then
      echo "not ready after ${READY_SECONDS:-60} s: kubectl -n $namespace logs deployment/$fullname-$1" >&2
      return 1
    fi
    sleep 0.2
  done
}

arguments=("$@")

start_local() {
  # shellcheck disable=SC2034 # read by run_streamproc
  class_path="$dev/own/*:$dev/third-party/*"
  set -m # a separate process group, so that only cleanup ends it after Ctrl-C
  noted run_streamproc -Xmx768m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError -- local "${arguments[@]}" &
  running=$!
  set +m
}

mounted=
# shellcheck disable=SC2317 # called on every exit
cleanup() {
  stop_running
  if [ -n "$mounted" ]; then
    echo "restoring the image's code in the pods"
    revert_changes
  fi
}

if [ -n "$local" ]; then
  start_local
else
  read_values
  if grep -q '^watch ' "$scratch/loops"; then
    die "another dev_watch.sh runs on $release: $(sed -n 's/^watch //p' "$scratch/loops")"
  fi
  mounted=yes
  deploy --set "dev.watch.folder=${NODE_ROOT:-/streamproc}/target/dev/own,dev.watch.loop=$loop"
  for role in "${roles[@]}"; do
    await_rollout "$role"
  done
fi
echo "watching: Ctrl-C ends it"

while true; do
  if ! changed; then
    sleep "${POLL_SECONDS:-0.3}"
    continue
  fi
  since=$SECONDS
  mapfile -t found < "$scratch/modules"
  echo "changed: ${found[*]}"
  mapfile -t compiled < <(to_compile "${found[@]}" | sed '/^$/d')
  if ! compile "${compiled[@]}"; then
    echo "it does not compile: the running code is unchanged" >&2
  elif [ -n "$local" ]; then
    stop_running
    start_local
  else
    mapfile -t affected < <(affected_roles "${found[@]}")
    if [ ${#affected[@]} = 0 ]; then
      echo "compiled; no watched role uses it"
    elif restart_pods "${affected[@]}"; then
      echo "${affected[*]} runs it, $((SECONDS - since)) s after the change was detected"
    fi
  fi
done
