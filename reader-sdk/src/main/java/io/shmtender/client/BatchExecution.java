package io.shmtender.client;

import static io.shmtender.client.wire.MessageHeader.INFO1_BATCH;

import io.shmtender.client.net.Deadline;
import io.shmtender.client.policy.BatchPolicy;
import io.shmtender.client.policy.Replica;
import io.shmtender.client.wire.MalformedResponseException;
import io.shmtender.client.wire.Proto;
import io.shmtender.client.wire.Request;
import io.shmtender.client.wire.Response;
import io.shmtender.reader.ClusterView;
import io.shmtender.reader.Key;
import io.shmtender.reader.NamespaceMap;
import io.shmtender.reader.Node;
import io.shmtender.reader.PartitionUnavailableException;
import io.shmtender.reader.ShmReaderException;
import io.shmtender.reader.UnknownNamespaceException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One batch from the first attempt to the last. An attempt groups the rows that are left by the
 * nodes of the newest view, sends every node its rows, and only then reads the answers: the nodes
 * work at the same time though there is one thread. Used by that thread.
 *
 * <p>The protocol is that of the official client's {@code Command.setBatchOperate} and the server's
 * {@code batch.c}, since server 6.0.
 */
final class BatchExecution extends RowAnswers {
  // When one node has used up the time, what the others have answered meanwhile is still taken.
  private static final int GRACE_MILLIS = 10;

  // What a row is in, other than a group.
  private static final short TO_SEND = -1;
  private static final short DONE = -2;
  private static final short REFUSED = -3;
  private static final short WITHOUT_HOLDER = -4;

  private final ClientCluster cluster;
  private final BatchPolicy policy;
  private final BatchRows rows;
  private final Deadline deadline;
  // By row: the number of its group, or one of the above.
  private final short[] places;
  private final List<BatchGroup> groups = new ArrayList<>();
  private ClusterView view;
  // By row: which replica is next. Made for the first attempt that fails.
  private byte[] sequences;
  // By row: where the attempt before failed; made with the sequences.
  private Node[] avoided;
  private int attempts;
  private long pauseNanos = AttemptRoute.FIRST_PAUSE_NANOS;
  private int unanswered;
  // The group whose answer is being read.
  private int reading;
  private ShmReaderException finalFailure;
  private List<ShmReaderException> failures;

  BatchExecution(ClientCluster cluster, ClusterView view, BatchPolicy policy, BatchRows rows) {
    this.cluster = cluster;
    this.view = view;
    this.policy = policy;
    this.rows = rows;
    this.deadline = Execution.deadline(policy);
    this.places = new short[rows.count()];
    Arrays.fill(places, TO_SEND);
  }

  /**
   * Runs the batch.
   *
   * @throws BatchException if rows were not answered
   */
  void run() {
    if (cluster.owesAsking()) {
      cluster.ask(deadline, true);
      view = cluster.freshView();
    }
    group();
    requireBatches();
    while (true) {
      if (!groups.isEmpty()) {
        attempts++;
        exchange();
      }
      if (!prepareRetry()) {
        break;
      }
    }
    if (unanswered > 0) {
      throw failure();
    }
  }

  // Before anything is sent: these servers would take the rows for something else.
  private void requireBatches() {
    for (BatchGroup group : groups) {
      if (!group.takesBatches()) {
        attempts = 1;
        throw UnsupportedServerException.ofBatch(report(group));
      }
    }
  }

  private BatchException failure() {
    BatchException failure =
        new BatchException(
            unanswered
                + " of "
                + rows.count()
                + " records of a batch have no answer: "
                + finalFailure.getMessage(),
            finalFailure,
            rows.records());
    if (failures != null) {
      for (ShmReaderException other : failures) {
        if (other != finalFailure) {
          failure.addSuppressed(other);
        }
      }
    }
    return failure;
  }

  // The flags before a batch's rows, by the official client's getBatchFlags: the last one asks for
  // the failing row where that ends the answer.
  static int flags(BatchPolicy policy) {
    return (policy.allowInline() ? 1 : 0)
        | (policy.allowInlineSSD() ? 2 : 0)
        | (policy.respondAllKeys() ? 4 : 0)
        | 8;
  }

  // Puts the rows that are to be sent into groups.
  private void group() {
    groups.clear();
    NamespaceMap namespace = null;
    for (int row = 0; row < places.length; row++) {
      if (places[row] == TO_SEND) {
        Key key = rows.key(row);
        if (namespace == null || !namespace.name().equals(key.namespace())) {
          namespace = view.map().namespaceOrNull(key.namespace());
        }
        if (namespace == null) {
          places[row] = DONE;
          rows.failed(row, UnknownNamespaceException.of(key.namespace(), view.map()));
          continue;
        }
        Node node = target(namespace, row, key.partitionId());
        if (node == null) {
          places[row] = WITHOUT_HOLDER;
        } else {
          int number = groupOf(node, row);
          places[row] = (short) number;
          BatchGroup group = groups.get(number);
          group.count++;
          group.asked++;
          group.writes |= rows.isWrite(row);
        }
      }
    }
  }

  // Nodes are few, and the same objects in all of a view.
  @SuppressWarnings("ReferenceEquality")
  private int groupOf(Node node, int row) {
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i).node == node) {
        return i;
      }
    }
    groups.add(new BatchGroup(node, cluster.pool(node), row));
    return groups.size() - 1;
  }

  private Node target(NamespaceMap namespace, int row, int partition) {
    Replica replica =
        rows.isWrite(row)
            ? ReplicaChoice.ofWrite(policy.replica())
            : ReplicaChoice.ofRead(namespace, policy.replica(), rows.readModeSC(row));
    return sequences == null
        ? cluster.choice().target(view.map(), namespace, partition, replica, 0, null)
        : cluster
            .choice()
            .target(view.map(), namespace, partition, replica, sequences[row], avoided[row]);
  }

  private void exchange() {
    boolean ended = false;
    try {
      // All are put together before any is sent: a mistake of the application's sends nothing.
      for (int i = 0; i < groups.size(); i++) {
        BatchGroup group = groups.get(i);
        if (!group.takesBatches()) {
          group.failure = UnsupportedServerException.ofBatch(report(group));
        } else if (group.pool.isBackingOff()) {
          group.failure = BackoffException.of(cluster.options(), report(group));
        } else {
          group.takeIdle();
          encode(i);
        }
      }
      // After all were asked: one that does not answer is waited for once.
      for (BatchGroup group : groups) {
        group.confirm(deadline);
      }
      for (BatchGroup group : groups) {
        if (group.reused) {
          send(group);
        }
      }
      // Last, since connecting to a node that is not there takes its time.
      for (BatchGroup group : groups) {
        if (!group.sent && group.failure == null) {
          connectAndSend(group);
        }
      }
      for (int i = 0; i < groups.size(); i++) {
        if (groups.get(i).sent) {
          receive(i);
        }
      }
      ended = true;
    } finally {
      if (!ended) {
        groups.forEach(BatchGroup::discard);
      }
    }
  }

  private void encode(int number) {
    BatchGroup group = groups.get(number);
    Request request = group.request;
    request.begin(INFO1_BATCH, 0, 0, 0, 0, Execution.serverMillis(policy, deadline));
    int field = request.beginRows(group.count, flags(policy));
    int before = -1;
    for (int row = group.firstRow; row < places.length; row++) {
      if (places[row] == number) {
        Key key = rows.key(row);
        request.putInt(row);
        Command.putDigest(request, key);
        if (before >= 0 && Command.isSameSet(key, rows.key(before)) && rows.repeats(row, before)) {
          request.putRepeatingRow();
        } else {
          rows.encode(request, row);
          before = row;
        }
      }
    }
    request.endRows(field);
    request.end();
  }

  private void send(BatchGroup group) {
    try {
      group.connection.send(group.request, deadline);
      group.sent = true;
    } catch (SocketTimeoutException e) {
      group.discard();
      group.failure = lateAnswer(false, group);
    } catch (IOException e) {
      group.discard();
      if (group.reused) {
        // It was idle, and so maybe are others that are broken; there is nothing to report yet.
        group.pool.discardIdle();
      } else {
        group.failure = NodeUnreachableException.of("the connection broke", e, report(group));
      }
    }
  }

  private void connectAndSend(BatchGroup group) {
    group.reused = false;
    try {
      group.connection = group.pool.open(Execution.connectMillis(policy, deadline), deadline);
    } catch (IOException e) {
      group.failure = cluster.notConnected(e, report(group));
      return;
    }
    if (group.connection == null) {
      group.failure = PoolExhaustedException.of(group.pool.limit(), report(group));
      return;
    }
    send(group);
  }

  private void receive(int number) {
    BatchGroup group = groups.get(number);
    boolean again = false;
    try {
      reading = number;
      int resultCode = readAnswers(group.connection);
      if (RetryRules.isSessionEnd(resultCode)
          && !group.renewed
          && group.pool.endSession(group.connection)) {
        // Refused before it was executed, over a connection that got in earlier: no attempt yet.
        group.renewed = true;
        again = true;
      } else if (resultCode == Proto.RESULT_TIMEOUT) {
        group.failure = lateAnswer(true, group);
      } else if (resultCode != Proto.RESULT_OK) {
        // Without a row before it, it is the whole batch that the server did not take.
        group.refused = group.count == group.asked;
        group.failure = ServerException.of(resultCode, report(group));
      } else if (group.count > 0) {
        group.failure =
            ProtocolException.of(
                new MalformedResponseException(group.count + " records are not answered"),
                report(group));
      }
      if (!again) {
        group.release();
      }
    } catch (SocketTimeoutException e) {
      group.failure = lateAnswer(false, group);
    } catch (MalformedResponseException e) {
      group.failure = ProtocolException.of(e, report(group));
    } catch (IOException e) {
      // The node closed it while it was idle, and so maybe the others: this is no attempt yet.
      again = RetryRules.wasClosedWhileIdle(group.reused, group.writes, group.connection);
      if (again) {
        group.pool.discardIdle();
      } else {
        group.failure = NodeUnreachableException.of("the connection broke", e, report(group));
      }
    } finally {
      group.discard();
    }
    if (again) {
      group.sent = false;
      connectAndSend(group);
      if (group.sent) {
        receive(number);
      }
    }
  }

  @Override
  Deadline until() {
    return deadline.leftNanos() > 0
        ? deadline
        : new Deadline(System.nanoTime(), GRACE_MILLIS, GRACE_MILLIS);
  }

  @Override
  boolean isAsked(int row) {
    return row >= 0 && row < places.length && places[row] == reading;
  }

  @Override
  void answered(int row, Response response) throws MalformedResponseException {
    BatchGroup group = groups.get(reading);
    int resultCode = response.resultCode();
    try {
      rows.answered(row, resultCode, response);
    } catch (MalformedResponseException e) {
      if (!e.isWithinValue()) {
        throw e;
      }
      rows.failed(row, UnreadableRecordException.of(e, report(row, group)));
    }
    group.count--;
    places[row] =
        resultCode != Proto.RESULT_OK && RetryRules.isRetryable(resultCode) ? REFUSED : DONE;
  }

  private CommandException lateAnswer(boolean fromServer, BatchGroup group) {
    return CommandTimeoutException.of(fromServer, deadline.elapsedMillis(), policy, report(group));
  }

  private CommandException.Attempt report(BatchGroup group) {
    return new CommandException.Attempt(
        rows.key(group.firstRow),
        group.node,
        attempts,
        group.writes && group.sent && !group.refused);
  }

  private CommandException.Attempt report(int row, BatchGroup group) {
    return new CommandException.Attempt(rows.key(row), group.node, attempts, rows.isWrite(row));
  }

  // Decides about every row that is not done; false when none is to be sent again.
  private boolean prepareRetry() {
    boolean mustStop = collectFailures();
    boolean mayRetry = !mustStop && RetryRules.isAttemptLeft(policy, deadline, attempts);
    askIfGone(mayRetry);
    int retried = 0;
    int withoutHolder = 0;
    boolean timedOut = false;
    for (int row = 0; row < places.length; row++) {
      int place = places[row];
      if (place == WITHOUT_HOLDER) {
        withoutHolder++;
      } else if (place >= 0) {
        BatchGroup group = groups.get(place);
        if (group.sent && !group.refused) {
          rows.sentWithoutAnswer(row);
        }
        if (mayRetry && RetryRules.isRetryable(group.failure)) {
          retried++;
          timedOut |= RetryRules.hasWaited(group.failure);
        } else {
          giveUp(row, group.failure);
        }
      } else if (place == REFUSED) {
        places[row] = mayRetry ? REFUSED : DONE;
        retried += mayRetry ? 1 : 0;
      }
    }
    if (retried + withoutHolder == 0) {
      return false;
    }
    try {
      return renew(retried, withoutHolder, timedOut);
    } catch (ShmReaderException e) {
      giveUpAll(e);
      return false;
    }
  }

  private boolean collectFailures() {
    boolean mustStop = false;
    for (BatchGroup group : groups) {
      if (group.failure != null) {
        addFailure(group.failure);
        if (RetryRules.isOfNode(group.failure)) {
          group.pool.countError();
        }
        mustStop |= !policy.respondAllKeys() && !RetryRules.isRetryable(group.failure);
      }
    }
    return mustStop;
  }

  private void askIfGone(boolean again) {
    boolean refused = false;
    for (short place : places) {
      refused |= place == REFUSED || place == WITHOUT_HOLDER;
    }
    if (refused) {
      cluster.ask(deadline, again);
    }
    for (BatchGroup group : groups) {
      if (group.failure != null) {
        cluster.failed(group.failure, deadline, again);
      }
    }
  }

  private void addFailure(ShmReaderException failure) {
    if (failures == null) {
      failures = new ArrayList<>();
    }
    failures.add(failure);
  }

  private void giveUp(int row, ShmReaderException why) {
    rows.givenUp(row, why);
    places[row] = DONE;
    unanswered++;
    if (finalFailure == null) {
      finalFailure = why;
    }
  }

  private void giveUpAll(ShmReaderException why) {
    addFailure(why);
    for (int row = 0; row < places.length; row++) {
      if (places[row] == REFUSED) {
        places[row] = DONE;
      } else if (places[row] != DONE) {
        giveUp(row, why);
      }
    }
  }

  // Waits as the policy says, takes the newest view and groups by it what is left.
  private boolean renew(int retried, int withoutHolder, boolean timedOut) {
    if (retried > 0) {
      pauseNanos = AttemptRoute.FIRST_PAUSE_NANOS;
      AttemptRoute.pause(RetryRules.pauseNanos(policy, timedOut));
    } else if (groups.isEmpty()) {
      // Nothing was sent since the last look.
      long left =
          RetryRules.holderWaitNanos(
              deadline, TimeUnit.MILLISECONDS.toNanos(deadline.elapsedMillis()));
      if (left <= 0) {
        throw nobody(withoutHolder);
      }
      AttemptRoute.pause(Math.min(pauseNanos, left));
      pauseNanos = Math.min(2 * pauseNanos, AttemptRoute.LONGEST_PAUSE_NANOS);
    }
    ClusterView before = view;
    view = cluster.freshView();
    for (int row = 0; row < places.length; row++) {
      int place = places[row];
      if (place >= 0) {
        BatchGroup group = groups.get(place);
        moveOn(before, row, group.node, group.failure instanceof CommandTimeoutException);
      } else if (place == REFUSED) {
        moveOn(before, row, null, rows.isWrite(row));
      } else if (place == WITHOUT_HOLDER) {
        places[row] = TO_SEND;
      }
    }
    group();
    return true;
  }

  private PartitionUnavailableException nobody(int withoutHolder) {
    int row = 0;
    while (places[row] != WITHOUT_HOLDER) {
      row++;
    }
    Key key = rows.key(row);
    return new PartitionUnavailableException(
        "nobody holds the partitions of "
            + withoutHolder
            + " records of a batch, and nobody did within "
            + deadline.elapsedMillis()
            + " ms; the first is partition "
            + key.partitionId()
            + " of namespace '"
            + key.namespace()
            + "'. Is a node down that held it?");
  }

  // Chooses the replica that is next, as AttemptRoute does.
  private void moveOn(ClusterView before, int row, Node failed, boolean timedOut) {
    places[row] = TO_SEND;
    if (sequences == null) {
      sequences = new byte[places.length];
      avoided = new Node[places.length];
    }
    Key key = rows.key(row);
    NamespaceMap namespace = view.map().namespaceOrNull(key.namespace());
    if (namespace == null) {
      // It has left the cluster since: said when the row is grouped.
      return;
    }
    if (ReplicaChoice.hasMoved(before, view, key)) {
      // The cluster has moved on, which beats trying the replicas in turn.
      sequences[row] = 0;
      avoided[row] = null;
      return;
    }
    boolean stays =
        timedOut
            && ReplicaChoice.staysAfterTimeout(namespace, rows.isWrite(row), rows.readModeSC(row));
    if (!stays) {
      sequences[row] = (byte) ((sequences[row] + 1) % namespace.replicaCount());
      avoided[row] = failed;
    }
  }
}
