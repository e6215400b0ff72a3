package io.shmtender.daemon.config;

/**
 * A setting as the daemon will use it.
 *
 * @param key the setting's key, {@code tls.cafile} for one inside a section
 * @param value the value as text; "none" for an optional setting that is not set
 * @param byDefault whether nobody set it
 */
public record EffectiveSetting(String key, String value, boolean byDefault) {}
