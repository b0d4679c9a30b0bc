package io.streamproc.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamproc.testkit.FreePorts;
import io.streamproc.testkit.JavaProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Two processes that start at the same time and only know the cluster's name")
@Timeout(120)
class SameInstantIT {
  private static final int SIGTERM = 128 + 15;

  @TempDir private Path folder;

  @RepeatedTest(3)
  @DisplayName("form one cluster, and each leaves at SIGTERM")
  void oneCluster() throws Exception {
    String name = Member.uniqueName();
    String port = "port=" + FreePorts.consecutive(8); // as many as a member tries by default
    try (JavaProcess one = MemberMain.start(folder, List.of(), 2, name, port);
        JavaProcess two = MemberMain.start(folder, List.of(), 2, name, port)) {
      assertEquals(MemberMain.SEES_ALL, one.awaitReady(60));
      assertEquals(MemberMain.SEES_ALL, two.awaitReady(60));
      assertEquals(SIGTERM, one.terminate(20), one.output());
      assertEquals(SIGTERM, two.terminate(20), two.output());
    }
  }
}
