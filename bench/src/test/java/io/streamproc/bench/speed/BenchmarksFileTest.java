package io.streamproc.bench.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksFileTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("new results replace the old ones and nothing around them")
  void replaces() {
    String page = BenchmarksFile.replaced("# Page\n", "one", "Case one", "| 1 |\n");
    page = BenchmarksFile.replaced(page, "two", "Case two", "| 2 |") + "\nWhy two is slow.\n";
    page = BenchmarksFile.replaced(page, "one", "Case one", "| 3 |");
    page = BenchmarksFile.replaced(page, "two", "Case two", "| 4 |");
    assertEquals(
        """
        # Page

        ## Case one

        <!-- results of one -->

        | 3 |

        <!-- end of one -->

        ## Case two

        <!-- results of two -->

        | 4 |

        <!-- end of two -->

        Why two is slow.
        """,
        page);
  }

  @Test
  @DisplayName("the page is created with an introduction")
  void creates() throws IOException {
    Path file = folder.resolve("benchmarks.md");
    new BenchmarksFile(file).replace("one", "Case one", "| 1 |");
    assertTrue(Files.readString(file).startsWith("# Benchmarks\n"));
  }
}
