package io.shmtender.demo;

import static org.junit.jupiter.api.Assertions.*;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo must not praise what did not work. */
final class SummaryTest {
  private static final ReaderLine.Failed FAILED =
      new ReaderLine.Failed(1_000, 2_000, "put", "NodeUnreachableException: cannot connect");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Findings findings = new Findings();

  private boolean judge(Totals totals) {
    Account account = new Account(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    return new Summary(account, findings, totals).print(Duration.ofSeconds(10), 3);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Totals failing(ReaderLine.Failed failure) {
    return new Totals(500, 500, Map.of("A", 500L), 1_000, List.of(failure), List.of());
  }

  @Test
  void keepsItsPromisesWhenNothingGoesWrong() {
    assertTrue(judge(new Totals(500, 500, Map.of("A", 500L), 1_000, List.of(), List.of())));
    assertTrue(printed().contains("1,000 by 3 readers, 100 per second"), this::printed);
  }

  @Test
  void excusesFailuresWhileANodeIsDeadOnly() {
    findings.add(new Outage("B", 1_500, 3_000));
    assertTrue(judge(failing(FAILED)));
    findings.outages().clear();
    findings.add(new Outage("B", 2_001, 3_000));
    assertFalse(judge(failing(FAILED)));
    findings.outages().clear();
    findings.add(new Outage("B", 0, 999));
    assertFalse(judge(failing(FAILED)));
    assertTrue(printed().contains("cannot connect"), this::printed);
  }

  @Test
  void countsAnOutageThatIsNotOverUntilNow() {
    Outage outage = new Outage("B", 1_000, Outage.NOT_OVER);
    assertTrue(outage.excuses(FAILED));
    assertEquals(Duration.ofNanos(500), outage.length(1_500));
    assertEquals(Duration.ofNanos(200), new Outage("B", 1_000, 1_200).length(1_500));
  }

  @Test
  void breaksWithALostWrite() {
    ReaderLine.Lost lost = new ReaderLine.Lost("test:reader-1:7 holds 3 instead of 4");
    assertFalse(judge(new Totals(5, 5, Map.of(), 1, List.of(), List.of(lost))));
    assertTrue(printed().contains("holds 3 instead of 4"), this::printed);
  }

  @Test
  void breaksWithATakeoverThatIsLate() {
    findings.add(new Takeover(Takeover.Cause.KILLED, Duration.ofMillis(12)));
    assertTrue(judge(Totals.NONE));
    findings.add(new Takeover(Takeover.Cause.KILLED, Duration.ofMillis(1_001)));
    assertFalse(judge(Totals.NONE));
    assertTrue(printed().contains(" BROKEN owner killed  "), this::printed);
  }

  @Test
  void breaksWithMoreThanOneRequestPerInterval() {
    findings.add(new InfoLoad(10, Duration.ofSeconds(5)));
    assertFalse(judge(Totals.NONE));
  }

  @Test
  void breaksWithAnEpochThatNobodySaw() {
    findings.epoch(1);
    findings.epoch(3);
    assertFalse(judge(Totals.NONE));
  }

  @Test
  void breaksWithASurprise() {
    findings.surprise("the old owner disturbed the new one");
    assertFalse(judge(Totals.NONE));
  }
}
