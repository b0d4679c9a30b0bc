package io.streamproc.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the script against a stand-in for the command {@code influx}, which behaves as its source
 * does: neither that command nor InfluxDB 2 runs here. {@code InfluxDb2ContainerIT} runs the script
 * in a container of InfluxDB 2, where containers are available.
 */
@DisplayName("The script that creates the logins in InfluxDB 2")
class InfluxLoginsTest {
  private static final String TOKEN = "the-administrators-token";

  private ScriptStage stage;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    stage = new ScriptStage(folder);
    stage.tool("sleep", "");
    stage.tool(
        "influx",
        """
        set -e
        [ "$INFLUX_TOKEN $INFLUX_ORG $INFLUX_HOST" = "SECRET acme http://127.0.0.1:8086" ] || exit 9
        # The first call fails if there is a file of this name.
        rm "$STATE/fails.$1.$2.$3" 2> /dev/null && exit 1
        case "$*" in
          ping) ;;
          "bucket list --name events --hide-headers") [ -e "$STATE/bucket" ] && cat "$STATE/bucket" ;;
          "bucket create --name events --hide-headers") printf '17\\tevents\\tinfinite\\n' ;;
          "v1 auth delete --username "*) rm "$STATE/login.$5" ;;
          "v1 auth create --username "*" --password "*)
            [ ! -e "$STATE/login.$5" ] || exit 1
            echo "${*:7}" > "$STATE/login.$5"
            echo "a table with $5" ;;
          *) exit 8 ;;
        esac
        """
            .replace("SECRET", TOKEN));
    stage.given("bucket", "42\tevents\tinfinite\n");
    stage
        .set("DOCKER_INFLUXDB_INIT_ADMIN_TOKEN", TOKEN)
        .set("DOCKER_INFLUXDB_INIT_ORG", "acme")
        .set("DOCKER_INFLUXDB_INIT_BUCKET", "events")
        .set("STREAMPROC_WRITER_USER", "writer")
        .set("STREAMPROC_WRITER_PASSWORD", "w-1")
        .set("STREAMPROC_READER_USER", "reader")
        .set("STREAMPROC_READER_PASSWORD", "r-1");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private String run() throws IOException {
    ScriptRun run =
        stage.start(
            List.of(
                "bash", stage.root.resolve("k8s/streamproc/files/influx-logins.sh").toString()));
    run.succeeds();
    return run.output();
  }

  private void assertLogins(String bucket, String writer, String reader) {
    assertEquals(
        "%s --read-bucket %s --write-bucket %s\n".formatted(writer, bucket, bucket),
        stage.state("login.writer"));
    assertEquals("%s --read-bucket %s\n".formatted(reader, bucket), stage.state("login.reader"));
  }

  @Test
  @DisplayName("creates a login that writes and one that reads, once the server answers")
  void creates() throws IOException {
    stage.given("fails.ping..", "");
    assertEquals("the logins for bucket events are ready\n", run());
    assertLogins("42", "w-1", "r-1");
    assertEquals(2, stage.calls("influx ping").size());
    assertTrue(stage.calls("influx").stream().noneMatch(call -> call.contains(TOKEN)));
  }

  @Test
  @DisplayName("changes passwords and the bucket's id at the next start")
  void changes() throws IOException {
    run();
    stage.set("STREAMPROC_WRITER_PASSWORD", "w-2");
    stage.given("bucket", "43\tevents\tinfinite\n");
    run();
    assertLogins("43", "w-2", "r-1");
  }

  @Test
  @DisplayName("creates the bucket if it is missing")
  void bucket() throws IOException {
    stage.forget("bucket");
    run();
    assertLogins("17", "w-1", "r-1");
  }

  @Test
  @DisplayName("tries again until both logins exist")
  void again() throws IOException {
    stage.given("fails.v1.auth.create", "");
    String output = run();
    assertTrue(output.startsWith("can't create the logins for bucket events"), output);
    assertLogins("42", "w-1", "r-1");
  }

  @Test
  @DisplayName("creates only the login that has a user")
  void one() throws IOException {
    stage.set("STREAMPROC_WRITER_USER", "");
    run();
    assertFalse(stage.has("login.writer"));
    assertEquals("r-1 --read-bucket 42\n", stage.state("login.reader"));
  }
}
