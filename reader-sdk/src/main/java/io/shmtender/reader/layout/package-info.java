/**
 * The native segment's one description: the bytes of a file, the names of files, the directory they
 * are in.
 *
 * <p>Writer (the daemon) and reader (the SDK) share these constants and nothing else. This package
 * calls nothing of either.
 */
package io.shmtender.reader.layout;
