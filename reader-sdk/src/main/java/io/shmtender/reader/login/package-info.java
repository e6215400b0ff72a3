/**
 * How users log in to nodes: what is sent and answered, and the hash of a password.
 *
 * <p>Shared by the daemon and the commands of the reader SDK, each over connections of its own. Not
 * exported, so no application's to use. Calls nothing of the SDK.
 */
package io.shmtender.reader.login;
