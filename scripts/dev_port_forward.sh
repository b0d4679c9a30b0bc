#!/usr/bin/env bash
# Runs roles on this machine instead of in the cluster, with the release's settings and its servers by port-forward, and puts
# them back at the end:
#   scripts/dev_port_forward.sh consumer-high            scripts/dev_port_forward.sh consumer-high aggregator web-ui
# Arguments after -- go to `streamproc run`: scripts/dev_port_forward.sh event-api -- --set event-api.port=9000
# RELEASE and NAMESPACE say which release, both streamproc; VALUES names the values files where helm can't tell them.
#
# The event bus is not forwarded, as its members connect to each other: roles that are given here share one, but not with
# those in the cluster. There the page shows what consumers store here when the aggregator next sweeps, in seconds, and not
# at once; requests inside the cluster don't come here. dev_telepresence.sh does all that.
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
  echo "web-ui asks the aggregator over the event bus: one runs here with it"
  here+=(aggregator)
fi

find_cluster_tools
find_java
require_release
build

disabled=()
forwards=()

# shellcheck disable=SC2317 # called when the script ends, however it does
cleanup() {
  local forward
  stop_running # while its servers can be reached
  for forward in "${forwards[@]}"; do
    kill -TERM -- "-$forward" 2> /dev/null || true
    wait "$forward" 2> /dev/null || true
  done
  if [ ${#disabled[@]} -gt 0 ]; then
    echo "putting ${disabled[*]} back into the cluster"
    put_back
  fi
}

# Keeps a port here on one in a pod. kubectl's own port-forward ends, or only complains, when the pod is replaced.
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
          # Not another's forward to who knows where.
          [ -e "$scratch/forward-$2" ] || die "port $2 is taken: if by another dev_port_forward.sh, run all roles in one, dev_port_forward.sh ROLE ROLE"
          ;;
        *"error occurred"* | *"rror forwarding"* | *"lost connection"*) break ;;
      esac
    done
    kill "$forwarding" 2> /dev/null || true
    exec {from}<&-
    echo "the forward to $1 is made anew: ${line:-it ended}" | cut -c 1-160
    sleep "${RETRY_SECONDS:-1}"
  done
}

start_forward() { # as forward
  set -m # a process group of its own, which Ctrl-C leaves alone and cleanup can end as a whole
  noted forward "$@" &
  set +m
  forwards+=("$!")
  local deadline=$((SECONDS + ${FORWARD_SECONDS:-60}))
  until [ -e "$scratch/forward-$2" ]; do
    kill -0 "$!" 2> /dev/null || exit 1 # it has said why
    [ "$SECONDS" -lt "$deadline" ] || die "no forward to $1 yet: does its pod run?"
    sleep 0.1
  done
  echo "127.0.0.1:$2 is $1"
}

# A server of the release's own, and how it is called here; one outside is reached as it is.
forward_server() { # name, port here, port there, settings...
  if kubectl -n "$namespace" get "statefulset/$fullname-$1" > /dev/null 2>&1; then
    start_forward "pod/$fullname-$1-0" "$2" "$3"
    declare -gx "${@:4}"
  else
    echo "$1 is no part of the release and reached without a forward"
  fi
}

# Settings of a role as its pods have them, but for what is about being a pod. Secrets are neither printed nor written, and no
# argument of a command, which others could see.
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
        ! is_pod_address "$name" || continue
        if [ "$kind" = secret ]; then
          value=$(kubectl -n "$namespace" get secret "$value" -o go-template="{{index .data \"$key\"}}" | base64 -d)
        fi
        export "$name=$value"
        ;;
    esac
  done < "$scratch/settings"
}

for role in "${here[@]}"; do
  read_settings "$role"
done
export STREAMPROC_MANAGEMENT_PORT=${MANAGEMENT_PORT:-9990}
for server in $(roles_use "${here[@]}"); do
  case $server in
    # The one port that is the same on both sides: the broker tells its clients where to find it.
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
      die "$role runs in another loop already: $(sed -n "s/^disabled $role //p" "$scratch/loops")"
    elif [ -n "$state" ]; then
      echo "$role is disabled in the cluster already, and stays so"
    else
      disabled+=("$role")
      arguments+=(--set "dev.disabled.$role=$loop")
    fi
  fi
done < <(live)
if [ ${#disabled[@]} -gt 0 ]; then
  echo "disabling ${disabled[*]} in the cluster"
  read_values
  deploy "${arguments[@]}"
fi

run_here -- run "${here[@]}" "$@"
