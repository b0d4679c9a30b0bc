#!/usr/bin/env bash
# Runs roles on this machine instead of in the cluster, with the release's settings and its servers
# through port-forwards. At the end it enables them in the cluster again:
#   scripts/dev_port_forward.sh consumer-high            scripts/dev_port_forward.sh consumer-high aggregator web-ui
# Arguments after -- are passed to `streamproc run`:
#   scripts/dev_port_forward.sh event-api -- --set event-api.port=9000
# RELEASE and NAMESPACE select the release; both default to streamproc. VALUES names the values
# files if helm can't print them.
#
# The event bus is not forwarded, because its members connect to each other: the local roles share a
# bus, but not with the cluster. The cluster's page shows events of a local consumer only after the
# aggregator's next sweep, within seconds. Requests inside the cluster don't reach local roles.
# dev_telepresence.sh has none of these limits.
[ "${BASH##*/}" = bash ] || exec bash -- "$0" "$@"
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "$0")")/lib.sh"
# shellcheck source=scripts/dev.sh
. "${scripts:?}/dev.sh"

roles=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  roles+=("$1")
  shift
done
[ $# = 0 ] || shift
[ ${#roles[@]} -gt 0 ] || die "which role? one of: $(chart_roles | paste -sd ' ' -)"
check_roles "${roles[@]}"
here=("${roles[@]}")
if [[ " ${roles[*]} " == *" web-ui "* && " ${roles[*]} " != *" aggregator "* ]]; then
  echo "web-ui needs an aggregator on its event bus: running one here too"
  here+=(aggregator)
fi

find_cluster_tools
find_java
require_release
build

disabled=()
forwards=()

# shellcheck disable=SC2317 # called on every exit
cleanup() {
  local forward
  stop_running # needs the forwards
  for forward in "${forwards[@]}"; do
    kill -TERM -- "-$forward" 2> /dev/null || true
    wait "$forward" 2> /dev/null || true
  done
  if [ ${#disabled[@]} -gt 0 ]; then
    echo "enabling ${disabled[*]} in the cluster"
    revert_changes
  fi
}

# Keeps a forward from a local port to a pod's port. kubectl's port-forward ends, or only logs
# errors, when the pod is replaced.
# shellcheck disable=SC2317 # called by noted
forward() { # what, port here, port there
  local line from forwarding
  while true; do
    exec {from}< <(exec kubectl -n "$namespace" port-forward --address 127.0.0.1 "$1" "$2:$3" 2>&1)
    forwarding=$!
    while read -r line <&"$from"; do
      case $line in
        "Forwarding from"*) touch "$scratch/forward-$2" ;;
        *"address already in use"*)
          # Another process has the port, so it must not be used.
          [ -e "$scratch/forward-$2" ] || die "port $2 is in use. Another dev_port_forward.sh may use it: run all roles with one, dev_port_forward.sh ROLE ROLE"
          ;;
        *"error occurred"* | *"rror forwarding"* | *"lost connection"*) break ;;
      esac
    done
    kill "$forwarding" 2> /dev/null || true
    exec {from}<&-
    echo "restarting the forward to $1: ${line:-it ended}" | cut -c 1-160
    sleep "${RETRY_SECONDS:-1}"
  done
}

start_forward() { # the arguments of forward
  set -m # a separate process group, which Ctrl-C does not reach and cleanup can end as a whole
  noted forward "$@" &
  set +m
  forwards+=("$!")
  local deadline=$((SECONDS + ${FORWARD_SECONDS:-60}))
  until [ -e "$scratch/forward-$2" ]; do
    kill -0 "$!" 2> /dev/null || exit 1 # it has printed the reason
    [ "$SECONDS" -lt "$deadline" ] || die "no forward to $1 yet: does its pod run?"
    sleep 0.1
  done
  echo "127.0.0.1:$2 is $1"
}

# Forwards a server of the release and adds the settings with its local address. An outside server
# keeps its own address.
forward_server() { # name, port here, port there, settings...
  if kubectl -n "$namespace" get "statefulset/$fullname-$1" > /dev/null 2>&1; then
    start_forward "pod/$fullname-$1-0" "$2" "$3"
    declare -gx "${@:4}"
  else
    echo "$1 is outside the release and used without a forward"
  fi
}

# Exports the settings of a role's pods, except those that only apply in a pod. Secrets are not
# printed, written to files or passed as arguments, which other users could see.
read_settings() { # role
  local kind name value key
  # shellcheck disable=SC2016 # the templates' own variables
  {
    kubectl -n "$namespace" get configmap "$fullname-$1" -o go-template='
      {{- range $name, $value := .data}}plain{{"\t"}}{{$name}}{{"\t"}}{{$value}}{{"\n"}}{{end}}'
    kubectl -n "$namespace" get deployment "$fullname-$1" -o go-template='
      {{- range $one := (index .spec.template.spec.containers 0).env}}{{with $one.valueFrom}}{{with .secretKeyRef -}}
      secret{{"\t"}}{{$one.name}}{{"\t"}}{{.name}}{{"\t"}}{{.key}}{{"\n"}}{{end}}{{else -}}
      plain{{"\t"}}{{$one.name}}{{"\t"}}{{with $one.value}}{{.}}{{end}}{{"\n"}}{{end}}{{end}}'
  } > "$scratch/settings"
  while IFS=$'\t' read -r kind name value key; do
    case $name in
      STREAMPROC_CLUSTER_* | STREAMPROC_RUN_DISABLED | STREAMPROC_MANAGEMENT_*) ;;
      STREAMPROC_*)
        ! is_pod_setting "$name" || continue
        if [ "$kind" = secret ]; then
          value=$(kubectl -n "$namespace" get secret "$value" -o go-template="{{index .data \"$key\"}}" | base64 -d)
        fi
        export "$name=$value"
        ;;
    esac
  done < "$scratch/settings"
}

# The local roles share one login for each store, so the one of a role that also writes must be
# read last.
reading=" $(reading_roles | paste -sd ' ' -) "
for role in "${here[@]}"; do
  [[ $reading != *" $role "* ]] || read_settings "$role"
done
for role in "${here[@]}"; do
  [[ $reading == *" $role "* ]] || read_settings "$role"
done
export STREAMPROC_MANAGEMENT_PORT=${MANAGEMENT_PORT:-9990}
for server in $(roles_use "${here[@]}"); do
  case $server in
    # The port must be the same on both sides, because the broker advertises it to its clients.
    kafka) forward_server kafka 29092 29092 STREAMPROC_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:29092 ;;
    timescale) forward_server timescale 25432 5432 STREAMPROC_TIMESCALE_HOST=127.0.0.1 STREAMPROC_TIMESCALE_PORT=25432 ;;
    influx) forward_server influx 28086 8086 STREAMPROC_INFLUX_URL=http://127.0.0.1:28086 ;;
    *) # another role
      port=$(variable "$server" PORT)
      port=${!port:-$(role_port "$server")}
      port_here=$port
      if [[ " ${here[*]} " != *" $server "* ]]; then
        port_here=$((20000 + port % 10000))
        start_forward "service/$fullname-$server" "$port_here" "$port"
      fi
      for role in $(users_of "$server" "${here[@]}"); do
        export "$(variable "$role" URL)=http://127.0.0.1:$port_here"
      done
      ;;
  esac
done

arguments=()
read_loops
while read -r role _ state; do
  if [[ " ${roles[*]} " == *" $role "* ]]; then
    if grep -q "^disabled $role " "$scratch/loops"; then
      die "$role already runs in another loop: $(sed -n "s/^disabled $role //p" "$scratch/loops")"
    elif [ -n "$state" ]; then
      echo "$role is already disabled in the cluster and remains disabled"
    else
      disabled+=("$role")
      arguments+=(--set "dev.disabled.$role=$loop")
    fi
  fi
done < <(deployed_roles)
if [ ${#disabled[@]} -gt 0 ]; then
  echo "disabling ${disabled[*]} in the cluster"
  read_values
  deploy "${arguments[@]}"
fi

run_here -- run "${here[@]}" "$@"
