package io.shmtender.simulator.cdt;

/**
 * What a modifying operation does.
 *
 * @param changed the list or map afterwards, null to leave everything as it is
 * @param answer what the operation answers, null for nothing
 */
record Outcome(Element changed, Element answer) {
  static final Outcome NOTHING = new Outcome(null, null);

  static Outcome of(Element changed) {
    return new Outcome(changed, null);
  }

  static Outcome of(Element changed, int answer) {
    return new Outcome(changed, Scalar.ofLong(answer));
  }
}
