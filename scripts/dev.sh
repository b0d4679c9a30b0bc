# shellcheck shell=bash
# What the development loops share; sourced after lib.sh, not run.

release=${RELEASE:-streamproc}
namespace=${NAMESPACE:-streamproc}
chart=${root:?}/k8s/streamproc
# As the chart names what it makes.
fullname=$release
case $release in *streamproc*) ;; *) fullname=$release-streamproc ;; esac
fullname=${fullname:0:40}
fullname=${fullname%-}

# When a process started, as one word: with its number, it names the process for good.
born() { # pid
  local stat
  if { stat=$(< "/proc/$1/stat"); } 2> /dev/null; then
    read -r -a stat <<< "${stat##*) }"
    [ "${stat[0]}" = Z ] || echo "${stat[19]}"
  else
    ps -o lstart= -p "$1" 2> /dev/null | tr -cd 'A-Za-z0-9'
  fi
}

# A loop is host/pid/start: what it has changed in the release bears this name.
this_host=$(tr -cd 'A-Za-z0-9.-' <<< "${HOSTNAME:-localhost}")
loop=$this_host/$$/$(born $$)

# One on another machine counts as alive, as nobody here can tell; FORGET=yes says that it is not.
is_alive() { # loop
  local host pid start
  IFS=/ read -r host pid start <<< "$1"
  if [ "$host" != "$this_host" ]; then
    [ -z "${FORGET:-}" ]
  else
    [ -n "$start" ] && [ "$(born "$pid")" = "$start" ]
  fi
}

# What a loop has on this machine is noted in a file of its own, for a guard that outlives a kill -9 of the loop and, should
# that be killed too, for the next loop.
records=$root/target/loops
boot=$({ cat /proc/sys/kernel/random/boot_id || sysctl -n kern.boottime; } 2> /dev/null | tr -cd 'A-Za-z0-9') || true
record=$records/$$-${loop##*/}
note() { # what, which
  echo "$*" >> "$record"
}

# A command in the background, noted before it starts; for a process group of its own, under set -m.
noted() { # command
  local me=$BASHPID # in the next line it would be another's
  note group "$me" "$(born "$me")" "$boot"
  "$@"
}

end_group() { # leader, when it started, boot
  local i now
  now=$(born "$1") || true
  # A leader that was killed leaves its group behind, whose number no other process gets while the group has members.
  [ "$now" = "$2" ] || { [ -z "$now" ] && [ "$3" = "$boot" ]; } || return 0
  kill -TERM -- "-$1" 2> /dev/null || return 0
  for ((i = 0; i < 250; i++)); do
    kill -0 -- "-$1" 2> /dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$1" 2> /dev/null || true
}

# Ends and deletes what a loop has left here.
clear_record() { # file
  local what which start since
  while read -r what which start since; do
    case $what in
      guard) [ "$which" = "$BASHPID" ] || [ "$(born "$which")" != "$start" ] || kill -KILL -- "-$which" ;;
      group) end_group "$which" "$start" "$since" ;;
      replaced) telepresence leave "$which" || telepresence detach "$which" || true ;;
      connected) telepresence quit || true ;;
      scratch) rm -rf "$which" ;;
    esac
  done < "$1" > /dev/null 2>&1
  rm -f "$1"
}

clear_records() {
  local file
  for file in "$records"/*-*; do
    if [ -e "$file" ] && ! is_alive "$this_host/$(basename -- "$file" | tr - /)"; then
      echo "clearing up after a loop that was killed"
      clear_record "$file"
    fi
  done
}

# Until the loop has ended; leave ends the guard before.
guard() {
  trap '' INT TERM HUP
  while is_alive "$loop"; do
    sleep "${GUARD_SECONDS:-0.5}"
  done
  clear_record "$record"
}

# Whatever ends a loop, what it has changed is put back by its function cleanup.
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
set -m # its own process group, which Ctrl-C leaves alone
guard < /dev/null > /dev/null 2>&1 &
set +m
guarding=$!
disown
note guard "$guarding" "$(born "$guarding")"
clear_records

find_cluster_tools() {
  need kubectl 1.20.0 "kubectl version --client" "see https://kubernetes.io/docs/tasks/tools/"
  need helm 3.0.0 "helm version" "see https://helm.sh/docs/intro/install/"
}

# The roles of the chart's values, a line each: the name, the port or -, the section of its settings, and what it uses.
role_table() {
  awk '
    function tell() { if (name != "") print name, (port == "" ? "-" : port), (section == "" ? name : section), uses }
    /^roles:/ { within = 1; next }
    /^[^ #]/ { within = 0 }
    within && /^  [a-z0-9-]+:/ { tell(); name = $1; sub(/:.*/, "", name); port = section = uses = "" }
    within && /^    port:/ { port = $2 }
    within && /^    section:/ { section = $2 }
    within && /^    uses:/ { uses = $0; gsub(/.*\[|\].*|,/, "", uses) }
    END { tell() }' "$chart/values.yaml"
}

chart_roles() {
  role_table | cut -d ' ' -f 1
}

# The port of a role, or -.
role_port() {
  role_table | awk -v role="$1" '$1 == role { print $2 }'
}

# What any of these roles uses, each once.
roles_use() {
  role_table | awk -v roles=" $* " 'index(roles, " " $1 " ") { for (i = 4; i <= NF; i++) print $i }' | sort -u
}

# Those of these roles that use this server or role.
users_of() { # server or role, roles
  local role used=$1
  shift
  for role in "$@"; do
    [[ " $(roles_use "$role" | paste -sd ' ' -) " != *" $used "* ]] || echo "$role"
  done
}

# The variable of the environment for a setting of a role: HOST, PORT, URL.
variable() { # role, setting
  local name
  name=$(role_table | awk -v role="$1" '$1 == role { print $3 }')
  name=${name//-/_}
  echo "STREAMPROC_${name^^}_$2"
}

# Whether a variable says on which address of its pod a role listens.
pod_addresses=
is_pod_address() { # variable
  if [ -z "$pod_addresses" ]; then
    pod_addresses=" $(chart_roles | while read -r role; do variable "$role" HOST; done | paste -sd ' ' -) "
  fi
  [[ $pod_addresses == *" $1 "* ]]
}

check_roles() {
  local role
  for role in "$@"; do
    chart_roles | grep -qxF -- "$role" || die "no role '$role', there are: $(chart_roles | paste -sd ' ' -)"
  done
}

installed() {
  helm list -n "$namespace" | awk -v name="$release" '$1 == name { found = 1 } END { exit !found }'
}

# An upgrade whose helm was killed blocks all that follow: it is undone, unless another helm ends it in time.
settle() {
  local deadline=$((SECONDS + ${SETTLE_SECONDS:-30}))
  while helm list -n "$namespace" --pending 2> /dev/null | awk -v name="$release" '$1 == name { found = 1 } END { exit !found }'; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "an upgrade of $release was broken off: undoing it"
      helm rollback "$release" -n "$namespace" > /dev/null || die "can't undo it: helm rollback $release -n $namespace"
      return
    fi
    sleep 1
  done
}

require_release() {
  settle
  installed || die "no release $release in the namespace $namespace: install one with scripts/dev_upgrade.sh, or name another in RELEASE and NAMESPACE"
  heal
}

# What loops have changed in the release, a line each: disabled ROLE LOOP, or watch FOLDER LOOP. The chart keeps it apart
# from the user's values, under dev, and shows it in a ConfigMap.
read_loops() {
  kubectl -n "$namespace" get configmap "$fullname-dev" --ignore-not-found -o go-template='{{index .data "state"}}' > "$scratch/loops"
}

# Puts back what loops that were killed have left.
heal() {
  local what which owner left=
  read_loops
  while read -r what which owner; do
    [ -z "$what" ] || is_alive "$owner" || left+=" $what $which,"
  done < "$scratch/loops"
  [ -n "$left" ] || return 0
  echo "a loop that was killed has left in the release:${left%,}; putting it back"
  read_values
  # shellcheck disable=SC2119
  deploy
}

# Of what is deployed, a line a role: its name, its image, and whether it is disabled.
live() {
  kubectl -n "$namespace" get deployments -l "app.kubernetes.io/instance=$release" -o go-template='
    {{- range .items}}{{index .metadata.labels "app.kubernetes.io/component"}} {{with index .spec.template.spec.containers 0 -}}
    {{.image}} {{range .env}}{{if eq .name "STREAMPROC_RUN_DISABLED"}}disabled{{end}}{{end}}{{end}}{{"\n"}}{{end}}' \
    | sed '/^toolbox /d'
}

# Sets `values` to what an upgrade has to say again, so that it changes nothing but what follows: the files that VALUES
# names, or else what the release was installed with; and what other loops have changed that run. What this one has
# changed, or one that was killed, is left out.
read_values() {
  values=()
  local file role image disabled what which owner
  read_loops
  if [ -n "${VALUES:-}" ]; then
    for file in $VALUES; do
      [ -r "$file" ] || die "VALUES names $file, which can't be read"
      values+=(-f "$file")
    done
    # What a loop has changed stands in no file.
    live > "$scratch/live"
    while read -r role image disabled; do
      values+=(--set "image.repository=${image%:*},image.tag=${image##*:}")
      [ -z "$disabled" ] || grep -q "^disabled $role " "$scratch/loops" || values+=(--set "roles.$role.disable=true")
    done < "$scratch/live"
  elif installed; then
    helm get values "$release" -n "$namespace" -o yaml > "$scratch/all.yaml" \
      || die "this helm can't say what $release was installed with: name its values files in VALUES"
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

# Takes what this loop has changed out of the release.
put_back() {
  local attempt
  for attempt in 1 2 3; do # another upgrade may be under way
    # shellcheck disable=SC2119
    if read_values && deploy; then
      return 0
    fi
    sleep "$attempt"
  done
  echo "could not: the next of scripts/dev_*.sh does" >&2
  return 1
}

# Upgrades the release with these values and then the given ones. Its notes are for those who install.
# shellcheck disable=SC2120 # arguments are optional
deploy() {
  helm upgrade "$release" "$chart" --install -n "$namespace" --create-namespace "${values[@]}" "$@" > /dev/null
}

# Until a role's pods are what was deployed last; else says what they say.
await_rollout() { # role
  kubectl -n "$namespace" rollout status "deployment/$fullname-$1" --timeout="${TIMEOUT:-300s}" && return
  kubectl -n "$namespace" logs "deployment/$fullname-$1" --tail=10 >&2 || true
  die "$1 is not ready: above is what it says"
}

running=

# Runs roles on this machine until they end, and ends with their exit code. A process group of its own, which Ctrl-C leaves
# alone, so that they are stopped once, by stop_running.
run_here() { # JVM options, --, arguments of streamproc
  set -m
  noted run_streamproc -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$@" &
  running=$!
  set +m
  local status=0
  wait "$running" || status=$?
  running=
  exit "$status"
}

# Stops in order what runs here.
stop_running() {
  if [ -n "$running" ]; then
    kill -TERM "$running" 2> /dev/null || true
    wait "$running" 2> /dev/null || true
    running=
  fi
}
