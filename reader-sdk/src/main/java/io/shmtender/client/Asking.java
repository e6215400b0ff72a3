package io.shmtender.client;

import io.shmtender.client.net.Deadline;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Node;
import io.shmtender.reader.info.Endpoint;
import io.shmtender.reader.info.PeerList;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks the nodes of a cluster what a tender would ask them, once, and their peers that nobody knew.
 * All get their question before the first answer is read, as in a batch: they work at the same time
 * though there is one thread.
 */
final class Asking {
  // New peers name further ones only while a cluster grows.
  private static final int ROUNDS = 3;
  // With the time used up by one node, what the others have answered meanwhile is still taken.
  private static final int GRACE_MILLIS = 10;

  private final ClientCluster cluster;
  private final ClusterView base;
  private final Deadline deadline;
  private final Map<String, NodeAnswer> answers = new TreeMap<>();
  private final Map<String, String> silent = new TreeMap<>();
  private final Set<String> elsewhere = new HashSet<>();
  private final Set<String> tried = new HashSet<>();

  /** Asks nobody yet; the view is what was believed so far. */
  Asking(ClientCluster cluster, ClusterView base, Deadline deadline) {
    this.cluster = cluster;
    this.base = base;
    this.deadline = deadline;
  }

  /** Returns the names of the nodes that answered. */
  Set<String> answered() {
    return answers.keySet();
  }

  /** Returns the nodes that did not answer, and why. */
  Map<String, String> silent() {
    return silent;
  }

  /**
   * Asks.
   *
   * @param former nodes that are not in the view any more, for when none that is answers
   * @return the view by their answers; null if there was none
   */
  ClusterView run(Collection<Node> former) {
    ask(base.nodes());
    if (answers.isEmpty()) {
      ask(former);
    }
    for (int round = 0; round < ROUNDS && deadline.leftNanos() > 0; round++) {
      List<Question> more = peers();
      if (more.isEmpty()) {
        break;
      }
      exchange(more);
    }
    if (answers.isEmpty()) {
      return null;
    }
    Merge merge = new Merge(base, answers, elsewhere);
    if (merge.isContested() && deadline.leftNanos() > 0) {
      // A partition was moving from one to the other while they answered: who still claims it now?
      List<Node> all = new ArrayList<>();
      for (NodeAnswer answer : answers.values()) {
        all.add(answer.node());
      }
      ask(all);
      merge = new Merge(base, answers, elsewhere);
    }
    return merge.view();
  }

  private void ask(Collection<Node> nodes) {
    List<Question> questions = new ArrayList<>();
    for (Node node : nodes) {
      tried.add(place(node.name(), node.address(), node.port()));
      questions.add(new Question(node, base.clusterName(), cluster.pool(node), false));
    }
    exchange(questions);
  }

  // No exchange may use up all the time: peers may follow.
  private void exchange(List<Question> questions) {
    int millis = Question.millis(deadline.leftNanos() / 2);
    Deadline until = new Deadline(System.nanoTime(), millis, millis);
    try {
      for (Question question : questions) {
        question.sendOverIdle(until);
      }
      // Last, since connecting to a node that is not there takes its time.
      for (Question question : questions) {
        if (!question.isSent()) {
          question.connectAndSend(Question.millis(until.leftNanos() / 2), until);
        }
      }
      for (Question question : questions) {
        if (question.isSent()) {
          Deadline patience =
              until.leftNanos() > 0
                  ? until
                  : new Deadline(System.nanoTime(), GRACE_MILLIS, GRACE_MILLIS);
          note(question, question.receive(patience));
        } else {
          note(question, null);
        }
      }
    } finally {
      for (Question question : questions) {
        question.close();
      }
    }
  }

  private void note(Question question, NodeAnswer answer) {
    String name = question.node.name();
    if (answer != null) {
      answers.put(name, answer);
      silent.remove(name);
      elsewhere.remove(name);
    } else if (!answers.containsKey(name)) {
      silent.put(name, question.failure());
      if (question.isElsewhere()) {
        elsewhere.add(name);
      }
    }
  }

  // Questions to peers that are not known, or that are said to be somewhere else now.
  private List<Question> peers() {
    Map<String, Node> known = new HashMap<>();
    for (Node node : base.nodes()) {
      known.put(node.name(), node);
    }
    boolean alternates = usesAlternates(known);
    List<Question> questions = new ArrayList<>();
    for (NodeAnswer answer : answers.values()) {
      for (PeerList.Peer peer : answer.peers(alternates)) {
        if (!answers.containsKey(peer.name())) {
          for (Endpoint endpoint : peer.endpoints()) {
            add(questions, peer.name(), endpoint);
          }
        }
      }
    }
    return questions;
  }

  // The segment does not say which addresses the tender goes by: those where it found the nodes.
  private boolean usesAlternates(Map<String, Node> known) {
    int more = 0;
    for (NodeAnswer answer : answers.values()) {
      more += found(answer.peers(true), known) - found(answer.peers(false), known);
    }
    return more > 0;
  }

  private static int found(List<PeerList.Peer> peers, Map<String, Node> known) {
    int found = 0;
    for (PeerList.Peer peer : peers) {
      Node node = known.get(peer.name());
      for (Endpoint endpoint : peer.endpoints()) {
        if (node != null
            && endpoint.port() == node.port()
            && endpoint.host().equals(node.address())) {
          found++;
        }
      }
    }
    return found;
  }

  private void add(List<Question> questions, String name, Endpoint endpoint) {
    try {
      for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
        String numeric = numeric(address);
        if (tried.add(place(name, numeric, endpoint.port()))) {
          Node node = new Node(name, numeric, endpoint.port(), endpoint.tlsName(), "", 0, 0, false);
          questions.add(new Question(node, base.clusterName(), cluster.poolApart(node), true));
        }
      }
    } catch (UnknownHostException e) {
      silent.put(name, "host name '" + endpoint.host() + "' is unknown here");
    }
  }

  private static String numeric(InetAddress address) {
    String numeric = address.getHostAddress();
    int zone = numeric.indexOf('%');
    return zone < 0 ? numeric : numeric.substring(0, zone);
  }

  private static String place(String name, String address, int port) {
    return name + '@' + address + ':' + port;
  }
}
