package io.streamproc.launcher.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.streamproc.core.log.LogFormat;
import io.streamproc.core.log.ProcessLog;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/** The log of a process that logs with Logback; found by name. */
public final class LogbackLog implements ProcessLog {
  private static final List<String> LEVELS =
      List.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE");
  private static final String INHERIT = "INHERIT";

  private final LoggerContext context;

  /** The log of this process. */
  public LogbackLog() {
    this((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  LogbackLog(LoggerContext context) {
    this.context = context;
  }

  /** Has no effect on appenders of another configuration than the product's. */
  @Override
  public void format(LogFormat format) {
    Iterator<Appender<ILoggingEvent>> appenders = root().iteratorForAppenders();
    while (appenders.hasNext()) {
      if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> stream
          && stream.getEncoder() instanceof LineEncoder encoder) {
        encoder.use(format);
      }
    }
  }

  private Logger root() {
    return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @Override
  public Map<String, String> levels() {
    Map<String, String> levels = new TreeMap<>();
    for (Logger logger : context.getLoggerList()) {
      if (logger.getLevel() != null) {
        levels.put(logger.getName(), logger.getLevel().toString());
      }
    }
    return levels;
  }

  /** Only existing loggers, because Logback keeps every logger that it was asked for. */
  @Override
  public void level(String logger, String level) {
    Logger found = context.exists(logger);
    if (found == null) {
      throw new IllegalArgumentException(
          "no logger '"
              + logger
              + "' in this process; it is the name of a class that has logged, or of its package");
    }
    String name = level.toUpperCase(Locale.ROOT);
    if (name.equals(INHERIT) && found != root()) {
      found.setLevel(null);
    } else if (LEVELS.contains(name)) {
      found.setLevel(Level.toLevel(name));
    } else {
      throw new IllegalArgumentException(
          "no level '" + level + "'; levels are " + String.join(", ", LEVELS) + ", " + INHERIT);
    }
  }
}
