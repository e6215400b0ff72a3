package io.shmtender.daemon.tend;

import io.shmtender.daemon.cluster.ClusterIdentity;
import io.shmtender.daemon.report.Excerpt;
import io.shmtender.daemon.tend.NodeProber.SeedAnswer;
import io.shmtender.reader.Node;
import io.shmtender.reader.info.Endpoint;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the seeds while no node of the cluster is known. Belongs to the tending thread alone.
 *
 * <p>Once the cluster was reached, its nodes' addresses count as seeds too: when all nodes were
 * lost, any of them may be the first to come back.
 */
final class Seeding {
  private static final Logger LOG = LoggerFactory.getLogger(Seeding.class);

  private final List<Endpoint> configured;
  private final NodeProber prober;
  private final Mailbox mailbox;
  private final Set<Endpoint> remembered = new HashSet<>();
  private final Set<Endpoint> suggested = new HashSet<>();
  private final Set<Endpoint> asked = new HashSet<>();
  private final Map<Endpoint, SeedAnswer> answers = new LinkedHashMap<>();

  /** Why each seed that failed did when it was last asked. */
  private final Map<Endpoint, Exception> failures = new LinkedHashMap<>();

  private Optional<TendFailure.Kind> lastFailure = Optional.empty();

  Seeding(TenderConfig config, NodeProber prober, Mailbox mailbox) {
    this.prober = prober;
    this.mailbox = mailbox;
    boolean tls = config.tls().isPresent();
    // The TLS name that a seed has when it has none is the official client's.
    String clusterName = config.clusterName();
    configured =
        config.seeds().stream()
            .map(
                seed ->
                    new Endpoint(
                        seed.host(),
                        seed.port(),
                        !tls || !seed.tlsName().isEmpty()
                            ? seed.tlsName()
                            : clusterName.isEmpty() ? seed.host() : clusterName))
            .toList();
  }

  /** Counts a node's address as a seed until the cluster is found. */
  void remember(TendedNode node) {
    remembered.add(
        new Endpoint(
            node.address().getAddress().getHostAddress(),
            node.address().getPort(),
            node.channel().tlsName()));
  }

  /** Counts these addresses as seeds until the cluster is found. */
  void suggest(List<Node> nodes) {
    suggested.clear();
    for (Node node : nodes) {
      suggested.add(new Endpoint(node.address(), node.port(), node.tlsName()));
    }
  }

  void forgetRemembered() {
    remembered.clear();
  }

  /** Asks all seeds, except those that are being asked, or answered since the last decision. */
  void ask(long patienceUntil) {
    configured.forEach(seed -> ask(seed, patienceUntil));
    remembered.forEach(seed -> ask(seed, patienceUntil));
    suggested.forEach(seed -> ask(seed, patienceUntil));
  }

  private void ask(Endpoint seed, long patienceUntil) {
    if (answers.containsKey(seed) || !asked.add(seed)) {
      return;
    }
    mailbox.send(
        () -> prober.askSeed(seed),
        patienceUntil,
        answer -> {
          asked.remove(seed);
          failures.remove(seed);
          answers.put(seed, answer);
        },
        cause -> {
          asked.remove(seed);
          failures.put(seed, cause);
        });
  }

  /**
   * Says which cluster the answers make, and closes the channels that it does not need.
   *
   * @param known the cluster that is meant, empty as long as nobody knows one
   * @param reachedBefore whether this process has reached that cluster
   */
  SeedVerdict decide(Optional<ClusterIdentity> known, boolean reachedBefore) {
    SeedVerdict verdict =
        SeedVerdict.judge(
            new SeedVerdict.Evidence(configured, answers.values(), failures), known, reachedBefore);
    // A host that just started is slow, and so are servers: that is no failure yet.
    boolean onlyLate = answers.isEmpty() && failures.isEmpty();
    if (verdict.failure().isPresent() && !onlyLate) {
      tell(verdict.failure().get());
    } else if (verdict.failure().isEmpty()) {
      lastFailure = Optional.empty();
      verdict.passedOver().forEach(what -> LOG.warn("Passing over {}", what));
      configured.stream()
          .filter(failures::containsKey)
          .forEach(seed -> LOG.warn("Seed {} fails: {}", seed, failures.get(seed).getMessage()));
      LOG.info(
          "Reached {} through {}",
          verdict.clusterName().isEmpty()
              ? "a cluster without a name"
              : "cluster '" + verdict.clusterName() + "'",
          Excerpt.of(verdict.nodes().stream().map(NodeProbe::name).toList()));
      remembered.clear();
      suggested.clear();
      failures.clear();
    }
    drop(verdict.nodes());
    return verdict;
  }

  /** Logs a failure once: while seeds come and go, the words of one kind change with every tend. */
  void tell(TendFailure failure) {
    if (!lastFailure.equals(Optional.of(failure.kind()))) {
      LOG.error("Cannot tend: {}", failure.message());
      lastFailure = Optional.of(failure.kind());
    }
  }

  /** Closes what answered too late to be needed; it is told when it leads elsewhere. */
  void dropLate(Roster roster) {
    for (SeedAnswer answer : answers.values()) {
      boolean foreign =
          roster.find(answer.probe().name()) == null
              && answer.peers().stream().noneMatch(peer -> roster.find(peer.name()) != null);
      if (foreign) {
        LOG.warn(
            "Seed {} leads to node {} of cluster '{}', which is not in the tended cluster: check"
                + " the seeds",
            answer.seed(),
            answer.probe().name(),
            answer.probe().clusterName());
      }
    }
    drop(List.of());
  }

  private void drop(Collection<NodeProbe> needed) {
    for (SeedAnswer answer : answers.values()) {
      if (!needed.contains(answer.probe())) {
        answer.probe().channel().close();
      }
    }
    answers.clear();
  }
}
