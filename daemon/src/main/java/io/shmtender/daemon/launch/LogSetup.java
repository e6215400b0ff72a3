package io.shmtender.daemon.launch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.shmtender.daemon.config.LogLevel;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up: to standard error, one line a message. Logback finds this class as a service;
 * the first command would wait three times as long for an XML file to be read.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String NAME = "log";

  /** Called by logback. */
  public LogSetup() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    LogLine layout = new LogLine(StandardErrorTarget.find());
    layout.setContext(context);
    layout.start();
    BoundedLog log = new BoundedLog(layout, System::nanoTime, () -> System.err);
    log.setContext(context);
    log.setName(NAME);
    log.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(log);
    // Asks at error level for flags that only its other features need; what fails it throws.
    context.getLogger("net.openhft").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Shows messages of this level and above; those of debug and below in whatever number. */
  static void setLevel(LogLevel level) {
    Logger root = root();
    root.setLevel(Level.valueOf(level.name().toUpperCase(Locale.ROOT)));
    if (root.getAppender(NAME) instanceof BoundedLog log) {
      log.setBounded(!root.isDebugEnabled());
    }
  }

  /** Tells what was left out of the log, before the process ends. */
  static void tellLeftOut() {
    if (root().getAppender(NAME) instanceof BoundedLog log) {
      log.tellLeftOut();
    }
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
