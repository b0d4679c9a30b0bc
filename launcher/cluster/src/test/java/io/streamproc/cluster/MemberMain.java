package io.streamproc.cluster;

import io.streamproc.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A member in a JVM of its own, which says when it sees as many members as there should be. */
final class MemberMain {
  static final String SEES_ALL = "sees all members";

  private MemberMain() {}

  /**
   * @param jvm further arguments of the JVM
   * @param size how many members there should be
   * @param name the cluster's name
   * @param pairs see {@link Member#start}
   */
  static JavaProcess start(Path folder, List<String> jvm, int size, String name, String... pairs)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(Integer.toString(size), name));
    arguments.addAll(List.of(pairs));
    return JavaProcess.start(
        MemberMain.class,
        Files.createTempFile(folder, "member-", ".log"),
        SEES_ALL,
        jvm,
        arguments.toArray());
  }

  public static void main(String[] arguments) throws Exception {
    String[] pairs = Arrays.copyOfRange(arguments, 2, arguments.length);
    Member member = Member.start(arguments[1], pairs).up();
    Runtime.getRuntime().addShutdownHook(new Thread(member::close));
    Member.awaitSize(Integer.parseInt(arguments[0]), member);
    System.out.println(SEES_ALL);
  }
}
