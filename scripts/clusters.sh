# shellcheck shell=bash
# What the scripts that make and delete clusters on this machine share; sourced after lib.sh, not run.

# k3d puts these into its file by itself.
export CLUSTER=${CLUSTER:-streamproc} HTTP_PORT=${HTTP_PORT:-8088} REGISTRY_PORT=${REGISTRY_PORT:-5001}
export STREAMPROC_ROOT=${root:?}
changes=0

# Says what is done, and does it.
change() {
  changes=$((changes + 1))
  echo "+ $*"
  "$@"
}

find_docker() {
  command -v docker > /dev/null || die "no docker found: install it, see https://docs.docker.com/engine/install/"
  docker version > /dev/null || die "docker does not answer: is its daemon running, and may you use it?"
}

# running, stopped or absent
container_state() {
  case $(docker container inspect -f '{{.State.Running}}' "$1" 2> /dev/null) in
    true) echo running ;;
    false) echo stopped ;;
    *) echo absent ;;
  esac
}

# A registry in a network of the cluster's.
connect_registry() { # its container, the network
  local networks
  networks=$(docker container inspect -f '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}' "$1")
  case " $networks" in
    *" $2 "*) ;;
    *) change docker network connect "$2" "$1" ;;
  esac
}

# After a start, and for a cluster whose making was broken off.
await_api() { # kubectl's context, how to get rid of the cluster
  local deadline=$((SECONDS + ${API_SECONDS:-90}))
  until kubectl --context "$1" get --raw /readyz > /dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || die "the cluster $CLUSTER does not answer. If its making was broken off, $2 and make it anew"
    sleep 1
  done
}

# What was done, and what comes next.
tell() { # kubectl's context
  if [ "$changes" = 0 ]; then
    echo "the cluster $CLUSTER is there already, nothing was changed"
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
or all in one: VALUES=k8s/dev/ingress.yaml scripts/dev_upgrade.sh
END
}
