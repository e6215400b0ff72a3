package io.shmtender.demo;

import static org.junit.jupiter.api.Assertions.*;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo must not praise what did not work, nor blame what a busy host kept from working. */
final class SummaryTest {
  private static final ReaderLine.Failed FAILED =
      new ReaderLine.Failed(1_000, 2_000, "put", "NodeUnreachableException: cannot connect");
  private static final ReaderLine.Failed TIMED_OUT =
      new ReaderLine.Failed(
          1_000_000_000, 2_000_000_000, "get", "CommandTimeoutException: no answer in time");
  private static final Busyness BUSY = new Busyness(0.9, Duration.ofMillis(300), 12);
  // As the demo itself makes a host of two processors.
  private static final Busyness NORMAL = new Busyness(0.02, Duration.ofMillis(15), 3);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Busyness host = NORMAL;
  private final Findings findings = new Findings((from, to) -> host);

  private Judgement judge(Totals totals) {
    Account account = new Account(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    return new Summary(account, findings, totals).print(Duration.ofSeconds(10), 3);
  }

  private void assertJudgement(Judgement expected, Totals totals) {
    assertEquals(expected, judge(totals), this::printed);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Totals failing(ReaderLine.Failed failure) {
    return new Totals(500, 500, Map.of("A", 500L), 1_000, List.of(failure), List.of());
  }

  private void addTakeover(Takeover.Cause cause, long millis) {
    findings.add(new Takeover(cause, Duration.ofMillis(millis), host));
  }

  @Test
  void keepsItsPromisesWhenNothingGoesWrong() {
    assertJudgement(
        Judgement.KEPT, new Totals(500, 500, Map.of("A", 500L), 1_000, List.of(), List.of()));
    assertTrue(printed().contains("1,000 by 3 readers, 100 per second"), this::printed);
  }

  @Test
  void excusesFailuresWhileANodeIsDeadOnly() {
    findings.add(new Outage("B", 1_500, 3_000));
    assertJudgement(Judgement.KEPT, failing(FAILED));
    findings.outages().clear();
    findings.add(new Outage("B", 2_001, 3_000));
    assertJudgement(Judgement.BROKEN, failing(FAILED));
    findings.outages().clear();
    findings.add(new Outage("B", 0, 999));
    assertJudgement(Judgement.BROKEN, failing(FAILED));
    assertTrue(printed().contains("cannot connect"), this::printed);
  }

  @Test
  void cannotJudgeATimeoutOnABusyHostButWhateverElseFails() {
    assertJudgement(Judgement.BROKEN, failing(TIMED_OUT));
    host = BUSY;
    assertJudgement(Judgement.UNJUDGED, failing(TIMED_OUT));
    assertTrue(printed().contains("this host was too busy to judge that:"), this::printed);
    assertTrue(
        printed()
            .contains(
                "others used 90 % of it, its own timers were up to 300 ms late, work took 12.0 times as"
                    + " long"),
        this::printed);
    assertJudgement(Judgement.BROKEN, failing(FAILED));
  }

  @Test
  void countsAnOutageThatIsNotOverUntilNow() {
    Outage outage = new Outage("B", 1_000, Outage.NOT_OVER);
    assertTrue(outage.excuses(FAILED));
    assertEquals(Duration.ofNanos(500), outage.length(1_500));
    assertEquals(Duration.ofNanos(200), new Outage("B", 1_000, 1_200).length(1_500));
  }

  @Test
  void breaksWithALostWriteOnABusyHostToo() {
    host = BUSY;
    ReaderLine.Lost lost = new ReaderLine.Lost("test:reader-1:7 holds 3 instead of 4");
    assertJudgement(Judgement.BROKEN, new Totals(5, 5, Map.of(), 1, List.of(), List.of(lost)));
    assertTrue(printed().contains("holds 3 instead of 4"), this::printed);
  }

  @Test
  void breaksWithATakeoverThatIsLate() {
    addTakeover(Takeover.Cause.KILLED, 12);
    assertJudgement(Judgement.KEPT, Totals.NONE);
    addTakeover(Takeover.Cause.KILLED, 1_900);
    assertJudgement(Judgement.BROKEN, Totals.NONE);
    assertTrue(printed().contains(" BROKEN owner killed  "), this::printed);
  }

  @Test
  void cannotJudgeALateTakeoverOnABusyHostUnlessItIsLaterStill() {
    host = BUSY;
    addTakeover(Takeover.Cause.KILLED, 1_900);
    assertJudgement(Judgement.UNJUDGED, Totals.NONE);
    assertTrue(printed().contains("  busy  owner killed  "), this::printed);
    addTakeover(Takeover.Cause.KILLED, 13_000);
    assertJudgement(Judgement.BROKEN, Totals.NONE);
  }

  @Test
  void doesNotTakeTheThresholdForWorkThatABusyHostMakesLonger() {
    host = new Busyness(0.5, Duration.ZERO, 2);
    long threshold = Tenders.TAKEOVER_THRESHOLD.toMillis();
    addTakeover(Takeover.Cause.HUNG, threshold + 1_900);
    assertJudgement(Judgement.UNJUDGED, Totals.NONE);
    addTakeover(Takeover.Cause.HUNG, threshold + 2_100);
    assertJudgement(Judgement.BROKEN, Totals.NONE);
  }

  @Test
  void breaksWithMoreThanOneRequestPerIntervalUnlessAnswersAreLate() {
    findings.add(new InfoLoad(5, 5, Duration.ofSeconds(5), NORMAL));
    assertJudgement(Judgement.KEPT, Totals.NONE);
    findings.add(new InfoLoad(6, 6, Duration.ofSeconds(5), BUSY));
    assertJudgement(Judgement.UNJUDGED, Totals.NONE);
    findings.add(new InfoLoad(6, 6, Duration.ofSeconds(5), NORMAL));
    assertJudgement(Judgement.BROKEN, Totals.NONE);
  }

  @Test
  void breaksWithMoreThanOneRequestPerTendOnABusyHostToo() {
    findings.add(new InfoLoad(6, 5, Duration.ofSeconds(6), BUSY));
    assertJudgement(Judgement.BROKEN, Totals.NONE);
  }

  @Test
  void breaksWithAnEpochThatNobodySaw() {
    host = BUSY;
    findings.epoch(1);
    findings.epoch(3);
    assertJudgement(Judgement.BROKEN, Totals.NONE);
  }

  @Test
  void breaksWithATakeoverFromAnOwnerThatWasWellUnlessTheHostKeptItFromTending() {
    findings.epoch(1);
    findings.add(new Unasked(2, BUSY));
    assertJudgement(Judgement.UNJUDGED, Totals.NONE);
    findings.add(new Unasked(3, NORMAL));
    assertJudgement(Judgement.BROKEN, Totals.NONE);
    assertTrue(printed().contains("owner kept"), this::printed);
  }

  @Test
  void breaksWithASurprise() {
    host = BUSY;
    findings.surprise("the old owner disturbed the new one");
    assertJudgement(Judgement.BROKEN, Totals.NONE);
  }
}
