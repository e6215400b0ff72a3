package io.shmtender.daemon.http;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a lane, which ends when nobody asked for a while. For the loop's thread. */
final class LaneWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneWork.class);
  private static final long IDLE_SECONDS = 10;

  private final Lane lane;
  private final Consumer<Runnable> finished;
  private final ThreadPoolExecutor thread;
  // Of the lane's thread.
  private boolean memoryShort;

  /**
   * Creates a lane.
   *
   * @param finished where to leave what the loop's thread is to do; called on the lane's thread
   */
  LaneWork(Lane lane, Consumer<Runnable> finished) {
    this.lane = lane;
    this.finished = finished;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(lane.waiting()),
            work -> {
              Thread made = new Thread(work, "http-" + lane.name());
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  Set<String> paths() {
    return lane.routes().keySet();
  }

  /**
   * Answers a request later.
   *
   * @param receiver called on the loop's thread
   * @throws RejectedExecutionException if too many wait already
   */
  void answer(RequestHead head, Consumer<Answer> receiver) {
    thread.execute(
        () -> {
          Answer answer = answer(head);
          finished.accept(() -> receiver.accept(answer));
        });
  }

  private Answer answer(RequestHead head) {
    try {
      Answer answer = Answer.of(response(head), head);
      memoryShort = false;
      return answer;
    } catch (Body.TooLargeException e) {
      LOG.debug("cannot answer {}", head.request().path(), e);
      return small(busy("too large to be shown: " + e.getMessage() + "\n"), head);
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
      LOG.error("cannot answer {}, please report this", head.request().path(), e);
      return small(Response.text(500, "cannot answer: " + e + "\n"), head);
    } catch (OutOfMemoryError e) {
      // A large request gets nothing, so that the daemon goes on: it is there for the map.
      if (!memoryShort) {
        memoryShort = true;
        LOG.warn(
            "cannot answer {}: not enough memory. Give more by -Xmx in AEROSPIKE_SHM_TENDER_OPTS",
            head.request().path());
      }
      return small(busy("not enough memory\n"), head);
    }
  }

  private Response response(RequestHead head) throws IOException {
    return lane.routes().get(head.request().path()).get(head.request());
  }

  private static Answer small(Response response, RequestHead head) {
    try {
      return Answer.of(response, head);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns that something cannot be had now. */
  static Response busy(String text) {
    return Response.text(503, text).with("Retry-After", "1");
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
