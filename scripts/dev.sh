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

# Whatever ends a loop, what it has changed is put back by its function cleanup.
scratch=$(mktemp -d)
leave() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  if declare -F cleanup > /dev/null; then
    cleanup || status=1
  fi
  rm -rf "$scratch"
  exit "$status"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

find_cluster_tools() {
  need kubectl 1.20.0 "kubectl version --client" "see https://kubernetes.io/docs/tasks/tools/"
  need helm 3.0.0 "helm version" "see https://helm.sh/docs/intro/install/"
}

# Of the chart's values, a line a role: its name, its port or -, and what it uses.
role_table() {
  awk '
    function tell() { if (name != "") print name, (port == "" ? "-" : port), uses }
    /^roles:/ { within = 1; next }
    /^[^ #]/ { within = 0 }
    within && /^  [a-z-]+:/ { tell(); name = $1; sub(/:.*/, "", name); port = uses = "" }
    within && /^    port:/ { port = $2 }
    within && /^    uses:/ { uses = $0; gsub(/.*\[|\].*|,/, "", uses) }
    END { tell() }' "$chart/values.yaml"
}

chart_roles() {
  role_table | cut -d ' ' -f 1
}

# Of one role: its port, or -.
role_port() {
  role_table | awk -v role="$1" '$1 == role { print $2 }'
}

# Of several roles, each once.
roles_use() {
  role_table | awk -v roles=" $* " 'index(roles, " " $1 " ") { for (i = 3; i <= NF; i++) print $i }' | sort -u
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

require_release() {
  installed || die "no release $release in the namespace $namespace: install one with scripts/dev_upgrade.sh, or name another in RELEASE and NAMESPACE"
}

# Of what is deployed, a line a role: its name, its image, and whether it is disabled.
live() {
  kubectl -n "$namespace" get deployments -l "app.kubernetes.io/instance=$release" -o go-template='
    {{- range .items}}{{index .metadata.labels "app.kubernetes.io/component"}} {{with index .spec.template.spec.containers 0 -}}
    {{.image}} {{range .env}}{{if eq .name "STREAMPROC_RUN_DISABLED"}}disabled{{end}}{{end}}{{end}}{{"\n"}}{{end}}' \
    | sed '/^toolbox /d'
}

# Sets `values` to what an upgrade has to say again, so that it changes nothing but what follows: the files that VALUES
# names, or else what the release was installed with.
read_values() {
  values=()
  local file role image disabled
  if [ -n "${VALUES:-}" ]; then
    for file in $VALUES; do
      [ -r "$file" ] || die "VALUES names $file, which can't be read"
      values+=(-f "$file")
    done
    # What a loop has changed stands in no file.
    live > "$scratch/live"
    while read -r role image disabled; do
      values+=(--set "image.repository=${image%:*},image.tag=${image##*:}")
      [ -z "$disabled" ] || values+=(--set "roles.$role.disable=true")
    done < "$scratch/live"
  elif installed; then
    helm get values "$release" -n "$namespace" -o yaml > "$scratch/values.yaml" \
      || die "this helm can't say what $release was installed with: name its values files in VALUES"
    values=(-f "$scratch/values.yaml")
  fi
}

# Upgrades the release with these values and then the given ones. Its notes are for those who install.
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
  run_streamproc -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$@" &
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
