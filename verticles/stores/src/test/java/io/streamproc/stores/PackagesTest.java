package io.streamproc.stores;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The packages of the stores")
class PackagesTest {
  private static final String ROOT = "io.streamproc.stores";
  private static final String INFLUX = ROOT + ".influx";
  private static final String INFLUX_QL = INFLUX + ".influxql..";
  private static final String QUEST_DB = INFLUX + ".questdb";
  private static final String TIMESCALE = ROOT + ".timescale..";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private void never(String from, String... to) {
    noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(to)
        .check(classes);
  }

  @Test
  @DisplayName("have no cycles")
  void cycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  @DisplayName("keep InfluxQL, QuestDB and their shared code free of forbidden dependencies")
  void dialects() {
    never(INFLUX + ".shared..", INFLUX, INFLUX_QL, QUEST_DB);
    never(INFLUX_QL, INFLUX, QUEST_DB);
    never(QUEST_DB, INFLUX, INFLUX_QL);
  }

  @Test
  @DisplayName("keep the two stores independent of each other, and the contract of both")
  void stores() {
    never(INFLUX + "..", TIMESCALE);
    never(TIMESCALE, INFLUX + "..");
    never(ROOT, TIMESCALE, INFLUX + "..");
  }
}
