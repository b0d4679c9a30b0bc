package io.streamproc.testkit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * What a logger and those below it log during a test. Requires Logback as the logging library.
 * Thread-safe.
 */
public final class LoggedLines implements BeforeEachCallback, AfterEachCallback {
  private final Logger logger;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
      };

  private LoggedLines(Logger logger) {
    this.logger = logger;
  }

  /** Those of a class. */
  public static LoggedLines of(Class<?> source) {
    return of(source.getName());
  }

  /** Those of a logger with this name, such as that of a package. */
  public static LoggedLines of(String name) {
    return new LoggedLines((Logger) LoggerFactory.getLogger(name));
  }

  /** Returns the lines so far, each {@code LEVEL message} without a stack trace. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    appender.start();
    logger.addAppender(appender);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    logger.detachAppender(appender);
  }
}
