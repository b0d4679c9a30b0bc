# shellcheck shell=bash
# Functions of the development loops; sourced after lib.sh, not run.

release=${RELEASE:-streamproc}
namespace=${NAMESPACE:-streamproc}
chart=${root:?}/k8s/streamproc
# Prefix of object names, computed as in the chart; FULLNAME is the chart's fullnameOverride.
fullname=$release
case $release in *streamproc*) ;; *) fullname=$release-streamproc ;; esac
fullname=${FULLNAME:-$fullname}
fullname=${fullname:0:40}
fullname=${fullname%-}

# Start time of a process, as one word. Process id and start time identify a process uniquely.
start_time() { # pid
  local stat
  if { stat=$(< "/proc/$1/stat"); } 2> /dev/null; then
    read -r -a stat <<< "${stat##*) }"
    [ "${stat[0]}" = Z ] || echo "${stat[19]}"
  else
    ps -o lstart= -p "$1" 2> /dev/null | tr -cd 'A-Za-z0-9'
  fi
}

# Id of a loop: host/pid/start time. The loop's changes of the release are stored under it.
this_host=$(tr -cd 'A-Za-z0-9.-' <<< "${HOSTNAME:-localhost}")
loop=$this_host/$$/$(start_time $$)

# A loop on another machine counts as alive, because its process can't be checked; FORGET=yes treats
# it as ended.
is_alive() { # loop
  local host pid start
  IFS=/ read -r host pid start <<< "$1"
  if [ "$host" != "$this_host" ]; then
    [ -z "${FORGET:-}" ]
  else
    [ -n "$start" ] && [ "$(start_time "$pid")" = "$start" ]
  fi
}

# Each loop records its processes and folders on this machine in a file. After a kill -9 of the loop
# its guard process cleans them up, or the next loop if the guard was killed too.
records=$root/target/loops
boot=$({ cat /proc/sys/kernel/random/boot_id || sysctl -n kern.boottime; } 2> /dev/null | tr -cd 'A-Za-z0-9') || true
record=$records/$$-${loop##*/}
note() { # what, which
  echo "$*" >> "$record"
}

# Records its process group, then runs the command. To be started in the background under set -m.
noted() { # command
  local me=$BASHPID # a command substitution has another BASHPID
  note group "$me" "$(start_time "$me")" "$boot"
  "$@"
}

# Whether a group has a process that runs. A process whose parent has not noticed its end still
# counts for kill -0.
has_members() { # leader
  kill -0 -- "-$1" 2> /dev/null || return 1
  ps -A -o pgid= -o stat= | awk -v group="$1" '$1 == group && $2 !~ /^Z/ { found = 1 } END { exit !found }'
}

end_group() { # leader, when it started, boot
  local i now
  now=$(start_time "$1") || true
  # A killed leader leaves its group; no other process gets the group's id while it has members.
  [ "$now" = "$2" ] || { [ -z "$now" ] && [ "$3" = "$boot" ]; } || return 0
  kill -TERM -- "-$1" 2> /dev/null || return 0
  for ((i = 0; i < 250; i++)); do
    has_members "$1" || return 0
    sleep 0.1
  done
  kill -KILL -- "-$1" 2> /dev/null || true
}

# Ends the recorded processes, deletes the recorded folders, and deletes the record. The loop's guard
# may do the same at the same time: whoever deletes the record has done all of it.
clear_record() { # file
  local entries what which start since
  entries=$(cat -- "$1" 2> /dev/null) || return 0
  while read -r what which start since; do
    case $what in
      guard) [ "$which" = "$BASHPID" ] || [ "$(start_time "$which")" != "$start" ] || kill -KILL -- "-$which" || true ;;
      group) end_group "$which" "$start" "$since" ;;
      replaced) telepresence leave "$which" || telepresence detach "$which" || true ;;
      connected) telepresence quit || true ;;
      scratch) rm -rf "$which" ;;
    esac
  done <<< "$entries" > /dev/null 2>&1
  rm -f "$1"
}

clear_records() {
  local file
  for file in "$records"/*-*; do
    if [ -e "$file" ] && ! is_alive "$this_host/$(basename -- "$file" | tr - /)"; then
      echo "cleaning up after a killed loop"
      clear_record "$file"
    fi
  done
}

# Waits until the loop has ended, then cleans up. An orderly exit of the loop kills the guard first.
guard() {
  trap '' INT TERM HUP
  while is_alive "$loop"; do
    sleep "${GUARD_SECONDS:-0.5}"
  done
  clear_record "$record"
}

# On every exit the loop's function cleanup reverts its changes.
scratch=$(mktemp -d)
mkdir -p "$records"
note scratch "$scratch"
leave() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  if declare -F cleanup > /dev/null; then
    cleanup || status=1
  fi
  kill -KILL -- "-$guarding" 2> /dev/null || true
  rm -rf "$scratch"
  rm -f "$record"
  exit "$status"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
set -m # a separate process group, which Ctrl-C does not reach
guard < /dev/null > /dev/null 2>&1 &
set +m
guarding=$!
disown
note guard "$guarding" "$(start_time "$guarding")"
clear_records

find_cluster_tools() {
  need kubectl 1.20.0 "kubectl version --client" "see https://kubernetes.io/docs/tasks/tools/"
  need helm 3.0.0 "helm version" "see https://helm.sh/docs/intro/install/"
}

# The roles of the chart's values, one per line: name, port or -, section of its settings, and the
# servers and roles it uses.
mapfile -t role_lines < <(
  awk '
    function tell() { if (name != "") print name, (port == "" ? "-" : port), (section == "" ? name : section), uses }
    /^roles:/ { within = 1; next }
    /^[^ #]/ { within = 0 }
    within && /^  [a-z0-9-]+:/ { tell(); name = $1; sub(/:.*/, "", name); port = section = uses = "" }
    within && /^    port:/ { port = $2 }
    within && /^    section:/ { section = $2 }
    within && /^    uses:/ { uses = $0; gsub(/.*\[|\].*|,/, "", uses) }
    END { tell() }' "$chart/values.yaml"
)

role_table() {
  printf '%s\n' "${role_lines[@]}"
}

# The roles that only read the stores.
reading_roles() {
  awk '
    /^roles:/ { within = 1; next }
    /^[^ #]/ { within = 0 }
    within && /^  [a-z0-9-]+:/ { name = $1; sub(/:.*/, "", name) }
    within && /^    readOnly: true/ { print name }' "$chart/values.yaml"
}

chart_roles() {
  printf '%s\n' "${role_lines[@]%% *}"
}

is_role() {
  [[ " ${role_lines[*]%% *} " == *" $1 "* ]]
}

# The port of a role, or -.
role_port() {
  role_table | awk -v role="$1" '$1 == role { print $2 }'
}

# The servers and roles that any of these roles uses, each once.
roles_use() {
  role_table | awk -v roles=" $* " 'index(roles, " " $1 " ") { for (i = 4; i <= NF; i++) print $i }' | sort -u
}

# The roles among these that use this server or role.
users_of() { # server or role, roles
  local role used=$1
  shift
  for role in "$@"; do
    [[ " $(roles_use "$role" | paste -sd ' ' -) " != *" $used "* ]] || echo "$role"
  done
}

# The environment variable of a role's setting HOST, PORT or URL.
variable() { # role, setting
  local line name=
  for line in "${role_lines[@]}"; do
    [ "${line%% *}" != "$1" ] || read -r _ _ name _ <<< "$line"
  done
  name=${name//-/_}
  echo "STREAMPROC_${name^^}_$2"
}

# Whether a variable applies to a pod only: a bind address, or the keys and certificate that a pod
# mounts. On loopback a role needs neither.
pod_addresses=
is_pod_setting() { # variable
  case $1 in
    STREAMPROC_MANAGEMENT_HOST | STREAMPROC_SECURITY_KEYS | STREAMPROC_SECURITY_TLS_AT_PROXY) return 0 ;;
    STREAMPROC_HTTP_TLS_*) return 0 ;;
  esac
  if [ -z "$pod_addresses" ]; then
    pod_addresses=" $(chart_roles | while read -r role; do variable "$role" HOST; done | paste -sd ' ' -) "
  fi
  [[ $pod_addresses == *" $1 "* ]]
}

check_roles() {
  local role
  for role in "$@"; do
    is_role "$role" || die "no role '$role', there are: $(chart_roles | paste -sd ' ' -)"
  done
}

installed() {
  helm list -n "$namespace" | awk -v name="$release" '$1 == name { found = 1 } END { exit !found }'
}

# A pending upgrade blocks all others. Waits until its helm completes it; if helm was killed, rolls
# it back after the deadline.
settle_upgrades() {
  local deadline=$((SECONDS + ${SETTLE_SECONDS:-30}))
  while helm list -n "$namespace" --pending 2> /dev/null | awk -v name="$release" '$1 == name { found = 1 } END { exit !found }'; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "an upgrade of $release was interrupted: rolling it back"
      helm rollback "$release" -n "$namespace" > /dev/null || die "the rollback failed; try: helm rollback $release -n $namespace"
      return
    fi
    sleep 1
  done
}

require_release() {
  settle_upgrades
  installed || die "no release $release in the namespace $namespace: install one with scripts/dev_upgrade.sh, or set RELEASE and NAMESPACE"
  revert_killed_loops
}

# The loops' changes of the release, one per line: disabled ROLE LOOP, or watch FOLDER LOOP. They
# are in the chart's values under dev, apart from the user's values, and in a ConfigMap.
read_loops() {
  kubectl -n "$namespace" get configmap "$fullname-dev" --ignore-not-found -o go-template='{{index .data "state"}}' > "$scratch/loops"
}

# Reverts the changes of killed loops.
revert_killed_loops() {
  local what which owner left=
  read_loops
  while read -r what which owner; do
    [ -z "$what" ] || is_alive "$owner" || left+=" $what $which,"
  done < "$scratch/loops"
  [ -n "$left" ] || return 0
  echo "reverting changes of a killed loop in the release:${left%,}"
  read_values
  # shellcheck disable=SC2119
  deploy
}

# The deployed roles, one per line: name, image, and whether it is disabled.
deployed_roles() {
  kubectl -n "$namespace" get deployments -l "app.kubernetes.io/instance=$release" -o go-template='
    {{- range .items}}{{index .metadata.labels "app.kubernetes.io/component"}} {{with index .spec.template.spec.containers 0 -}}
    {{.image}} {{range .env}}{{if eq .name "STREAMPROC_RUN_DISABLED"}}disabled{{end}}{{end}}{{end}}{{"\n"}}{{end}}' \
    | sed '/^toolbox /d'
}

# Sets `values` to the arguments with which an upgrade changes nothing: the files in VALUES, or else
# the values of the release, and the changes of other running loops. Changes of this loop and of
# killed loops are omitted.
read_values() {
  values=()
  local file role image disabled what which owner
  read_loops
  if [ -n "${VALUES:-}" ]; then
    for file in $VALUES; do
      [ -r "$file" ] || die "VALUES names $file, which can't be read"
      values+=(-f "$file")
    done
    # The image and disabled roles are not in these files.
    deployed_roles > "$scratch/live"
    while read -r role image disabled; do
      values+=(--set "image.repository=${image%:*},image.tag=${image##*:}")
      [ -z "$disabled" ] || grep -q "^disabled $role " "$scratch/loops" || values+=(--set "roles.$role.disable=true")
    done < "$scratch/live"
  elif installed; then
    helm get values "$release" -n "$namespace" -o yaml > "$scratch/all.yaml" \
      || die "this helm can't print the values of $release: set VALUES to its values files"
    awk '/^[^ ]/ { loops = /^dev:/ } !loops' "$scratch/all.yaml" > "$scratch/values.yaml"
    values=(-f "$scratch/values.yaml")
  fi
  while read -r what which owner; do
    if [ "$owner" != "$loop" ] && is_alive "$owner"; then
      case $what in
        disabled) values+=(--set "dev.disabled.$which=$owner") ;;
        watch) values+=(--set "dev.watch.folder=$which,dev.watch.loop=$owner") ;;
      esac
    fi
  done < "$scratch/loops"
}

# Reverts the changes of this loop in the release.
revert_changes() {
  local attempt
  for attempt in 1 2 3; do # another upgrade may be in progress
    [ "$attempt" = 1 ] || sleep "${REVERT_SECONDS:-2}"
    # shellcheck disable=SC2119
    if read_values && deploy; then
      return 0
    fi
  done
  echo "the changes could not be reverted; the next run of a scripts/dev_*.sh does it" >&2
  return 1
}

# Upgrades the release with `values` and the given arguments. Hides the chart's notes, which are for
# a new install.
# shellcheck disable=SC2120 # arguments are optional
deploy() {
  helm upgrade "$release" "$chart" --install -n "$namespace" --create-namespace "${values[@]}" "$@" > /dev/null
}

# Waits until a role's pods run the last deployment; otherwise prints the end of their log.
await_rollout() { # role
  kubectl -n "$namespace" rollout status "deployment/$fullname-$1" --timeout="${TIMEOUT:-300s}" && return
  kubectl -n "$namespace" logs "deployment/$fullname-$1" --tail=10 >&2 || true
  die "$1 is not ready: see its log above"
}

running=

# Runs roles on this machine until they end, and exits with their exit code. They have a separate
# process group, which Ctrl-C does not reach, so that only stop_running stops them.
run_here() { # JVM options, --, arguments of streamproc
  set -m
  noted run_streamproc -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError "$@" &
  running=$!
  set +m
  local status=0
  wait "$running" || status=$?
  running=
  exit "$status"
}

# Stops the local roles with SIGTERM and waits for them.
stop_running() {
  if [ -n "$running" ]; then
    kill -TERM "$running" 2> /dev/null || true
    wait "$running" 2> /dev/null || true
    running=
  fi
}
