package io.shmtender.daemon.status;

import io.shmtender.daemon.report.Quantity;
import io.shmtender.daemon.status.Timeline.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** How long tends took in the last hour, and below it, by the same clock, when masters moved. */
final class TimelineSection {
  private static final int HEIGHT = 100;
  private static final int MOVES_HEIGHT = 24;
  private static final long MILLISECOND = 1_000_000;
  private static final long LOWEST = 100_000; // 0.1 ms

  private final List<Optional<Step>> steps;
  private final List<Step> tended;
  // Decades of nanoseconds: the range of the picture.
  private final int low;
  private final int high;

  TimelineSection(StatusSnapshot snapshot) {
    this.steps = window(snapshot.timeline());
    this.tended =
        steps.stream().flatMap(Optional::stream).filter(step -> step.tends() > 0).toList();
    long least = tended.stream().mapToLong(Step::median).min().orElse(MILLISECOND);
    long most = tended.stream().mapToLong(Step::longest).max().orElse(MILLISECOND);
    this.low = (int) Math.min(Math.floor(decades(least)), decades(MILLISECOND));
    this.high = Math.max(low + 2, (int) Math.ceil(decades(most)));
  }

  // The last five minutes, or fifteen, or the hour: as little as holds all there is.
  private static List<Optional<Step>> window(List<Optional<Step>> hour) {
    int first = 0;
    while (first < hour.size() - 1 && hour.get(first).isEmpty()) {
      first++;
    }
    for (int minutes : new int[] {5, 15}) {
      int length = minutes * 60 / Timeline.STEP_SECONDS;
      if (hour.size() - first <= length) {
        return hour.subList(hour.size() - length, hour.size());
      }
    }
    return hour;
  }

  private int minutes() {
    return steps.size() * Timeline.STEP_SECONDS / 60;
  }

  private String span() {
    return minutes() == 60 ? "hour" : minutes() + " minutes";
  }

  void write(Html html) {
    html.open("section", "id", "timeline", "aria-labelledby", "timeline-title")
        .element("h2", "Tend latency, the last " + span(), "id", "timeline-title")
        .element("p", summary(), "class", "summary");
    html.open("div", "class", "chart");
    scale(html);
    latency(html);
    moves(html);
    axis(html);
    html.close("div");
    legend(html);
    html.close("section");
  }

  private String summary() {
    if (tended.isEmpty()) {
      return "No tend was seen yet.";
    }
    Step last = tended.get(tended.size() - 1);
    long tends = tended.stream().mapToLong(Step::tends).sum();
    long failures = tended.stream().mapToLong(Step::failures).sum();
    long longest = tended.stream().mapToLong(Step::longest).max().orElse(0);
    long moves = steps.stream().flatMap(Optional::stream).mapToLong(Step::moves).sum();
    return "Last ten seconds: median "
        + duration(last.median())
        + ", 99th percentile "
        + duration(last.p99())
        + ", longest "
        + duration(last.longest())
        + ". In the last "
        + span()
        + ": "
        + Quantity.count(tends, "tend")
        + ", longest "
        + duration(longest)
        + ", "
        + (failures == 0 ? "none" : failures)
        + " without an answer; "
        + Quantity.count(moves, "master")
        + " moved.";
  }

  private static String duration(long nanos) {
    return Quantity.duration(Duration.ofNanos(nanos));
  }

  private void scale(Html html) {
    html.open("div", "class", "scale", "aria-hidden", "true");
    for (int decade = high; decade >= low; decade--) {
      html.element("span", duration(power(decade)));
    }
    html.close("div");
  }

  private void latency(Html html) {
    html.open(
        "svg",
        "class",
        "latency",
        "viewBox",
        "0 0 " + steps.size() + " " + HEIGHT,
        "preserveAspectRatio",
        "none",
        "role",
        "img",
        "aria-label",
        "Tend latency over the last " + span() + ". " + summary());
    for (int decade = low; decade <= high; decade++) {
      html.empty("path", "class", "grid", "d", "M0 " + y(power(decade)) + "H" + steps.size());
    }
    html.empty("path", "class", "band", "d", band())
        .empty("path", "class", "p99", "d", marks(Step::p99))
        .empty("path", "class", "median", "d", line(Step::median))
        .empty("path", "class", "failed", "d", failures())
        .close("svg");
  }

  // Steps: a line from median to median would show what nobody measured.
  private String line(ToLongFunction<Step> value) {
    StringBuilder path = new StringBuilder();
    boolean joined = false;
    for (int x = 0; x < steps.size(); x++) {
      Optional<Step> step = steps.get(x).filter(s -> s.tends() > 0);
      if (step.isPresent()) {
        String y = y(value.applyAsLong(step.get()));
        path.append(joined ? "V" + y : "M" + x + " " + y).append('H').append(x + 1);
      }
      joined = step.isPresent();
    }
    return path.toString();
  }

  // Not joined: with ten tends in a step its percentile is whatever the slowest was.
  private String marks(ToLongFunction<Step> value) {
    StringBuilder path = new StringBuilder();
    for (int x = 0; x < steps.size(); x++) {
      Optional<Step> step = steps.get(x).filter(s -> s.tends() > 0);
      if (step.isPresent()) {
        path.append('M').append(x).append(' ').append(y(value.applyAsLong(step.get())));
        path.append("h1");
      }
    }
    return path.toString();
  }

  private String band() {
    StringBuilder path = new StringBuilder();
    for (int x = 0; x < steps.size(); x++) {
      Optional<Step> step = steps.get(x).filter(s -> s.tends() > 0);
      if (step.isPresent()) {
        path.append('M').append(x).append(' ').append(y(step.get().longest()));
        path.append("h1V").append(y(step.get().median())).append("h-1z");
      }
    }
    return path.toString();
  }

  private String failures() {
    StringBuilder path = new StringBuilder();
    for (int x = 0; x < steps.size(); x++) {
      if (steps.get(x).map(Step::failures).orElse(0) > 0) {
        path.append('M').append(x).append(" 0h1v7h-1z");
      }
    }
    return path.toString();
  }

  private String y(long nanos) {
    double height = HEIGHT * (decades(nanos) - low) / (high - low);
    return tenths(HEIGHT - Math.max(0, height));
  }

  // Over a thousand of them are on the page: a format would be most of what it costs.
  private static String tenths(double positive) {
    long tenths = Math.round(10 * positive);
    return tenths / 10 + "." + tenths % 10;
  }

  private static double decades(long nanos) {
    return Math.log10((double) Math.max(LOWEST, nanos));
  }

  private static long power(int decade) {
    return Math.round(Math.pow(10, decade));
  }

  private void moves(Html html) {
    int most = steps.stream().mapToInt(s -> s.map(Step::moves).orElse(0)).max().orElse(0);
    StringBuilder bars = new StringBuilder();
    for (int x = 0; x < steps.size(); x++) {
      int moved = steps.get(x).map(Step::moves).orElse(0);
      if (moved > 0) {
        // By the root: one move is seen next to a thousand.
        double height = MOVES_HEIGHT * Math.sqrt((double) moved / most);
        bars.append('M').append(x).append(' ').append(MOVES_HEIGHT);
        bars.append("h1v-").append(tenths(height)).append("h-1z");
      }
    }
    html.open(
            "svg",
            "class",
            "moves",
            "viewBox",
            "0 0 " + steps.size() + " " + MOVES_HEIGHT,
            "preserveAspectRatio",
            "none",
            "role",
            "img",
            "aria-label",
            "Masters moved over the last " + span() + ", at most " + most + " in ten seconds")
        .empty("path", "class", "grid", "d", "M0 " + MOVES_HEIGHT + "H" + steps.size())
        .empty("path", "class", "bars", "d", bars)
        .close("svg");
  }

  private void axis(Html html) {
    html.open("div", "class", "axis", "aria-hidden", "true")
        .element("span", minutes() + " min ago")
        .element("span", (minutes() % 2 == 0 ? minutes() / 2 : minutes() / 2 + ".5") + " min")
        .element("span", "now")
        .close("div");
  }

  private static void legend(Html html) {
    html.open("ul", "class", "lines", "aria-hidden", "true");
    for (String[] line :
        new String[][] {
          {"median", "median"},
          {"p99", "99th percentile"},
          {"band", "up to the longest"},
          {"failed", "a tend without an answer"},
          {"bars", "masters moved"}
        }) {
      html.open("li")
          .open("svg", "viewBox", "0 0 20 10")
          .empty("path", "class", line[0], "d", isArea(line[0]) ? "M0 1h20v8H0z" : "M0 5H20")
          .close("svg")
          .text(line[1])
          .close("li");
    }
    html.close("ul");
  }

  private static boolean isArea(String style) {
    return !style.equals("median") && !style.equals("p99");
  }
}
