package io.shmtender.simulator.spec;

import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * How nodes speak TLS, and nothing else.
 *
 * @param context shows the nodes' certificate, and says whom they trust
 * @param tlsName the name that nodes tell clients, which is to be in the certificate
 * @param demandsCertificate whether clients have to show a certificate
 */
public record TlsSpec(SSLContext context, String tlsName, boolean demandsCertificate) {
  /** Checks the values. */
  public TlsSpec {
    Objects.requireNonNull(context, "context");
    if (tlsName.isEmpty()) {
      throw new IllegalArgumentException("the TLS name is empty");
    }
  }
}
