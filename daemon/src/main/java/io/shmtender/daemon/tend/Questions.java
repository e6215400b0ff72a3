package io.shmtender.daemon.tend;

import io.shmtender.reader.info.InfoReply;
import io.shmtender.reader.info.InfoReplyException;
import io.shmtender.reader.info.PeerList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks nodes what changed: no node a second time before it has answered or failed.
 *
 * <p>For the tending thread, on which answers are taken, too. What may block runs as errands of the
 * {@link Mailbox}.
 */
final class Questions {
  private static final Logger LOG = LoggerFactory.getLogger(Questions.class);

  // How long nodes are waited for before each that did not answer gets a thread for that: longer
  // than a network takes to another rack and back.
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  // Between two looks whether answers have come.
  private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  // How long a node waits for others to have told all that they know.
  private static final long LONGEST_TURN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final TenderConfig config;
  private final Mailbox mailbox;
  private final Roster roster;
  private final PartitionOwners owners;
  private final BiConsumer<TendedNode, Timed<NodeRefresh.Result>> answered;
  private final Failed failed;
  private final SharedPeers sharedPeers = new SharedPeers();
  private final Turns turns;
  private final String peersInfo;
  private long newNodePatienceNanos;

  /** Takes that a node did not answer, or not as it should. */
  interface Failed {
    void take(TendedNode node, Exception cause, long nanos);
  }

  /** What a node was asked, and when. */
  private record Question(
      TendedNode node, NodeRefresh refresh, long startNanos, long patienceUntil) {}

  /**
   * Creates them with none asked yet.
   *
   * @param answered takes what a node answered
   * @param failed takes why another one did not
   */
  Questions(
      TenderConfig config,
      Mailbox mailbox,
      Roster roster,
      PartitionOwners owners,
      BiConsumer<TendedNode, Timed<NodeRefresh.Result>> answered,
      Failed failed) {
    this.config = config;
    this.mailbox = mailbox;
    this.roster = roster;
    this.owners = owners;
    this.answered = answered;
    this.failed = failed;
    turns = new Turns(Math.min(config.requestTimeout().toNanos(), LONGEST_TURN_NANOS));
    peersInfo = PeerList.infoName(config.tls().isPresent(), config.useServicesAlternate());
  }

  /** A tend begins, in which new nodes may keep others waiting for so long. */
  void startTend(long newNodePatience) {
    newNodePatienceNanos = newNodePatience;
  }

  /** Asks a node, and waits for it a few times as long as it usually takes. */
  void ask(TendedNode node) {
    ask(node, System.nanoTime() + node.patienceNanos(newNodePatienceNanos));
  }

  /** Asks a node, and waits for it until then. */
  void ask(TendedNode node, long patienceUntil) {
    if (node.isAsked()) {
      return;
    }
    NodeRefresh refresh = refresh(node);
    node.sent(owners.heard(), patienceUntil);
    begin(new Question(node, refresh, System.nanoTime(), patienceUntil));
  }

  private NodeRefresh refresh(TendedNode node) {
    return new NodeRefresh(
        node.name(),
        node.channel(),
        node.known(),
        new NodeRefresh.Asking(
            peersInfo,
            config.ipMap(),
            config.clusterName(),
            !roster.isCutOff(node),
            sharedPeers,
            turns));
  }

  // On a thread of its own.
  private void begin(Question question) {
    send(question, () -> Timed.of(question.refresh()));
  }

  // With what was begun here, on a thread of its own.
  private void goOn(Question question, Callable<NodeRefresh.Result> work) {
    send(
        question,
        () -> {
          NodeRefresh.Result result = work.call();
          return new Timed<>(result, System.nanoTime() - question.startNanos());
        });
  }

  private void send(Question question, Callable<Timed<NodeRefresh.Result>> work) {
    mailbox.send(
        work,
        question.patienceUntil(),
        answer -> answer(question, answer),
        cause -> fail(question, cause));
  }

  private void answer(Question question, Timed<NodeRefresh.Result> answer) {
    question.node().cameBack();
    answered.accept(question.node(), answer);
  }

  private void fail(Question question, Exception cause) {
    question.node().cameBack();
    failed.take(question.node(), cause, System.nanoTime() - question.startNanos());
  }

  /**
   * Asks every node what changed. Mostly nothing did, and the answers come at once: those that do
   * are taken by this thread, as to hand each to another one and back costs several times as much.
   * All else is done by threads, one for each node: to wait for who does not answer soon, to ask
   * for what changed, to connect.
   */
  void askAll() throws InterruptedException {
    List<Question> open = new ArrayList<>();
    for (TendedNode node : roster.nodes()) {
      if (node.isAsked()) {
        continue;
      }
      long start = System.nanoTime();
      long patienceUntil = start + node.patienceNanos(newNodePatienceNanos);
      NodeRefresh refresh = refresh(node);
      Question question = new Question(node, refresh, start, patienceUntil);
      node.sent(owners.heard(), patienceUntil);
      if (node.answeredWithin(GLANCE_NANOS) && refresh.sendNow()) {
        open.add(question);
      } else {
        begin(question);
      }
    }
    takeAnswers(open);
  }

  private void takeAnswers(List<Question> open) throws InterruptedException {
    long until = System.nanoTime() + GLANCE_NANOS;
    long pause = SHORTEST_PAUSE_NANOS;
    try {
      open.removeIf(this::takeAnswer);
      while (!open.isEmpty() && System.nanoTime() - until < 0) {
        mailbox.handleFor(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        open.removeIf(this::takeAnswer);
      }
    } finally {
      // When this thread is interrupted, too: a question that nobody went on with would never end.
      open.forEach(question -> goOn(question, question.refresh()::await));
    }
  }

  // False if there is none yet.
  private boolean takeAnswer(Question question) {
    NodeRefresh refresh = question.refresh();
    try {
      InfoReply reply = refresh.takeNow();
      if (reply == null) {
        return false;
      }
      Optional<NodeRefresh.Result> result = refresh.resultWithoutNews(reply);
      if (result.isPresent()) {
        long nanos = System.nanoTime() - question.startNanos();
        answer(question, new Timed<>(result.get(), nanos));
      } else {
        goOn(question, () -> refresh.follow(reply));
      }
    } catch (InfoReplyException | NodeRefresh.OtherNodeException e) {
      fail(question, e);
    } catch (IOException e) {
      LOG.debug("Node {} is asked over a new connection", question.node(), e);
      begin(question);
    }
    return true;
  }
}
