package io.streamproc.launcher;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.streamproc.core.http.HttpSurface;
import io.streamproc.core.role.Role;
import io.streamproc.core.role.RoleVerticle;
import io.streamproc.core.role.Roles;
import io.streamproc.launcher.command.ReplayCommand;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The rules of docs/architecture.md that Maven's module dependencies don't enforce by themselves.
 */
public class ArchitectureTest {
  /** The packages of the roles on the class path. */
  private static final String[] ROLES =
      Roles.all().stream()
          .map(role -> role.getClass().getPackageName() + "..")
          .toArray(String[]::new);

  private static final ArchRule NOBODY_DEPENDS_ON_A_ROLE =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROLES)
          .and(are(not(assignableTo(ReplayCommand.class)))) // shows how the producer reads a file
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROLES);

  private static final ArchRule EVERY_VERTICLE_BELONGS_TO_A_ROLE_THAT_IS_FOUND =
      classes()
          .that()
          .areAssignableTo(RoleVerticle.class)
          .and()
          .doNotHaveModifier(JavaModifier.ABSTRACT)
          .should()
          .resideInAnyPackage(ROLES);

  private static final ArchRule NO_CYCLES =
      slices().matching("io.streamproc.(**)").should().beFreeOfCycles();

  private static final ArchRule PURE_LOGIC_KNOWS_NO_FRAMEWORK =
      noClasses()
          .that()
          .resideInAnyPackage("io.streamproc.core.event", "io.streamproc.core.series")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vertx..", "org.apache.kafka..", "com.hazelcast..", "com.influxdb..");

  private static final ArchRule THE_BUS_KNOWS_NO_TRANSPORT =
      noClasses()
          .that()
          .resideInAPackage("io.streamproc.core.bus")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "io.vertx.sqlclient..",
              "io.vertx.ext.web..",
              "com.hazelcast..");

  private static final ArchRule ONLY_SETTINGS_AND_LAUNCHER_READ_THE_ENVIRONMENT =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.streamproc.core.settings..",
              "io.streamproc.core.role..", // hands the environment to Settings, at a start by class
              // name
              "io.streamproc.launcher..",
              "io.streamproc.testkit..")
          .and()
          .doNotHaveSimpleName("ClusterProvider") // does the same, at a start by class name
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  private static final ArchRule ONLY_CLUSTER_AND_TESTKIT_KNOW_HAZELCAST =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.streamproc.cluster..", "io.streamproc.testkit.cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster.hazelcast..");

  private static final ArchRule ONLY_THE_TRACE_PACKAGE_KNOWS_OPENTELEMETRY =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.streamproc.core.trace..", "io.streamproc.testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..");

  private static final ArchRule MAIN_CODE_NEVER_DEPENDS_ON_THE_TESTKIT =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.streamproc.testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.streamproc.testkit..");

  private static final ArchRule NOBODY_PRINTS_OR_SLEEPS =
      noClasses()
          .that()
          .doNotHaveSimpleName("QuestDbConsole") // mutes what QuestDB itself prints
          .and()
          .doNotHaveSimpleName("ServerMain") // tells who started it that it works
          .and()
          .resideOutsideOfPackage("io.streamproc.testkit..")
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  private static final ArchRule ONE_DOOR_FOR_HTTP =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(HttpSurface.class.getName())
          .should()
          .callMethod(Vertx.class, "createHttpServer")
          .orShould()
          .callMethod(Vertx.class, "createHttpServer", HttpServerOptions.class);

  private static final ArchRule VERTICLES_ARE_FINAL_OR_MADE_TO_EXTEND =
      classes()
          .that()
          .areAssignableTo(io.vertx.core.VerticleBase.class)
          .should()
          .haveModifier(JavaModifier.FINAL)
          .orShould()
          .haveModifier(JavaModifier.ABSTRACT);

  @TestFactory
  public Stream<DynamicTest> rules() {
    JavaClasses ours =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.streamproc");
    Stream<ArchRule> eachRole = Roles.all().stream().map(ArchitectureTest::dependsOnNoOtherRole);
    Stream<ArchRule> all =
        Stream.of(
            NOBODY_DEPENDS_ON_A_ROLE,
            EVERY_VERTICLE_BELONGS_TO_A_ROLE_THAT_IS_FOUND,
            NO_CYCLES,
            PURE_LOGIC_KNOWS_NO_FRAMEWORK,
            THE_BUS_KNOWS_NO_TRANSPORT,
            ONLY_SETTINGS_AND_LAUNCHER_READ_THE_ENVIRONMENT,
            ONLY_CLUSTER_AND_TESTKIT_KNOW_HAZELCAST,
            ONLY_THE_TRACE_PACKAGE_KNOWS_OPENTELEMETRY,
            MAIN_CODE_NEVER_DEPENDS_ON_THE_TESTKIT,
            StaticStateRule.NO_STATIC_MUTABLE_STATE,
            NOBODY_PRINTS_OR_SLEEPS,
            ONE_DOOR_FOR_HTTP,
            VERTICLES_ARE_FINAL_OR_MADE_TO_EXTEND,
            EnvironmentRule.NOTHING_DEPENDS_ON_THE_ENVIRONMENTS_DEFAULTS);
    return Stream.concat(all, eachRole)
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(ours)));
  }

  private static ArchRule dependsOnNoOtherRole(Role<?> role) {
    String own = role.getClass().getPackageName() + "..";
    return noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            Stream.of(ROLES).filter(other -> !other.equals(own)).toArray(String[]::new));
  }
}
