/**
 * Operations inside lists and maps. They say what they want in values; how that becomes bytes is
 * for {@link io.shmtender.client.Operation}.
 */
package io.shmtender.client.cdt;
