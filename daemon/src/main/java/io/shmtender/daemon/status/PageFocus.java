package io.shmtender.daemon.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shmtender.daemon.http.Request;
import java.net.URLEncoder;
import java.util.Optional;

/**
 * What of a large cluster a page shows in detail: its address says it.
 *
 * @param node a node's name; empty for none
 * @param namespace a namespace's name; empty for the first
 */
record PageFocus(Optional<String> node, Optional<String> namespace) {
  /** Nothing in particular. */
  static final PageFocus NONE = new PageFocus(Optional.empty(), Optional.empty());

  /** Returns what a page is asked for. */
  static PageFocus of(Request request) {
    return new PageFocus(request.parameter("node"), request.parameter("namespace"));
  }

  /** Returns the address of the page that shows another node. */
  String withNode(String name) {
    return new PageFocus(Optional.of(name), namespace).address();
  }

  /** Returns the address of the page that shows no node. */
  String withoutNode() {
    return new PageFocus(Optional.empty(), namespace).address();
  }

  /** Returns the address of the page that shows another namespace. */
  String withNamespace(String name) {
    return new PageFocus(node, Optional.of(name)).address();
  }

  private String address() {
    StringBuilder address = new StringBuilder("?");
    node.ifPresent(name -> address.append("node=").append(encoded(name)));
    namespace.ifPresent(
        name ->
            address.append(node.isPresent() ? "&" : "").append("namespace=").append(encoded(name)));
    return address.toString();
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, UTF_8).replace("+", "%20");
  }
}
