package io.streamproc.core.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.streamproc.core.settings.Settings;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The roles on the class path")
class RolesTest {
  /** A description without a verticle. */
  private record Described(String name, Stage stage) implements Role<String> {
    @Override
    public String description() {
      return "for this test";
    }

    @Override
    public boolean usesBus() {
      return false;
    }

    @Override
    public String read(Settings settings) {
      return "";
    }

    @Override
    public RoleVerticle<String> verticle(String settings, RoleContext context) {
      throw new UnsupportedOperationException();
    }
  }

  private static List<String> ordered(Described... roles) {
    return Roles.ordered(List.of(roles)).stream().map(Role::name).toList();
  }

  @Test
  @DisplayName("are in the order of the pipeline, those of one stage by name")
  void order() {
    assertEquals(
        List.of("source", "ingest", "a-store", "b-store", "page"),
        ordered(
            new Described("page", Stage.PRESENT),
            new Described("b-store", Stage.STORE),
            new Described("ingest", Stage.INGEST),
            new Described("a-store", Stage.STORE),
            new Described("source", Stage.SOURCE)));
  }

  @ParameterizedTest
  @DisplayName("are refused with a name that chart or environment could not have")
  @ValueSource(
      strings = {"", "Tally", "tally-", "-tally", "2tally", "ta.lly", "a-name-of-23-characters"})
  void names(String name) {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> ordered(new Described(name, Stage.STORE)));
    assertTrue(e.getMessage().contains(Described.class.getName()), e.getMessage());
    assertTrue(e.getMessage().contains("'" + name + "'"), e.getMessage());
  }

  @Test
  @DisplayName("are refused if two have one name")
  void twice() {
    Described tally = new Described("tally", Stage.STORE);
    assertThrows(IllegalStateException.class, () -> ordered(tally, tally));
  }

  @Test
  @DisplayName("add their sections to those of servers and process")
  void sections() {
    for (String section : List.of("kafka", "timescale", "influx", "cluster", "neighbour")) {
      assertTrue(Roles.sections().contains(section), section);
    }
  }
}
