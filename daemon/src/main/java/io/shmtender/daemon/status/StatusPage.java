package io.shmtender.daemon.status;

import io.shmtender.daemon.report.SegmentEntry;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Optional;

/**
 * The page, made on the server: without JavaScript it lacks nothing but the pictures of the
 * partitions. The script fetches it again and takes over what changed, so that there is one place
 * that puts things into words. No asset is loaded from anywhere.
 *
 * <p>It has 300 kB at most. Of a small cluster it shows everything; of a large one where to look,
 * and in detail the node and the namespace that its address names. Immutable.
 */
final class StatusPage {
  private final String style = PageResource.text("page.css");
  private final String script = PageResource.text("page.js");
  private final String icon = PageResource.text("icon.svg");
  private final String policy =
      "default-src 'none'; script-src '"
          + PageResource.hash(script)
          + "'; style-src '"
          + PageResource.hash(style)
          + "'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'";

  /** Returns the value of the Content-Security-Policy header that the page needs. */
  String policy() {
    return policy;
  }

  /** Writes the page. */
  void write(StatusSnapshot snapshot, PageFocus focus, Appendable out) {
    Optional<SegmentEntry> segment = snapshot.observation().segment();
    Optional<ClusterFacts> cluster = snapshot.observation().cluster();
    Times times = new Times(snapshot.at(), ZoneId.systemDefault());
    Html html = new Html(out);
    html.raw("<!DOCTYPE html>\n").open("html", "lang", "en");
    head(html, snapshot, cluster);
    html.open("body").raw(Swatch.DEFINITIONS);
    new HeaderSection(snapshot, segment, cluster, times).write(html);
    html.open("main", "id", "main");
    new NodesSection(snapshot, cluster, focus, times).write(html);
    new PartitionsSection(snapshot, cluster, focus).write(html);
    new TimelineSection(snapshot).write(html);
    html.open("div", "class", "columns");
    new EventsSection(snapshot, times).write(html);
    new SegmentsSection(snapshot, times).write(html);
    html.close("div").close("main");
    footer(html, snapshot, times);
    html.raw("<script>" + script + "</script>").close("body").close("html");
  }

  private void head(Html html, StatusSnapshot snapshot, Optional<ClusterFacts> cluster) {
    html.open("head")
        .empty("meta", "charset", "utf-8")
        .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
        .empty("meta", "name", "color-scheme", "content", "light dark")
        .element("title", HeaderSection.title(snapshot, cluster) + " · aerospike-shm-tender")
        .empty("link", "rel", "icon", "href", dataUri(icon))
        .raw("<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>")
        .raw("<style>" + style + "</style>")
        .close("head");
  }

  private static String dataUri(String svg) {
    byte[] bytes = svg.getBytes(StandardCharsets.UTF_8);
    return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(bytes);
  }

  private static void footer(Html html, StatusSnapshot snapshot, Times times) {
    String version = snapshot.daemon().version();
    html.open("footer")
        .element(
            "p",
            "aerospike-shm-tender"
                + (version.isEmpty() ? "" : " " + version)
                + ", process "
                + snapshot.daemon().pid()
                + ", started "
                + times.dayAndTime(snapshot.daemon().startedAt())
                + ". Times are of zone "
                + times.zone()
                + ".")
        .open("p")
        .element("a", "status as JSON", "href", "api/status.json")
        .text(" · ")
        .element("a", "metrics", "href", "metrics")
        .text(" · ")
        .element("a", "ready?", "href", "health/ready")
        .close("p")
        .close("footer");
  }
}
