package io.shmtender.simulator.cdt;

import io.shmtender.simulator.record.BinDraft;
import io.shmtender.simulator.record.BinOperation;
import io.shmtender.simulator.record.BinOperations;
import io.shmtender.simulator.record.CommandFailure;
import io.shmtender.simulator.record.Particle;
import io.shmtender.simulator.wire.Operation;
import io.shmtender.simulator.wire.OperationType;
import io.shmtender.simulator.wire.ParticleType;
import io.shmtender.simulator.wire.ResultCode;
import java.util.ArrayList;
import java.util.List;

/** The bin operations on lists and maps. */
public final class CdtOperations {
  /** The operation that selects by expressions (server: {@code AS_CDT_OP_SELECT}). */
  private static final int SELECT = 0xFE;

  /** Precedes a context and the operation that it is for. */
  private static final int IN_CONTEXT = 0xFF;

  private CdtOperations() {}

  /** Adds writing, reading and modifying lists and maps to what a server can do. */
  public static BinOperations addTo(BinOperations operations) {
    return operations
        .with(OperationType.WRITE, false, CdtOperations::write)
        .with(OperationType.INCREMENT, false, orCreate(BinOperations::increment))
        .with(OperationType.APPEND, false, orCreate(BinOperations::append))
        .with(OperationType.PREPEND, false, orCreate(BinOperations::prepend))
        .with(OperationType.CDT_READ, true, CdtOperations::read)
        .with(OperationType.CDT_MODIFY, false, CdtOperations::modify);
  }

  /** Adding to a bin that is not there writes it. */
  private static BinOperation orCreate(BinOperation modify) {
    return (bins, operation) ->
        bins.get(operation.binName()) == null && operation.particleType() != ParticleType.NULL
            ? write(bins, operation)
            : modify.apply(bins, operation);
  }

  private static Particle write(BinDraft bins, Operation operation) {
    int type = operation.particleType();
    if (type != ParticleType.LIST && type != ParticleType.MAP) {
      return BinOperations.write(bins, operation);
    }
    bins.put(operation.binName(), stored(type, operation.value()));
    return Particle.NONE;
  }

  /** The form in which a list or map is stored; one that is malformed ends with UNKNOWN. */
  private static Particle stored(int type, byte[] packed) {
    Element element;
    try {
      element = PackReader.readOnly(packed);
    } catch (CommandFailure malformed) {
      throw new CommandFailure(ResultCode.UNKNOWN);
    }
    boolean isList = element instanceof ListElement;
    boolean isMap = element instanceof MapElement;
    if (!(type == ParticleType.LIST ? isList : isMap) || !element.isStorable()) {
      throw new CommandFailure(ResultCode.UNKNOWN);
    }
    return particle(element);
  }

  /** A call: the operation with its number, what it is done to, and its parameters. */
  private record Call(int operation, Context context, Parameters parameters) {
    static Call of(byte[] packed) {
      PackReader reader = new PackReader(packed);
      int count = reader.readListHeader();
      int operation = number(reader, count);
      if (operation == SELECT) {
        throw new CommandFailure(ResultCode.UNSUPPORTED_FEATURE);
      }
      if (operation != IN_CONTEXT) {
        return new Call(operation, Context.none(), parameters(reader, count - 1));
      }
      if (count != 3 || !(reader.read() instanceof ListElement steps)) {
        throw Parameters.wrong();
      }
      int inner = reader.readListHeader();
      int nested = number(reader, inner);
      return new Call(nested, Context.of(steps), parameters(reader, inner - 1));
    }

    private static int number(PackReader reader, int count) {
      if (count > 0 && reader.read() instanceof Scalar scalar && scalar.isInteger()) {
        return (int) scalar.number();
      }
      throw Parameters.wrong();
    }

    private static Parameters parameters(PackReader reader, int count) {
      List<Element> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        values.add(reader.read());
      }
      return new Parameters(values);
    }

    boolean isForList() {
      return ListOperations.knows(operation);
    }

    void checkType(Element element) {
      if (element != null && !(isForList() ? element instanceof ListElement : isMap(element))) {
        throw new CommandFailure(ResultCode.INCOMPATIBLE_TYPE);
      }
    }

    private static boolean isMap(Element element) {
      return element instanceof MapElement;
    }
  }

  private static Particle read(BinDraft bins, Operation operation) {
    Element bin = element(bins.get(operation.binName()));
    if (bin == null) {
      return Particle.NONE;
    }
    Call call = Call.of(operation.value());
    call.context().checkBin(bin);
    Element found = call.context().read(bin);
    call.checkType(found);
    Element answer =
        call.isForList()
            ? ListOperations.read(call.operation(), (ListElement) found, call.parameters())
            : MapOperations.read(call.operation(), (MapElement) found, call.parameters());
    return particle(answer);
  }

  private static Particle modify(BinDraft bins, Operation operation) {
    Element bin = element(bins.get(operation.binName()));
    Call call = Call.of(operation.value());
    call.context().checkBin(bin);
    Element[] answer = new Element[1];
    Element changed =
        call.context()
            .modify(
                bin,
                found -> {
                  call.checkType(found);
                  Outcome outcome =
                      call.isForList()
                          ? ListOperations.modify(
                              call.operation(), (ListElement) found, call.parameters())
                          : MapOperations.modify(
                              call.operation(), (MapElement) found, call.parameters());
                  answer[0] = outcome.answer();
                  return outcome.changed();
                });
    if (changed != null) {
      bins.put(operation.binName(), particle(changed));
    }
    return particle(answer[0]);
  }

  /** A bin's value; of those that are neither list nor map, that they are not. */
  private static Element element(Particle particle) {
    if (particle == null) {
      return null;
    }
    boolean isCdt = particle.type() == ParticleType.LIST || particle.type() == ParticleType.MAP;
    return isCdt ? PackReader.readOnly(particle.value()) : Scalar.NIL;
  }

  /** An answer or a bin's value, null for none. */
  private static Particle particle(Element element) {
    if (element instanceof ListElement) {
      return new Particle(ParticleType.LIST, PackWriter.pack(element));
    }
    if (element instanceof MapElement) {
      return new Particle(ParticleType.MAP, PackWriter.pack(element));
    }
    if (!(element instanceof Scalar scalar)) {
      return Particle.NONE;
    }
    return switch (scalar.kind()) {
      case FALSE -> new Particle(ParticleType.BOOL, new byte[] {0});
      case TRUE -> new Particle(ParticleType.BOOL, new byte[] {1});
      case NEGATIVE, INTEGER -> Particle.ofLong(scalar.number());
      case DOUBLE -> Particle.ofDouble(scalar.real());
      case STRING -> new Particle(ParticleType.STRING, scalar.content());
      case GEOJSON -> geoJson(scalar.content());
      case BYTES -> new Particle(ParticleType.BLOB, scalar.content());
      default -> Particle.NONE;
    };
  }

  /** A bin of GeoJSON begins with flags and a count of cells, which clients skip. */
  private static Particle geoJson(byte[] content) {
    byte[] value = new byte[3 + content.length];
    System.arraycopy(content, 0, value, 3, content.length);
    return new Particle(ParticleType.GEOJSON, value);
  }
}
