/**
 * The directory of segments and the files in it, as a daemon makes and opens them: by nobody's
 * leave but this user's and root's, never through a link, with the mode that the settings say.
 *
 * <p>What holds for the directory is in {@link io.shmtender.reader.layout.Trust}. Calls nothing of
 * the daemon.
 */
package io.shmtender.daemon.files;
