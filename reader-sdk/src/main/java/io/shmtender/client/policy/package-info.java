/**
 * How commands are done, by the official client's names and with its defaults. Immutable values,
 * which know nothing of commands or messages.
 */
package io.shmtender.client.policy;
