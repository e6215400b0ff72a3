/**
 * Operations on lists and maps: their MessagePack form, the order of values, contexts that lead
 * into nested lists and maps, and every operation of the official client's {@code ListOperation}
 * and {@code MapOperation}, by the rules of the server's {@code cdt.c}, {@code particle_list.c} and
 * {@code particle_map.c}. Called by {@code record}, whose types it uses to answer. Internal: not
 * for users of the simulator.
 */
package io.shmtender.simulator.cdt;
