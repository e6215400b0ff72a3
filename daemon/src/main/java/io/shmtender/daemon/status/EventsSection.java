package io.shmtender.daemon.status;

import io.shmtender.daemon.report.Change;
import io.shmtender.daemon.report.Excerpt;
import io.shmtender.daemon.report.Quantity;

/** The latest events in a list, as many as there is room for. */
final class EventsSection {
  private static final int ROOM = 40_000;
  private static final int LENGTH = 600;

  private final StatusSnapshot snapshot;
  private final Times times;

  EventsSection(StatusSnapshot snapshot, Times times) {
    this.snapshot = snapshot;
    this.times = times;
  }

  void write(Html html) {
    html.open("section", "id", "events", "aria-labelledby", "events-title")
        .element("h2", "Recent events", "id", "events-title");
    if (snapshot.events().isEmpty()) {
      html.element("p", "Nothing happened since this daemon started.", "class", "none");
    } else {
      html.open("ol", "class", "events", "tabindex", "0", "aria-labelledby", "events-title");
      long start = html.written();
      int shown = 0;
      for (Event event : snapshot.events()) {
        if (html.written() - start < ROOM) {
          event(html, event);
          shown++;
        }
      }
      html.close("ol");
      if (shown < snapshot.events().size()) {
        html.element(
            "p",
            Quantity.count(snapshot.events().size() - shown, "earlier event")
                + " in the status as JSON, below.",
            "class",
            "note");
      }
    }
    html.close("section");
  }

  private void event(Html html, Event event) {
    Change.Kind kind = event.change().kind();
    String style =
        switch (kind) {
          case GOOD -> "good";
          case PLAIN -> "plain";
          case BAD -> "bad";
        };
    html.open("li", "class", style)
        .element("time", times.of(event.at()), "datetime", event.at())
        .element("span", glyph(kind), "class", "glyph", "aria-hidden", "true")
        .open("span", "class", "what");
    if (kind == Change.Kind.BAD) {
      html.element("span", "Warning: ", "class", "unseen");
    }
    html.text(Excerpt.cut(event.change().text(), LENGTH));
    if (event.times() > 1) {
      html.element("span", " ×" + event.times(), "class", "times");
    }
    html.close("span").close("li");
  }

  private static String glyph(Change.Kind kind) {
    return switch (kind) {
      case GOOD -> "●";
      case PLAIN -> "·";
      case BAD -> "▲";
    };
  }
}
