package io.shmtender.simulator.server;

import io.shmtender.simulator.info.InfoCommands;
import io.shmtender.simulator.record.Answer;
import io.shmtender.simulator.topology.NodeView;
import io.shmtender.simulator.wire.Fields;
import io.shmtender.simulator.wire.Info1;
import io.shmtender.simulator.wire.Info3;
import io.shmtender.simulator.wire.MalformedMessageException;
import io.shmtender.simulator.wire.MessageParser;
import io.shmtender.simulator.wire.MessageWriter;
import io.shmtender.simulator.wire.Proto;
import io.shmtender.simulator.wire.RecordRequest;
import io.shmtender.simulator.wire.ResultCode;
import io.shmtender.simulator.wire.WireReader;
import io.shmtender.simulator.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Answers whole messages of any type. Thread-safe; shared by the connections of a node. */
public final class MessageService {
  private final Supplier<NodeView> view;
  private final InfoCommands info;
  private final RecordService records;
  private final BatchService batches;
  private final Counters counters;
  private final SecurityService security;
  private final boolean enterprise;

  MessageService(
      Supplier<NodeView> view,
      InfoCommands info,
      RecordService records,
      SecurityService security,
      Counters counters,
      boolean enterprise) {
    this.enterprise = enterprise;
    this.security = security;
    this.view = view;
    this.info = info;
    this.records = records;
    this.batches = new BatchService(records, counters);
    this.counters = counters;
  }

  /**
   * Answers a message.
   *
   * @param type the type in its proto header
   * @param body the body in an array that holds other things too
   * @param guest who sent it
   * @throws MalformedMessageException when the server would close the connection
   */
  void answer(int type, byte[] body, int offset, int length, Guest guest, WireWriter out) {
    ResultCode refusal = security.refusal(guest);
    if (refusal != ResultCode.OK && (type == Proto.TYPE_INFO || type == Proto.TYPE_MESSAGE)) {
      refuse(type, refusal, out);
      return;
    }
    switch (type) {
      case Proto.TYPE_INFO ->
          answerInfo(new String(body, offset, length, StandardCharsets.UTF_8), out);
      case Proto.TYPE_SECURITY -> security.answer(body, offset, length, guest, out);
      case Proto.TYPE_MESSAGE -> answerMessage(body, offset, length, out);
      case Proto.TYPE_COMPRESSED -> answerCompressed(body, offset, length, guest, out);
      default -> throw new MalformedMessageException("message type " + type);
    }
  }

  private void answerInfo(String names, WireWriter out) {
    counters.infoRequest();
    int proto = MessageWriter.beginProto(out);
    String text = info.answer(view.get(), names, counters::infoName);
    out.bytes(text.getBytes(StandardCharsets.UTF_8));
    MessageWriter.endProto(out, proto, Proto.TYPE_INFO);
  }

  private static void refuse(int type, ResultCode refusal, WireWriter out) {
    int proto = MessageWriter.beginProto(out);
    if (type == Proto.TYPE_INFO) {
      String text = "ERROR:" + refusal.code() + ":not authenticated\n";
      out.bytes(text.getBytes(StandardCharsets.UTF_8));
    } else {
      MessageWriter.header(out, Info3.LAST, refusal, 0, 0, 0, 0);
    }
    MessageWriter.endProto(out, proto, type);
  }

  private void answerMessage(byte[] body, int offset, int length, WireWriter out) {
    int start = out.size();
    try {
      if (length > 1 && (body[offset + 1] & Info1.BATCH) != 0) {
        batches.answer(view.get(), new WireReader().reset(body, offset, length), out);
        return;
      }
      RecordRequest request = MessageParser.parse(new WireReader().reset(body, offset, length));
      write(records.execute(view.get(), request), request, out);
    } catch (MalformedMessageException e) {
      out.truncate(start);
      int proto = MessageWriter.beginProto(out);
      MessageWriter.header(out, Info3.LAST, ResultCode.PARAMETER, 0, 0, 0, 0);
      MessageWriter.endProto(out, proto, Proto.TYPE_MESSAGE);
    }
  }

  private static void write(Answer answer, RecordRequest request, WireWriter out) {
    int proto = MessageWriter.beginProto(out);
    if (request.fields().wants() == Fields.Extras.QUERY) {
      MessageWriter.header(out, Info3.LAST, answer.code(), 0, 0, 0, 0);
    } else {
      answer.writeTo(out, 0);
    }
    MessageWriter.endProto(out, proto, Proto.TYPE_MESSAGE);
  }

  private void answerCompressed(byte[] body, int offset, int length, Guest guest, WireWriter out) {
    if (!enterprise) {
      refuse(Proto.TYPE_MESSAGE, ResultCode.ENTERPRISE_ONLY, out);
      return;
    }
    WireReader in = new WireReader().reset(body, offset, length);
    long size = in.i64();
    if (size < Proto.HEADER_SIZE || size > Proto.MAX_BODY_SIZE) {
      throw new MalformedMessageException("compressed message of " + size + " bytes");
    }
    byte[] message = new byte[(int) size];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(body, offset + Long.BYTES, length - Long.BYTES);
      if (inflater.inflate(message) != message.length) {
        throw new MalformedMessageException("compressed message shorter than announced");
      }
    } catch (DataFormatException e) {
      throw new MalformedMessageException("compressed message: " + e.getMessage());
    } finally {
      inflater.end();
    }
    long header = new WireReader().reset(message, 0, message.length).i64();
    if (Proto.type(header) == Proto.TYPE_COMPRESSED) {
      throw new MalformedMessageException("message compressed twice");
    }
    answer(
        Proto.type(header),
        message,
        Proto.HEADER_SIZE,
        message.length - Proto.HEADER_SIZE,
        guest,
        out);
  }
}
