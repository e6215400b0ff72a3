package io.shmtender.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.security.Principal;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.security.auth.x500.X500Principal;

/**
 * A socket whose other end is an object of this process. It is an {@link SSLSocket} because that is
 * the one kind that the official client's connections take from outside, by the {@link SSLContext}
 * of their policy; nothing of TLS happens here. No port, no file descriptor, no I/O.
 */
final class MemorySocket extends SSLSocket {
  /** The name that the other end's certificate bears, for who checks it. */
  static final String PEER_NAME = "aerospike-shm-tender";

  private static final String[] NONE = new String[0];

  /** What is at the other end. Used by one thread at a time, but for {@link #setTimeout}. */
  interface Exchange {
    /** Takes what is sent. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Returns how many bytes it gave, -1 if there are none. */
    int read(byte[] bytes, int offset, int length) throws IOException;

    /** Sets how long a read may wait. */
    void setTimeout(int millis);
  }

  private final Exchange exchange;

  private MemorySocket(Exchange exchange) {
    this.exchange = exchange;
  }

  /** Returns a context whose sockets all lead to this exchange. */
  static SSLContext context(Exchange exchange) {
    return new MemoryContext(new ContextSpi(new Factory(exchange)));
  }

  @Override
  public void connect(SocketAddress address, int timeoutMillis) {
    // The exchange is there already.
  }

  @Override
  public void startHandshake() {
    // Memory needs none.
  }

  @Override
  public SSLSession getSession() {
    return new Session();
  }

  @Override
  public void setTcpNoDelay(boolean on) {
    // There is no TCP.
  }

  @Override
  public synchronized void setSoTimeout(int millis) {
    exchange.setTimeout(millis);
  }

  // Not passed on: a connection may be closed beside the thread that uses it. What the exchange
  // holds is let go by its owner.
  @Override
  public synchronized void close() {}

  @Override
  public InputStream getInputStream() {
    return new Input(exchange);
  }

  @Override
  public OutputStream getOutputStream() {
    return new Output(exchange);
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return NONE;
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return NONE;
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {}

  @Override
  public String[] getSupportedProtocols() {
    return NONE;
  }

  @Override
  public String[] getEnabledProtocols() {
    return NONE;
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {}

  @Override
  public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {}

  @Override
  public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {}

  @Override
  public void setUseClientMode(boolean mode) {}

  @Override
  public boolean getUseClientMode() {
    return true;
  }

  @Override
  public void setNeedClientAuth(boolean need) {}

  @Override
  public boolean getNeedClientAuth() {
    return false;
  }

  @Override
  public void setWantClientAuth(boolean want) {}

  @Override
  public boolean getWantClientAuth() {
    return false;
  }

  @Override
  public void setEnableSessionCreation(boolean flag) {}

  @Override
  public boolean getEnableSessionCreation() {
    return false;
  }

  private static final class Input extends InputStream {
    private final Exchange exchange;

    Input(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return exchange.read(bytes, offset, length);
    }
  }

  private static final class Output extends OutputStream {
    private final Exchange exchange;

    Output(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      exchange.write(bytes, offset, length);
    }
  }

  private static final class MemoryContext extends SSLContext {
    MemoryContext(SSLContextSpi spi) {
      super(spi, null, "memory");
    }
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("memory only");
  }

  private static final class ContextSpi extends SSLContextSpi {
    private final Factory factory;

    ContextSpi(Factory factory) {
      this.factory = factory;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {}

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return factory;
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw unsupported();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      throw unsupported();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      throw unsupported();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return null;
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return null;
    }
  }

  private static final class Factory extends SSLSocketFactory {
    private final Exchange exchange;

    Factory(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public Socket createSocket() {
      return new MemorySocket(exchange);
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return NONE;
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return NONE;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) {
      throw unsupported();
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw unsupported();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw unsupported();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw unsupported();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw unsupported();
    }
  }

  private static final class Session implements SSLSession {
    @Override
    public Certificate[] getPeerCertificates() {
      return new Certificate[] {new PeerCertificate()};
    }

    @Override
    public byte[] getId() {
      return new byte[0];
    }

    @Override
    public SSLSessionContext getSessionContext() {
      return null;
    }

    @Override
    public long getCreationTime() {
      return 0;
    }

    @Override
    public long getLastAccessedTime() {
      return 0;
    }

    @Override
    public void invalidate() {}

    @Override
    public boolean isValid() {
      return true;
    }

    @Override
    public void putValue(String name, Object value) {}

    @Override
    public Object getValue(String name) {
      return null;
    }

    @Override
    public void removeValue(String name) {}

    @Override
    public String[] getValueNames() {
      return NONE;
    }

    @Override
    public Certificate[] getLocalCertificates() {
      return null;
    }

    @Override
    public Principal getPeerPrincipal() {
      return null;
    }

    @Override
    public Principal getLocalPrincipal() {
      return null;
    }

    @Override
    public String getCipherSuite() {
      return "";
    }

    @Override
    public String getProtocol() {
      return "";
    }

    @Override
    public String getPeerHost() {
      return "";
    }

    @Override
    public int getPeerPort() {
      return 0;
    }

    @Override
    public int getPacketBufferSize() {
      return 0;
    }

    @Override
    public int getApplicationBufferSize() {
      return 0;
    }
  }

  // The client's connections insist on a certificate with the name that they were made with.
  @SuppressWarnings({"serial", "JavaUtilDate"})
  private static final class PeerCertificate extends X509Certificate {
    @Override
    public X500Principal getSubjectX500Principal() {
      return new X500Principal("CN=" + PEER_NAME);
    }

    @Override
    public BigInteger getSerialNumber() {
      return BigInteger.ZERO;
    }

    @Override
    public void checkValidity() {}

    @Override
    public void checkValidity(Date date) {}

    @Override
    public int getVersion() {
      return 3;
    }

    @Override
    @SuppressWarnings("deprecation")
    public Principal getIssuerDN() {
      return getSubjectX500Principal();
    }

    @Override
    @SuppressWarnings("deprecation")
    public Principal getSubjectDN() {
      return getSubjectX500Principal();
    }

    @Override
    public Date getNotBefore() {
      return new Date(0);
    }

    @Override
    public Date getNotAfter() {
      return new Date(Long.MAX_VALUE);
    }

    @Override
    public byte[] getTBSCertificate() {
      return new byte[0];
    }

    @Override
    public byte[] getSignature() {
      return new byte[0];
    }

    @Override
    public String getSigAlgName() {
      return "";
    }

    @Override
    public String getSigAlgOID() {
      return "";
    }

    @Override
    public byte[] getSigAlgParams() {
      return new byte[0];
    }

    @Override
    public boolean[] getIssuerUniqueID() {
      return null;
    }

    @Override
    public boolean[] getSubjectUniqueID() {
      return null;
    }

    @Override
    public boolean[] getKeyUsage() {
      return null;
    }

    @Override
    public int getBasicConstraints() {
      return -1;
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }

    @Override
    public void verify(PublicKey key) {}

    @Override
    public void verify(PublicKey key, String provider) {}

    @Override
    public String toString() {
      return PEER_NAME;
    }

    @Override
    public PublicKey getPublicKey() {
      return null;
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
      return false;
    }

    @Override
    public Set<String> getCriticalExtensionOIDs() {
      return null;
    }

    @Override
    public Set<String> getNonCriticalExtensionOIDs() {
      return null;
    }

    @Override
    public byte[] getExtensionValue(String oid) {
      return null;
    }
  }
}
