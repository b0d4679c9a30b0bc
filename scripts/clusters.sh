# shellcheck shell=bash
# Functions of the scripts that create and delete local clusters; sourced after lib.sh, not run.

# k3d substitutes these variables in its file.
export CLUSTER=${CLUSTER:-streamproc} HTTP_PORT=${HTTP_PORT:-8088} REGISTRY_PORT=${REGISTRY_PORT:-5001}
export STREAMPROC_ROOT=${root:?}
changes=0

# Prints a command and runs it.
change() {
  changes=$((changes + 1))
  echo "+ $*"
  "$@"
}

find_docker() {
  command -v docker > /dev/null || die "no docker found: install it, see https://docs.docker.com/engine/install/"
  docker version > /dev/null || die "docker does not answer: is its daemon running, and do you have access to it?"
}

# running, stopped or absent
container_state() {
  case $(docker container inspect -f '{{.State.Running}}' "$1" 2> /dev/null) in
    true) echo running ;;
    false) echo stopped ;;
    *) echo absent ;;
  esac
}

# Connects the registry to the cluster's network.
connect_registry() { # container, network
  local networks
  networks=$(docker container inspect -f '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}' "$1")
  case " $networks" in
    *" $2 "*) ;;
    *) change docker network connect "$2" "$1" ;;
  esac
}

# Waits for the API server, also of a cluster whose creation was interrupted.
await_api() { # kubectl's context, the command that deletes the cluster
  local deadline=$((SECONDS + ${API_SECONDS:-90}))
  until kubectl --context "$1" get --raw /readyz > /dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || die "the cluster $CLUSTER does not answer. If its creation was interrupted, run $2 and create it again"
    sleep 1
  done
}

# Prints the result and the next commands.
print_summary() { # kubectl's context
  if [ "$changes" = 0 ]; then
    echo "the cluster $CLUSTER exists already, nothing was changed"
  else
    echo "the cluster $CLUSTER is ready"
  fi
  cat << END

context   $1
registry  localhost:$REGISTRY_PORT
ingress   ${ingress:-http://127.0.0.1:$HTTP_PORT, for the host streamproc.local}

Next:
  scripts/build_images.sh
  scripts/push_images.sh localhost:$REGISTRY_PORT
  helm upgrade --install streamproc k8s/streamproc -n streamproc --create-namespace -f k8s/dev/ingress.yaml \\
    --set image.repository=localhost:$REGISTRY_PORT/streamproc
  curl -H 'Host: streamproc.local' http://127.0.0.1:$HTTP_PORT/    # or 127.0.0.1 streamproc.local in /etc/hosts
or in one step: VALUES=k8s/dev/ingress.yaml scripts/dev_upgrade.sh
END
}
