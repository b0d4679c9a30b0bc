package io.streamproc.k8s;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.Map;
import java.util.Optional;

/** The API's types, parsed strictly: an unknown field is an error. */
final class KubernetesModel {
  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Map.ofEntries(
          Map.entry("v1 ConfigMap", ConfigMap.class),
          Map.entry("v1 Pod", Pod.class),
          Map.entry("v1 Secret", Secret.class),
          Map.entry("v1 Service", Service.class),
          Map.entry("v1 ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1 Deployment", Deployment.class),
          Map.entry("apps/v1 StatefulSet", StatefulSet.class),
          Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
          Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class),
          Map.entry(
              "policy/v1 PodDisruptionBudget",
              io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class),
          Map.entry(
              "policy/v1beta1 PodDisruptionBudget",
              io.fabric8.kubernetes.api.model.policy.v1beta1.PodDisruptionBudget.class),
          // These types have no model here; ObservabilityTest and ChartOptionsTest check them.
          Map.entry("cert-manager.io/v1 Certificate", GenericKubernetesResource.class),
          Map.entry("gateway.networking.k8s.io/v1 HTTPRoute", GenericKubernetesResource.class),
          Map.entry("keda.sh/v1alpha1 ScaledObject", GenericKubernetesResource.class),
          Map.entry("monitoring.coreos.com/v1 ServiceMonitor", GenericKubernetesResource.class),
          Map.entry("monitoring.coreos.com/v1 PrometheusRule", GenericKubernetesResource.class),
          Map.entry("batch/v1 CronJob", io.fabric8.kubernetes.api.model.batch.v1.CronJob.class),
          Map.entry(
              "batch/v1beta1 CronJob", io.fabric8.kubernetes.api.model.batch.v1beta1.CronJob.class),
          Map.entry(
              "autoscaling/v2 HorizontalPodAutoscaler",
              io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler.class),
          Map.entry(
              "autoscaling/v2beta2 HorizontalPodAutoscaler",
              io.fabric8.kubernetes.api.model.autoscaling.v2beta2.HorizontalPodAutoscaler.class));

  private static final ObjectMapper MAPPER =
      new ObjectMapper().setAnnotationIntrospector(new NoAnySetter());

  /** By default the types accept unknown fields. */
  private static final class NoAnySetter extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  private KubernetesModel() {}

  /**
   * @throws IllegalArgumentException naming the unknown kind or field
   */
  static HasMetadata read(String text) {
    Map<String, Object> document = Chart.parse(text);
    String type = document.get("apiVersion") + " " + document.get("kind");
    if (!TYPES.containsKey(type)) {
      throw new IllegalArgumentException("no such kind here: " + type);
    }
    Class<? extends HasMetadata> model = TYPES.get(type);
    return model == GenericKubernetesResource.class
        ? new ObjectMapper().convertValue(document, model) // its other fields are of the any-setter
        : MAPPER.convertValue(document, model);
  }

  /** The pod that an object is or creates. */
  static Optional<PodTemplateSpec> pod(HasMetadata resource) {
    if (resource instanceof Pod pod) {
      return Optional.of(new PodTemplateSpec(pod.getMetadata(), pod.getSpec()));
    }
    if (resource instanceof Deployment deployment) {
      return Optional.of(deployment.getSpec().getTemplate());
    }
    if (resource instanceof StatefulSet set) {
      return Optional.of(set.getSpec().getTemplate());
    }
    if (resource instanceof io.fabric8.kubernetes.api.model.batch.v1.CronJob job) {
      return Optional.of(job.getSpec().getJobTemplate().getSpec().getTemplate());
    }
    if (resource instanceof io.fabric8.kubernetes.api.model.batch.v1beta1.CronJob job) {
      return Optional.of(job.getSpec().getJobTemplate().getSpec().getTemplate());
    }
    return Optional.empty();
  }
}
