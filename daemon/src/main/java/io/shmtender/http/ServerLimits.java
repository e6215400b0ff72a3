package io.shmtender.http;

/**
 * The limits of the JDK's HTTP server, which takes them from system properties alone, when its
 * first instance is made. What somebody set on the command line stays.
 */
final class ServerLimits {
  private ServerLimits() {}

  static void set(int connections) {
    // Seconds for sending a whole request, and for reading a whole answer.
    limit("sun.net.httpserver.maxReqTime", 5);
    limit("sun.net.httpserver.maxRspTime", 20);
    limit("sun.net.httpserver.idleInterval", 60);
    limit("sun.net.httpserver.maxIdleConnections", connections / 2);
    limit("jdk.httpserver.maxConnections", connections);
    limit("sun.net.httpserver.maxReqHeaders", 64);
    limit("sun.net.httpserver.maxReqHeaderSize", 16 << 10);
    limit("sun.net.httpserver.drainAmount", 4 << 10);
  }

  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }
}
