package io.shmtender.demo;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is left of it all: numbers, and which promises were kept. */
final class Summary {
  private static final int SHOWN = 5;

  private final Account account;
  private final Findings findings;
  private final Totals totals;
  private Judgement judgement = Judgement.KEPT;

  Summary(Account account, Findings findings, Totals totals) {
    this.account = account;
    this.findings = findings;
    this.totals = totals;
  }

  /** Prints it; returns what became of the promises, at worst. */
  Judgement print(Duration commandTime, int readers) {
    account.heading(
        "Summary after " + Text.seconds(Duration.ofSeconds(account.elapsed().toSeconds())));
    commands(commandTime, readers);
    host();
    lostWrites();
    failures();
    for (Takeover.Cause cause : Takeover.Cause.values()) {
      takeovers(cause);
    }
    requests(readers);
    epochs();
    unasked();
    for (String surprise : findings.surprises()) {
      promise(Judgement.BROKEN, "surprise", surprise);
    }
    return judgement;
  }

  private void promise(Judgement outcome, String label, String text) {
    judgement = judgement.and(outcome);
    account.promise(outcome, label, text);
  }

  private void promise(boolean kept, String label, String text) {
    promise(kept ? Judgement.KEPT : Judgement.BROKEN, label, text);
  }

  // A promise about time, and what was to be seen of the host where it could not be judged.
  private void promise(Judgement outcome, Busyness host, String label, String text) {
    promise(outcome, label, text);
    if (outcome == Judgement.UNJUDGED) {
      account.more("this host was too busy to judge that:");
      account.more(host.toString());
    }
  }

  private static Judgement worst(Stream<Judgement> outcomes) {
    return outcomes.reduce(Judgement.KEPT, Judgement::and);
  }

  private static Busyness busiest(Stream<Busyness> hosts) {
    return hosts.reduce(Busyness.NONE, Busyness::or);
  }

  private void commands(Duration time, int readers) {
    double seconds = Math.max(0.001, time.toNanos() / 1e9);
    account.summary(
        "commands",
        "*"
            + Text.count(totals.commands())
            + "* by "
            + Text.count(readers, "reader", "readers")
            + ", *"
            + Text.count(Math.round(totals.commands() / seconds))
            + " per second*");
  }

  private void host() {
    long now = System.nanoTime();
    account.summary(
        "host", findings.host().between(now - account.elapsed().toNanos(), now).toString());
  }

  private void lostWrites() {
    int lost = totals.lost().size();
    promise(
        lost == 0,
        "lost writes",
        "*"
            + lost
            + "* found by "
            + Text.count(totals.gets())
            + " gets, which all knew what was put last");
    totals.lost().stream().limit(SHOWN).forEach(l -> account.trouble(l.what()));
  }

  private void failures() {
    List<ReaderLine.Failed> excused = totals.failures().stream().filter(findings::excuses).toList();
    List<ReaderLine.Failed> others =
        totals.failures().stream().filter(f -> !findings.excuses(f)).toList();
    promise(
        worst(others.stream().map(findings::judge)),
        busiest(others.stream().map(findings::busyness)),
        "errors",
        "*" + others.size() + "*" + excuse(excused));
    others.stream().limit(SHOWN).forEach(f -> account.trouble(f.operation() + ": " + f.reason()));
  }

  private String excuse(List<ReaderLine.Failed> excused) {
    if (findings.outages().isEmpty()) {
      return "";
    }
    long now = System.nanoTime();
    Duration dead =
        findings.outages().stream()
            .map(outage -> outage.length(now))
            .reduce(Duration.ZERO, Duration::plus);
    return "; besides, "
        + Totals.kinds(excused)
        + " in "
        + Text.time(dead)
        + " of outage, while the map led to a dead node";
  }

  private void takeovers(Takeover.Cause cause) {
    List<Takeover> takeovers =
        findings.takeovers().stream().filter(takeover -> takeover.cause() == cause).toList();
    List<Duration> times = takeovers.stream().map(Takeover::took).sorted().toList();
    if (times.isEmpty()) {
      return;
    }
    Duration worst = times.get(times.size() - 1);
    String took =
        times.size() <= SHOWN
            ? times.stream().map(Text::time).collect(Collectors.joining(", "))
            : Text.time(times.get(times.size() / 2)) + ", at worst " + Text.time(worst);
    promise(
        worst(takeovers.stream().map(Takeover::judge)),
        busiest(
            takeovers.stream()
                .filter(takeover -> takeover.judge() == Judgement.UNJUDGED)
                .map(Takeover::host)),
        cause.label(),
        "standby owned after *" + took + "* (" + limit(cause) + ")");
  }

  private static String limit(Takeover.Cause cause) {
    String limit = "limit " + Text.seconds(cause.limit());
    return cause == Takeover.Cause.HUNG
        ? "threshold " + Text.seconds(Tenders.TAKEOVER_THRESHOLD) + ", " + limit
        : limit;
  }

  private void requests(int readers) {
    if (findings.loads().isEmpty()) {
      return;
    }
    double most = findings.loads().stream().mapToDouble(InfoLoad::perInterval).max().orElseThrow();
    promise(
        worst(findings.loads().stream().map(InfoLoad::judge)),
        busiest(findings.loads().stream().map(InfoLoad::host)),
        "info requests",
        "*"
            + Text.ratio(most)
            + " per node and interval* when quiet; official clients: "
            + Text.ratio(readers)
            + " (computed)");
  }

  private void unasked() {
    List<Unasked> unasked = findings.unasked();
    if (!unasked.isEmpty()) {
      promise(
          worst(unasked.stream().map(Unasked::judge)),
          busiest(unasked.stream().map(Unasked::host)),
          "owner kept",
          "*"
              + Text.count(unasked.size(), "owner", "owners")
              + "* to which nothing was done, silent for more than "
              + Text.seconds(Tenders.TAKEOVER_THRESHOLD)
              + " and taken over from");
    }
  }

  private void epochs() {
    List<Long> epochs = findings.epochs();
    if (epochs.isEmpty()) {
      return;
    }
    boolean oneByOne = true;
    for (int i = 1; i < epochs.size(); i++) {
      oneByOne &= epochs.get(i) == epochs.get(i - 1) + 1;
    }
    String all =
        epochs.size() <= SHOWN
            ? epochs.stream().map(String::valueOf).collect(Collectors.joining(", "))
            : epochs.get(0) + " to " + epochs.get(epochs.size() - 1);
    promise(oneByOne, "owner epochs", "*" + all + "*: one owner after the other");
  }
}
