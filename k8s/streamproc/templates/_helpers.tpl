{{- define "streamproc.name" -}}
{{ .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* Prefix of all names. scripts/dev.sh computes the same, without overrides. */}}
{{- define "streamproc.fullname" -}}
{{- $name := include "streamproc.name" . -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{/* Labels that all pods of this release share. They must not change, because selectors can't. */}}
{{- define "streamproc.selector" -}}
app.kubernetes.io/name: {{ include "streamproc.name" . }}
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

{{/* The metadata of an object: (list root suffix options). The suffix of the name may be empty; options are name (replaces
     prefix and suffix), component, labels and annotations. */}}
{{- define "streamproc.metadata" -}}
{{- $root := index . 0 -}}
{{- $options := index . 2 -}}
{{- $component := dict -}}
{{- with $options.component -}}{{- $component = dict "app.kubernetes.io/component" . -}}{{- end -}}
{{- $name := include "streamproc.fullname" $root -}}
{{- with index . 1 -}}{{- $name = printf "%s-%s" $name . -}}{{- end -}}
name: {{ $options.name | default $name }}
labels:
  {{- merge $component ($options.labels | default dict) (include "streamproc.labels" $root | fromYaml) | toYaml | nindent 2 }}
{{- with merge dict ($options.annotations | default dict) $root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The section of a role's settings: (list root name). */}}
{{- define "streamproc.section" -}}
{{- (index (index . 0).Values.roles (index . 1)).section | default (index . 1) -}}
{{- end -}}

{{/* A role's values, with the defaults filled in, as YAML: (list root name). */}}
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

{{/* An image's name with registry, tag and digest: (list root image). */}}
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

{{/* Rejects unknown keys of global, if this chart is not part of another one, which may have more keys. */}}
{{- define "streamproc.refuseUnknown" -}}
{{- if not (contains "/charts/" .Template.BasePath) -}}
{{- range $key, $_ := .Values.global -}}
{{- if not (has $key (list "imageRegistry" "imagePullSecrets")) -}}
{{- fail (printf "global.%s: unknown; the keys are imageRegistry and imagePullSecrets" $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A password, encoded: an existing one, or else derived from the seed, or random in a real cluster: (list root secret old key length). */}}
{{- define "streamproc.password" -}}
{{- $root := index . 0 -}}
{{- $old := index (index . 2) (index . 3) -}}
{{- with $root.Values.passwords -}}
{{- if $old -}}{{ $old }}
{{- else if .seed -}}{{ printf "%s/%s/%s/%s" .seed $root.Release.Namespace (index $ 1) (index $ 3) | sha256sum | trunc (index $ 4) | b64enc }}
{{- else if or .random ($root.Capabilities.APIVersions.Has "v1/Secret") -}}{{ randAlphaNum (index $ 4) | b64enc }}
{{- else -}}
{{- fail (printf "without a cluster the passwords in the secret %s can't be read and would change at each render: set passwords.seed, or timescale.existingSecret and influx.existingSecret, or passwords.random=true only to view the output (docs/kubernetes.md)" (index $ 1)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* kafka.client.sasl.mechanism -> STREAMPROC_KAFKA_CLIENT_SASL_MECHANISM */}}
{{- define "streamproc.variable" -}}
STREAMPROC_{{ regexReplaceAll "[^A-Z0-9]" (upper .) "_" }}
{{- end -}}

{{/* A setting's value as text. Helm converts large integers to floating point numbers. */}}
{{- define "streamproc.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ printf "%.0f" . }}{{ else }}{{ . }}{{ end -}}
{{- end -}}

{{/* "true" if clients must authenticate, else empty. Rejects values of security with which the roles would not start or work. */}}
{{- define "streamproc.authenticates" -}}
{{- $jwt := .Values.security.jwt -}}
{{- if or $jwt.jwks $jwt.issuer $jwt.audience $jwt.trust -}}
{{- if not (and $jwt.jwks $jwt.issuer $jwt.audience) -}}
{{- fail "security.jwt: jwks, issuer and audience are needed together" -}}
{{- end -}}
{{- with .Values.networkPolicy -}}
{{- if and .enabled .egress (not .egressTo) -}}
{{- fail "security.jwt.jwks: no pod could connect to the issuer: allow it in networkPolicy.egressTo, or set networkPolicy.egress=false" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if or .Values.security.keysSecret $jwt.jwks -}}
true
{{- else if not .Values.security.open -}}
{{- fail "security.open: false needs security.keysSecret or security.jwt" -}}
{{- end -}}
{{- end -}}

{{- define "streamproc.scheme" -}}
{{- ternary "https" "http" (ne .Values.security.tlsSecret "") -}}
{{- end -}}

{{/* The file with the authority of the roles' certificate, or empty. */}}
{{- define "streamproc.authority" -}}
{{- with .Values.security -}}
{{- if and .tlsSecret .caKey -}}/etc/streamproc/tls/{{ .caKey }}{{- end -}}
{{- end -}}
{{- end -}}

{{/* Settings of authentication and TLS, as YAML. */}}
{{- define "streamproc.securitySettings" -}}
{{- $authenticates := include "streamproc.authenticates" . -}}
{{- with .Values.security -}}
{{- if not $authenticates }}
security.open: true
{{- else if not .tlsSecret }}
security.tls-at-proxy: true
{{- end }}
{{- if .keysSecret }}
security.keys: /etc/streamproc/keys/keys.json
{{- end }}
{{- range $key, $value := .jwt }}
{{- if $value }}
security.jwt.{{ $key }}: {{ $value | quote }}
{{- end }}
{{- end }}
{{- if .tlsSecret }}
http.tls.certificate: /etc/streamproc/tls/tls.crt
http.tls.key: /etc/streamproc/tls/tls.key
{{- end }}
{{- end }}
{{- end -}}

{{/* Rejects unknown settings and secrets: (list root settings path). */}}
{{- define "streamproc.checkSettings" -}}
{{- $root := index . 0 -}}
{{- $sections := list "kafka" "timescale" "influx" "http" "security" "management" "tracing" "log" "cluster" "run" -}}
{{- range $name, $_ := $root.Values.roles -}}
{{- $sections = append $sections (include "streamproc.section" (list $root $name)) -}}
{{- end -}}
{{- range $key, $value := index . 1 -}}
{{- if regexMatch "^(security|http[.]tls)[.]" $key -}}
{{- fail (printf "%s: %s: probes and URLs depend on it, so set security in the values (see \"Keys and TLS\" in docs/kubernetes.md)" (index $ 2) $key) -}}
{{- end -}}
{{- if not (has (regexFind "^[^.]+" $key) $sections) -}}
{{- fail (printf "%s: %s: no such setting; keys begin with %s" (index $ 2) $key ($sections | uniq | sortAlpha | join ", ")) -}}
{{- end -}}
{{- if regexMatch "(password|token|jaas[.]config)$" $key -}}
{{- fail (printf "%s: %s is a secret, which would be readable in a ConfigMap: use existingSecret (see docs/kubernetes.md), or extraEnv with valueFrom" (index $ 2) $key) -}}
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

{{/* The hosts of the ingress with their certificates, as YAML. */}}
{{- define "streamproc.ingressHosts" -}}
{{- with .Values.ingress -}}
{{- if .enabled -}}
{{ prepend .hosts (dict "host" .host "tlsSecret" .tlsSecret) | toYaml }}
{{- else -}}
[]
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The names of the roles' services, as pods of this and other namespaces use them, separated by commas. */}}
{{- define "streamproc.serviceHosts" -}}
{{- $hosts := list -}}
{{- range $role, $given := .Values.roles -}}
{{- if $given.port -}}
{{- $service := printf "%s-%s" (include "streamproc.fullname" $) $role -}}
{{- $inside := printf "%s.%s" $service $.Release.Namespace -}}
{{- $hosts = concat $hosts (list $service $inside (printf "%s.svc" $inside) (printf "%s.svc.%s" $inside $.Values.clusterDomain)) -}}
{{- end -}}
{{- end -}}
{{- join "," $hosts -}}
{{- end -}}

{{/* Host names of requests to the roles, separated by commas: those of the services, ingress and gateway, and further ones. */}}
{{- define "streamproc.hosts" -}}
{{- $hosts := list (include "streamproc.serviceHosts" .) -}}
{{- range include "streamproc.ingressHosts" . | fromYamlArray -}}{{- $hosts = append $hosts .host -}}{{- end -}}
{{- if .Values.gateway.enabled -}}{{- $hosts = concat $hosts .Values.gateway.hosts -}}{{- end -}}
{{- join "," (concat $hosts .Values.http.hosts) -}}
{{- end -}}

{{/* Settings of all roles, by key, as YAML. The user's settings take precedence. */}}
{{- define "streamproc.settings" -}}
{{- $name := include "streamproc.fullname" . -}}
{{- $all := dict "management.host" "0.0.0.0" "management.port" 9990 -}}
{{- $all = merge $all (include "streamproc.securitySettings" . | fromYaml) -}}
{{- range $role, $given := .Values.roles -}}
{{- $section := include "streamproc.section" (list $ $role) -}}
{{- if $given.port -}}
{{- $_ := set $all (printf "%s.host" $section) "0.0.0.0" -}}
{{- $_ := set $all (printf "%s.port" $section) $given.port -}}
{{- end -}}
{{- range $used := $given.uses -}}
{{- with index $.Values.roles $used -}}
{{- if not .port -}}{{- fail (printf "roles.%s.uses: %s has no port" $role $used) -}}{{- end -}}
{{- $_ := set $all (printf "%s.url" $section) (printf "%s://%s-%s:%v" (include "streamproc.scheme" $) $name $used .port) -}}
{{- with include "streamproc.authority" $ -}}{{- $_ := set $all (printf "%s.trust" $section) . -}}{{- end -}}
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
{{- if and .tls.enabled .tls.clientSecret -}}{{- $_ := set $all "kafka.client.ssl.keystore.type" "PEM" -}}{{- end -}}
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
{{- fail "timescale.outside.caSecret: needed, because timescale.outside.sslmode is verify-full" -}}
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
{{- if .outside.caSecret -}}{{- $_ := set $all "influx.ca-file" "/etc/streamproc/influx/ca.crt" -}}{{- end -}}
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

{{/* The settings that concern a role, as the data of a ConfigMap: (list root role uses settings). It omits the sections of
     other roles and of servers that it does not use. The role's pods restart if one of its settings changes. */}}
{{- define "streamproc.roleSettings" -}}
{{- $root := index . 0 -}}
{{- $others := list "kafka" "timescale" "influx" -}}
{{- range index . 2 -}}{{- $others = without $others . -}}{{- end -}}
{{- range $name, $_ := $root.Values.roles -}}
{{- $others = append $others (include "streamproc.section" (list $root $name)) -}}
{{- end -}}
{{- $others = without $others (include "streamproc.section" (list $root (index . 1))) -}}
{{- range $key, $value := index . 3 }}
{{- if not (has (regexFind "^[^.]+" $key) $others) }}
{{ include "streamproc.variable" $key }}: {{ include "streamproc.text" $value | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The user of TimescaleDB and the key of the password in the secret: (list root reads). */}}
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

{{/* The credentials of InfluxDB in the secret: tokenKey, or user and passwordKey, or neither: (list root reads). */}}
{{- define "streamproc.influxLogin" -}}
{{- with (index . 0).Values.influx -}}
{{- $who := ternary "reader" "writer" (index $ 1) -}}
{{- $own := index . $who -}}
{{- $made := and .enabled (not .existingSecret) -}}
{{- if and (not .enabled) (eq .outside.auth "none") -}}
{{- else if $own.tokenKey -}}
{{- dict "tokenKey" $own.tokenKey | toYaml -}}
{{- else if and $own.user (or $made $own.passwordKey) -}}
{{- dict "user" $own.user "passwordKey" ($own.passwordKey | default (printf "%s-password" $who)) | toYaml -}}
{{- else if or .enabled (eq .outside.auth "token") -}}
{{- dict "tokenKey" .tokenKey | toYaml -}}
{{- else -}}
{{- dict "user" (required "influx.outside.user: whose password?" .outside.user) "passwordKey" .passwordKey | toYaml -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The logins that the chart creates in its own InfluxDB, by "writer" and "reader". */}}
{{- define "streamproc.influxLogins" -}}
{{- $all := dict -}}
{{- range $who, $reads := dict "writer" false "reader" true -}}
{{- $login := include "streamproc.influxLogin" (list $ $reads) | fromYaml -}}
{{- if $login.user -}}{{- $_ := set $all $who $login -}}{{- end -}}
{{- end -}}
{{- if and $all.writer $all.reader (eq ($all.writer).user ($all.reader).user) -}}
{{- fail "influx.reader.user: must differ from influx.writer.user" -}}
{{- end -}}
{{- $all | toYaml -}}
{{- end -}}

{{- define "streamproc.timescaleSecret" -}}
{{ .Values.timescale.existingSecret | default (printf "%s-timescale" (include "streamproc.fullname" .)) }}
{{- end -}}

{{- define "streamproc.influxSecret" -}}
{{ .Values.influx.existingSecret | default (printf "%s-influx" (include "streamproc.fullname" .)) }}
{{- end -}}

{{/* Credentials of the used servers; reads is true if the stores are only read: (list root uses reads). */}}
{{- define "streamproc.credentials" -}}
{{- $root := index . 0 -}}
{{- $uses := index . 1 -}}
{{- $login := include "streamproc.timescaleLogin" (list $root (index . 2)) | fromYaml -}}
{{- with $root.Values.kafka -}}
{{- if and (has "kafka" $uses) (not .enabled) .outside.sasl.mechanism }}
- name: STREAMPROC_KAFKA_CLIENT_SASL_JAAS_CONFIG
  valueFrom: {secretKeyRef: {name: {{ required "kafka.outside.sasl.jaasSecret: with what to log in?" .outside.sasl.jaasSecret }}, key: {{ .outside.sasl.jaasKey }}}}
{{- end }}
{{- if and (has "kafka" $uses) (not .enabled) .outside.tls.enabled .outside.tls.clientSecret }}
{{- range $variable, $key := dict "CERTIFICATE_CHAIN" "tls.crt" "KEY" "tls.key" }}
- name: STREAMPROC_KAFKA_CLIENT_SSL_KEYSTORE_{{ $variable }}
  valueFrom: {secretKeyRef: {name: {{ $root.Values.kafka.outside.tls.clientSecret }}, key: {{ $key }}}}
{{- end }}
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
{{- if has "influx" $uses }}
{{- $secret := include "streamproc.influxSecret" $root }}
{{- with include "streamproc.influxLogin" (list $root (index . 2)) | fromYaml }}
{{- if .tokenKey }}
- name: STREAMPROC_INFLUX_TOKEN
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: {{ .tokenKey }}}}
{{- else if .user }}
- {name: STREAMPROC_INFLUX_USER, value: {{ .user | quote }}}
- name: STREAMPROC_INFLUX_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: {{ .passwordKey }}}}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The secret with the token of a role that connects to other roles, or empty: (list root name role). */}}
{{- define "streamproc.tokenSecret" -}}
{{- $root := index . 0 -}}
{{- range $used := (index . 2).uses -}}
{{- if hasKey $root.Values.roles $used -}}
{{- if and (include "streamproc.authenticates" $root) (not $root.Values.security.producerSecret) -}}
{{- fail (printf "security.producerSecret: %s connects to %s and needs a token, or set roles.%s.enabled=false" (index $ 1) $used (index $ 1)) -}}
{{- end -}}
{{- $root.Values.security.producerSecret -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* CA certificates of the used outside servers: (list root uses). */}}
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
{{- if and (has "influx" $uses) (not $v.influx.enabled) $v.influx.outside.caSecret -}}
{{- $_ := set $all "influx" (dict "secret" $v.influx.outside.caSecret "key" $v.influx.outside.caKey) -}}
{{- end -}}
{{- $all | toYaml -}}
{{- end -}}

{{/* Secrets are mounted as directories, because the kubelet does not update single files. Roles get keys and certificate;
     commands, whose settings are in the ConfigMap "settings", only the authority: (list root uses settings). */}}
{{- define "streamproc.volumeMounts" -}}
- {name: tmp, mountPath: /tmp}
{{- $isRole := ne (index . 2) "settings" }}
{{- with (index . 0).Values.security }}
{{- if and $isRole .keysSecret }}
- {name: api-keys, mountPath: /etc/streamproc/keys, readOnly: true}
{{- end }}
{{- if and .tlsSecret (or $isRole .caKey) }}
- {name: certificate, mountPath: /etc/streamproc/tls, readOnly: true}
{{- end }}
{{- end }}
{{- if and (index . 0).Values.cluster.tlsSecret (get (index . 0).Values.roles (index . 2) | default dict).bus }}
- {name: bus-certificate, mountPath: /etc/streamproc/bus, readOnly: true}
{{- end }}
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
{{- $isRole := ne (index . 2) "settings" }}
{{- with (index . 0).Values.security }}
{{- if and $isRole .keysSecret }}
- {name: api-keys, secret: {secretName: {{ .keysSecret }}, defaultMode: 0440}}
{{- end }}
{{- if and .tlsSecret $isRole }}
- {name: certificate, secret: {secretName: {{ .tlsSecret }}, defaultMode: 0440}}
{{- else if and .tlsSecret .caKey }}
- {name: certificate, secret: {secretName: {{ .tlsSecret }}, items: [{key: {{ .caKey }}, path: {{ .caKey }}}]}}
{{- end }}
{{- end }}
{{- if and (index . 0).Values.cluster.tlsSecret (get (index . 0).Values.roles (index . 2) | default dict).bus }}
- {name: bus-certificate, secret: {secretName: {{ (index . 0).Values.cluster.tlsSecret }}, defaultMode: 0440}}
{{- end }}
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

{{/* An unprivileged user; meets the "restricted" level of the Pod Security Standards: (list root uid). */}}
{{- define "streamproc.podSecurity" -}}
runAsNonRoot: true
{{- if not (index . 0).Values.openshift }}
runAsUser: {{ index . 1 }}
runAsGroup: {{ index . 1 }}
fsGroup: {{ index . 1 }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "streamproc.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "streamproc.serviceAccount" -}}
{{- with .Values.serviceAccount -}}
{{ .name | default (ternary (include "streamproc.fullname" $) "default" .create) }}
{{- end -}}
{{- end -}}

{{/* The fields of a pod spec that decide where and before which others it runs; takes values that may have them. */}}
{{- define "streamproc.scheduling" -}}
{{- range $key := list "nodeSelector" "tolerations" "affinity" "priorityClassName" "topologySpreadConstraints" }}
{{- with index $ $key }}
{{ dict $key . | toYaml }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Labels and annotations of a pod of a server or tool, as its metadata: (list root component values annotations). */}}
{{- define "streamproc.podMetadata" -}}
{{- $values := index . 2 -}}
labels:
  {{- include "streamproc.selector" (index . 0) | nindent 2 }}
  app.kubernetes.io/component: {{ index . 1 }}
  {{- with $values.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (index . 3) ($values.podAnnotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The first part of a pod spec with our image: (list root values). */}}
{{- define "streamproc.pod" -}}
{{- $root := index . 0 -}}
serviceAccountName: {{ include "streamproc.serviceAccount" $root }}
automountServiceAccountToken: false
enableServiceLinks: false # variables of services, such as STREAMPROC_EVENT_API_PORT=tcp://..., would be read as settings
{{- include "streamproc.pullSecrets" $root }}
{{- include "streamproc.scheduling" (index . 1) }}
securityContext:
  {{- include "streamproc.podSecurity" (list $root 10001) | nindent 2 }}
{{- end -}}

{{/* Its container: (list root uses settings); settings is the name of a ConfigMap. */}}
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

{{/* A pod that runs one command to its end, with the credentials of the servers that it reads: (list root arguments env uses). */}}
{{- define "streamproc.commandPod" -}}
{{- $root := index . 0 -}}
{{- $uses := index . 3 -}}
restartPolicy: Never
{{ include "streamproc.pod" (list $root $root.Values.toolbox) }}
containers:
  - name: streamproc
    {{- include "streamproc.container" (list $root $uses "settings") | nindent 4 }}
    args: {{ index . 1 | toJson }}
    env:
      - {name: JDK_JAVA_OPTIONS, value: {{ $root.Values.defaults.javaOptions | quote }}}
      {{- include "streamproc.credentials" (list $root $uses true) | nindent 6 }}
      {{- with concat (index . 2) $root.Values.extraEnv }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    resources:
      {{- toYaml $root.Values.toolbox.resources | nindent 6 }}
volumes:
  {{- include "streamproc.volumes" (list $root $uses "settings") | nindent 2 }}
{{- end -}}

{{/* The volume of a server's data: (list root component persistence). Kubernetes can't change the claims of an existing set. */}}
{{- define "streamproc.claim" -}}
{{- $root := index . 0 -}}
{{- $name := printf "%s-%s" (include "streamproc.fullname" $root) (index . 1) -}}
{{- with index . 2 -}}
{{- if not .existingClaim -}}
{{- $set := lookup "apps/v1" "StatefulSet" $root.Release.Namespace $name -}}
{{- range (($set).spec).volumeClaimTemplates -}}
{{- $size := .spec.resources.requests.storage -}}
{{- if ne $size (index $ 2).size -}}
{{- fail (printf "%s.persistence.size: the claim of %s was created with %s, and Kubernetes does not allow a StatefulSet to change that. See \"Larger volumes\" in docs/kubernetes.md: enlarge the claim, then kubectl -n %s delete sts %s --cascade=orphan, then upgrade" (index $ 1) $name $size $root.Release.Namespace $name) -}}
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

{{- define "streamproc.scaleDown" -}}
scaleDown: # one member at a time, so that its share of the cluster's data moves before the next member stops
  stabilizationWindowSeconds: 300
  policies: [{type: Pods, value: 1, periodSeconds: 60}]
{{- end -}}

{{/* The consumer group whose lag decides: (list name role settings). Those of the two consumers are known. */}}
{{- define "streamproc.group" -}}
{{- $role := index . 1 -}}
{{- if $role.autoscaling.group -}}
{{ $role.autoscaling.group }}
{{- else if and (eq $role.section "consumer") (hasPrefix "consumer-" (index . 0)) -}}
{{- $settings := mergeOverwrite (dict "consumer.group" "streamproc") (index . 2) $role.settings -}}
{{ index $settings "consumer.group" }}-{{ index . 0 | trimPrefix "consumer-" }}
{{- else -}}
{{- fail (printf "roles.%s.autoscaling.group: the lag of which consumer group?" (index . 0)) -}}
{{- end -}}
{{- end -}}

{{/* The first part of a server's pod spec: (list root server). */}}
{{- define "streamproc.serverPod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: 60
{{- include "streamproc.pullSecrets" (index . 0) }}
{{- include "streamproc.scheduling" (index . 1) }}
securityContext:
  {{- include "streamproc.podSecurity" (list (index . 0) (index . 1).runAsUser) | nindent 2 }}
{{- end -}}

{{- define "streamproc.serverImage" -}}
image: {{ include "streamproc.image" . }}
imagePullPolicy: {{ (index . 1).pullPolicy }}
{{- end -}}
