{{- define "streamproc.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{/* What the pods of this release have in common; never changes, as selectors can't. */}}
{{- define "streamproc.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "streamproc.labels" -}}
{{ include "streamproc.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* A role as it is to run: the defaults, and what it says otherwise. (list root name), as YAML. */}}
{{- define "streamproc.role" -}}
{{- $root := index . 0 -}}
{{- $given := index $root.Values.roles (index . 1) -}}
{{- $enabled := true -}}
{{- if $given.generates -}}
{{- $enabled = and $root.Values.kafka.enabled $root.Values.timescale.enabled $root.Values.influx.enabled -}}
{{- end -}}
{{- $flags := dict "enabled" $enabled "disable" false "bus" false "readOnly" false "internal" false -}}
{{- $role := mergeOverwrite $flags (dict "section" (index . 1) "settings" dict "extraEnv" list) (deepCopy $root.Values.defaults) (deepCopy $given) -}}
{{- if hasKey $root.Values.dev.disabled (index . 1) -}}{{- $_ := set $role "disable" true -}}{{- end -}}
{{- if $root.Values.dev.watch.folder -}}{{- $_ := set $role "preStopSeconds" 0 -}}{{- end -}}
{{- $role | toYaml -}}
{{- end -}}

{{/* With registry, tag and digest: (list root image). */}}
{{- define "streamproc.image" -}}
{{- $root := index . 0 -}}
{{- with index . 1 -}}
{{- with $root.Values.global.imageRegistry }}{{ . | trimSuffix "/" }}/{{ end -}}
{{- .repository }}:{{ .tag | default $root.Chart.AppVersion }}{{ with .digest }}@{{ . }}{{ end -}}
{{- end -}}
{{- end -}}

{{- define "streamproc.pullSecrets" -}}
{{- with concat .Values.image.pullSecrets .Values.global.imagePullSecrets | uniq }}
imagePullSecrets:
  {{- range . }}
  {{- if kindIs "map" . }}
  - {{ toJson . }}
  {{- else }}
  - name: {{ . }}
  {{- end }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* Nothing is ignored in silence; to a parent chart's other parts, more may belong. */}}
{{- define "streamproc.refuseUnknown" -}}
{{- if not (contains "/charts/" .Template.BasePath) -}}
{{- range $key, $_ := .Values.global -}}
{{- if not (has $key (list "imageRegistry" "imagePullSecrets")) -}}
{{- fail (printf "global.%s: unknown, there are imageRegistry and imagePullSecrets" $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* One that is there stays; else from the seed, or random in a real cluster: (list root secret old key length), encoded. */}}
{{- define "streamproc.password" -}}
{{- $root := index . 0 -}}
{{- $old := index (index . 2) (index . 3) -}}
{{- with $root.Values.passwords -}}
{{- if $old -}}{{ $old }}
{{- else if .seed -}}{{ printf "%s/%s/%s/%s" .seed $root.Release.Namespace (index $ 1) (index $ 3) | sha256sum | trunc (index $ 4) | b64enc }}
{{- else if or .random ($root.Capabilities.APIVersions.Has "v1/Secret") -}}{{ randAlphaNum (index $ 4) | b64enc }}
{{- else -}}
{{- fail (printf "the passwords in the secret %s can't be seen without a cluster and would be others each time: give passwords.seed, or timescale.existingSecret and influx.existingSecret; passwords.random=true for a look only (docs/kubernetes.md)" (index $ 1)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{/* kafka.client.sasl.mechanism -> STREAMPROC_KAFKA_CLIENT_SASL_MECHANISM */}}
{{- define "streamproc.variable" -}}
STREAMPROC_{{ regexReplaceAll "[^A-Z0-9]" (upper .) "_" }}
{{- end -}}

{{/* A setting's value as text; Helm makes floating point numbers of large whole ones. */}}
{{- define "streamproc.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ printf "%.0f" . }}{{ else }}{{ . }}{{ end -}}
{{- end -}}

{{/* Refuses settings that no part of the system has, and secrets: (list root settings path). */}}
{{- define "streamproc.checkSettings" -}}
{{- $sections := list "kafka" "timescale" "influx" "http" "management" "cluster" "run" -}}
{{- range $name, $role := (index . 0).Values.roles -}}
{{- $sections = append $sections ($role.section | default $name) -}}
{{- end -}}
{{- range $key, $value := index . 1 -}}
{{- if not (has (regexFind "^[^.]+" $key) $sections) -}}
{{- fail (printf "%s: %s: nothing here has such a setting, keys begin with %s" (index $ 2) $key ($sections | uniq | sortAlpha | join ", ")) -}}
{{- end -}}
{{- if regexMatch "(password|token|jaas[.]config)$" $key -}}
{{- fail (printf "%s: %s is a secret, which would be readable in a ConfigMap: give it by existingSecret (see docs/kubernetes.md), or by extraEnv with valueFrom" (index $ 2) $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "streamproc.kafka" -}}
{{- if .Values.kafka.enabled -}}
{{ include "streamproc.fullname" . }}-kafka.{{ .Release.Namespace }}.svc:9092
{{- else -}}
{{ required "kafka.outside.bootstrapServers: where is Kafka, if kafka.enabled is false?" .Values.kafka.outside.bootstrapServers }}
{{- end -}}
{{- end -}}

{{/* Names by which requests reach the roles, with commas between: of their services, as pods of this and other namespaces say
     them, and of the ingress. */}}
{{- define "streamproc.hosts" -}}
{{- $hosts := list -}}
{{- range $role, $given := .Values.roles -}}
{{- if $given.port -}}
{{- $service := printf "%s-%s" (include "streamproc.fullname" $) $role -}}
{{- $inside := printf "%s.%s" $service $.Release.Namespace -}}
{{- $hosts = concat $hosts (list $service $inside (printf "%s.svc" $inside) (printf "%s.svc.%s" $inside $.Values.clusterDomain)) -}}
{{- end -}}
{{- end -}}
{{- if .Values.ingress.enabled -}}{{- $hosts = append $hosts .Values.ingress.host -}}{{- end -}}
{{- join "," (concat $hosts .Values.http.hosts) -}}
{{- end -}}

{{/* Settings of all roles, by key, as YAML; those of the user win. */}}
{{- define "streamproc.settings" -}}
{{- $name := include "streamproc.fullname" . -}}
{{- $all := dict "management.host" "0.0.0.0" "management.port" 9990 -}}
{{- range $role, $given := .Values.roles -}}
{{- if $given.port -}}
{{- $section := $given.section | default $role -}}
{{- $_ := set $all (printf "%s.host" $section) "0.0.0.0" -}}
{{- $_ := set $all (printf "%s.port" $section) $given.port -}}
{{- end -}}
{{- range $used := $given.uses -}}
{{- with index $.Values.roles $used -}}
{{- if not .port -}}{{- fail (printf "roles.%s.uses: %s has no port" $role $used) -}}{{- end -}}
{{- $_ := set $all (printf "%s.url" ($given.section | default $role)) (printf "http://%s-%s:%v" $name $used .port) -}}
{{- else -}}
{{- if not (has $used (list "kafka" "timescale" "influx")) -}}{{- fail (printf "roles.%s.uses: %s is neither a server nor a role" $role $used) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $_ := set $all "http.hosts" (include "streamproc.hosts" .) -}}
{{- with .Values.http.origins -}}{{- $_ := set $all "http.origins" (join "," .) -}}{{- end -}}
{{- $_ := set $all "http.max-connections-per-address" .Values.http.maxConnectionsPerAddress -}}
{{- $_ := set $all "kafka.bootstrap-servers" (include "streamproc.kafka" .) -}}
{{- with .Values.kafka.outside -}}
{{- if and (not $.Values.kafka.enabled) (or .tls.enabled .sasl.mechanism) -}}
{{- $protocol := ternary "SASL_SSL" "SSL" (ne .sasl.mechanism "") -}}
{{- $_ := set $all "kafka.client.security.protocol" (ternary $protocol "SASL_PLAINTEXT" .tls.enabled) -}}
{{- if .sasl.mechanism -}}{{- $_ := set $all "kafka.client.sasl.mechanism" .sasl.mechanism -}}{{- end -}}
{{- if and .tls.enabled .tls.caSecret -}}
{{- $_ := set $all "kafka.client.ssl.truststore.type" "PEM" -}}
{{- $_ := set $all "kafka.client.ssl.truststore.location" "/etc/streamproc/kafka/ca.crt" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with .Values.timescale -}}
{{- $_ := set $all "timescale.database" .database -}}
{{- $_ := set $all "timescale.user" .user -}}
{{- if .enabled -}}
{{- $_ := set $all "timescale.host" (printf "%s-timescale" $name) -}}
{{- $_ := set $all "timescale.sslmode" "disable" -}}
{{- else -}}
{{- $_ := set $all "timescale.host" (required "timescale.outside.host: where is TimescaleDB, if timescale.enabled is false?" .outside.host) -}}
{{- $_ := set $all "timescale.port" .outside.port -}}
{{- $_ := set $all "timescale.sslmode" .outside.sslmode -}}
{{- if and (eq .outside.sslmode "verify-full") (not .outside.caSecret) (not (hasKey $.Values.settings "timescale.ca-file")) -}}
{{- fail "timescale.outside.caSecret: whose certificates to trust, if timescale.outside.sslmode is verify-full?" -}}
{{- end -}}
{{- if .outside.caSecret -}}{{- $_ := set $all "timescale.ca-file" "/etc/streamproc/timescale/ca.crt" -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- with .Values.influx -}}
{{- $_ := set $all "influx.database" .database -}}
{{- if .enabled -}}
{{- $_ := set $all "influx.url" (printf "http://%s-influx:8086" $name) -}}
{{- $_ := set $all "influx.org" .org -}}
{{- else -}}
{{- $_ := set $all "influx.url" (required "influx.outside.url: where is InfluxDB, if influx.enabled is false?" .outside.url) -}}
{{- $_ := set $all "influx.dialect" .outside.dialect -}}
{{- if eq .outside.auth "token" -}}{{- $_ := set $all "influx.org" .org -}}{{- end -}}
{{- if eq .outside.auth "password" -}}{{- $_ := set $all "influx.user" (required "influx.outside.user: whose password?" .outside.user) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- $_ := set $all "cluster.name" (printf "%s/%s" .Release.Namespace $name) -}}
{{- $_ := set $all "cluster.discovery" "kubernetes" -}}
{{- $_ := set $all "cluster.port" 5701 -}}
{{- $_ := set $all "cluster.bus-port" 15701 -}}
{{- if eq .Values.cluster.discovery "dns" -}}
{{- $_ := set $all "cluster.kubernetes.service-dns" (printf "%s-members.%s.svc" $name .Release.Namespace) -}}
{{- else -}}
{{- $_ := set $all "cluster.kubernetes.service-name" (printf "%s-members" $name) -}}
{{- end -}}
{{- include "streamproc.checkSettings" (list . .Values.settings "settings") -}}
{{- mergeOverwrite $all (deepCopy .Values.settings) | toYaml -}}
{{- end -}}

{{/* Of those settings, what concerns a role, as the data of a ConfigMap: (list root role uses). Left out are the sections of
     other roles and of servers that it does not use: its pods restart if the rest changes. */}}
{{- define "streamproc.roleSettings" -}}
{{- $roles := (index . 0).Values.roles -}}
{{- $others := list "kafka" "timescale" "influx" -}}
{{- range index . 2 -}}{{- $others = without $others . -}}{{- end -}}
{{- range $name, $role := $roles -}}
{{- $others = append $others ($role.section | default $name) -}}
{{- end -}}
{{- $others = without $others ((index $roles (index . 1)).section | default (index . 1)) -}}
{{- range $key, $value := include "streamproc.settings" (index . 0) | fromYaml }}
{{- if not (has (regexFind "^[^.]+" $key) $others) }}
{{ include "streamproc.variable" $key }}: {{ include "streamproc.text" $value | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Who logs in to TimescaleDB, and with which key of the secret: (list root reads). */}}
{{- define "streamproc.timescaleLogin" -}}
{{- with (index . 0).Values.timescale -}}
{{- $made := and .enabled (not .existingSecret) -}}
{{- if and (index $ 1) .reader.user (or $made .reader.passwordKey) -}}
{{- dict "user" .reader.user "key" (.reader.passwordKey | default "reader-password") | toYaml -}}
{{- else -}}
{{- dict "user" .user "key" .passwordKey | toYaml -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "streamproc.timescaleSecret" -}}
{{ .Values.timescale.existingSecret | default (printf "%s-timescale" (include "streamproc.fullname" .)) }}
{{- end -}}

{{- define "streamproc.influxSecret" -}}
{{ .Values.influx.existingSecret | default (printf "%s-influx" (include "streamproc.fullname" .)) }}
{{- end -}}

{{/* Credentials, by what is used and whether it is only read: (list root uses reads). */}}
{{- define "streamproc.credentials" -}}
{{- $root := index . 0 -}}
{{- $uses := index . 1 -}}
{{- $login := include "streamproc.timescaleLogin" (list $root (index . 2)) | fromYaml -}}
{{- with $root.Values.kafka -}}
{{- if and (has "kafka" $uses) (not .enabled) .outside.sasl.mechanism }}
- name: STREAMPROC_KAFKA_CLIENT_SASL_JAAS_CONFIG
  valueFrom: {secretKeyRef: {name: {{ required "kafka.outside.sasl.jaasSecret: with what to log in?" .outside.sasl.jaasSecret }}, key: {{ .outside.sasl.jaasKey }}}}
{{- end }}
{{- end }}
{{- with $root.Values.timescale }}
{{- if has "timescale" $uses }}
{{- if ne $login.user .user }}
- {name: STREAMPROC_TIMESCALE_USER, value: {{ $login.user | quote }}}
{{- end }}
- name: STREAMPROC_TIMESCALE_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ include "streamproc.timescaleSecret" $root }}, key: {{ $login.key }}}}
{{- end }}
{{- end }}
{{- with $root.Values.influx }}
{{- if has "influx" $uses }}
{{- if or .enabled (eq .outside.auth "token") }}
- name: STREAMPROC_INFLUX_TOKEN
  valueFrom: {secretKeyRef: {name: {{ include "streamproc.influxSecret" $root }}, key: {{ .tokenKey }}}}
{{- else if eq .outside.auth "password" }}
- name: STREAMPROC_INFLUX_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ include "streamproc.influxSecret" $root }}, key: {{ .passwordKey }}}}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Issuers of outside servers, by what is used: (list root uses). */}}
{{- define "streamproc.issuers" -}}
{{- $v := (index . 0).Values -}}
{{- $uses := index . 1 -}}
{{- $all := dict -}}
{{- if and (has "kafka" $uses) (not $v.kafka.enabled) $v.kafka.outside.tls.enabled $v.kafka.outside.tls.caSecret -}}
{{- $_ := set $all "kafka" (dict "secret" $v.kafka.outside.tls.caSecret "key" $v.kafka.outside.tls.caKey) -}}
{{- end -}}
{{- if and (has "timescale" $uses) (not $v.timescale.enabled) $v.timescale.outside.caSecret -}}
{{- $_ := set $all "timescale" (dict "secret" $v.timescale.outside.caSecret "key" $v.timescale.outside.caKey) -}}
{{- end -}}
{{- $all | toYaml -}}
{{- end -}}

{{- define "streamproc.volumeMounts" -}}
- {name: tmp, mountPath: /tmp}
{{- range $server, $issuer := include "streamproc.issuers" . | fromYaml }}
- {name: {{ $server }}-issuer, mountPath: /etc/streamproc/{{ $server }}, readOnly: true}
{{- end }}
{{- if (index . 0).Values.dev.watch.folder }}
- {name: dev, mountPath: /opt/streamproc/lib/own, readOnly: true}
{{- end }}
{{- with (index . 0).Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "streamproc.volumes" -}}
- {name: tmp, emptyDir: {sizeLimit: 256Mi}}
{{- range $server, $issuer := include "streamproc.issuers" . | fromYaml }}
- name: {{ $server }}-issuer
  secret:
    secretName: {{ $issuer.secret }}
    items: [{key: {{ $issuer.key }}, path: ca.crt}]
{{- end }}
{{- with (index . 0).Values.dev.watch.folder }}
- {name: dev, hostPath: {path: {{ . | quote }}, type: Directory}}
{{- end }}
{{- with (index . 0).Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Any user but root; the "restricted" level of the Pod Security Standards. */}}
{{- define "streamproc.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "streamproc.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* How a pod of our image begins, whatever it does: root. */}}
{{- define "streamproc.pod" -}}
serviceAccountName: {{ include "streamproc.fullname" . }}
automountServiceAccountToken: false
enableServiceLinks: false # its variables, such as STREAMPROC_EVENT_API_PORT=tcp://..., would be taken for settings
{{- include "streamproc.pullSecrets" . }}
securityContext:
  {{- include "streamproc.podSecurity" 10001 | nindent 2 }}
{{- end -}}

{{/* And its container: (list root uses settings), the last a ConfigMap. */}}
{{- define "streamproc.container" -}}
{{- $root := index . 0 -}}
image: {{ include "streamproc.image" (list $root $root.Values.image) }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
securityContext:
  {{- include "streamproc.containerSecurity" $root | nindent 2 }}
volumeMounts:
  {{- include "streamproc.volumeMounts" . | nindent 2 }}
envFrom:
  - configMapRef: {name: {{ include "streamproc.fullname" $root }}-{{ index . 2 }}}
{{- end -}}

{{/* A pod that runs one command with the credentials of all servers, to its end: (list root arguments). */}}
{{- define "streamproc.commandPod" -}}
{{- $root := index . 0 -}}
{{- $uses := list "kafka" "timescale" "influx" -}}
restartPolicy: Never
{{ include "streamproc.pod" $root }}
containers:
  - name: streamproc
    {{- include "streamproc.container" (list $root $uses "settings") | nindent 4 }}
    args: {{ index . 1 | toJson }}
    env:
      - {name: JDK_JAVA_OPTIONS, value: {{ $root.Values.defaults.javaOptions | quote }}}
      {{- include "streamproc.credentials" (list $root $uses true) | nindent 6 }}
      {{- with $root.Values.extraEnv }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    resources:
      {{- toYaml $root.Values.toolbox.resources | nindent 6 }}
volumes:
  {{- include "streamproc.volumes" (list $root $uses) | nindent 2 }}
{{- end -}}

{{/* Where a server keeps its data: (list root component persistence). Kubernetes can't change claims of a set that is there. */}}
{{- define "streamproc.claim" -}}
{{- $root := index . 0 -}}
{{- $name := printf "%s-%s" (include "streamproc.fullname" $root) (index . 1) -}}
{{- with index . 2 -}}
{{- if not .existingClaim -}}
{{- $set := lookup "apps/v1" "StatefulSet" $root.Release.Namespace $name -}}
{{- range (($set).spec).volumeClaimTemplates -}}
{{- $size := .spec.resources.requests.storage -}}
{{- if ne $size (index $ 2).size -}}
{{- fail (printf "%s.persistence.size: the claim of %s was made with %s, and Kubernetes does not let a StatefulSet change that. See \"Larger volumes\" in docs/kubernetes.md: enlarge the claim, then kubectl -n %s delete sts %s --cascade=orphan, then upgrade" (index $ 1) $name $size $root.Release.Namespace $name) -}}
{{- end -}}
{{- end -}}
volumeClaimTemplates:
  - metadata:
      name: data
      labels:
        {{- include "streamproc.selector" $root | nindent 8 }}
    spec:
      accessModes: [ReadWriteOnce]
      {{- with .storageClass }}
      storageClassName: {{ . }}
      {{- end }}
      resources: {requests: {storage: {{ .size }}}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* How a pod of a server begins: (list root server). */}}
{{- define "streamproc.serverPod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: 60
{{- include "streamproc.pullSecrets" (index . 0) }}
{{- with index . 1 }}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "streamproc.podSecurity" .runAsUser | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "streamproc.serverImage" -}}
image: {{ include "streamproc.image" . }}
imagePullPolicy: {{ (index . 1).pullPolicy }}
{{- end -}}
